"""YAML with the line of every value: plain data for the checks, places for their messages.

Only text, whole numbers, yes/no, dates, lists and mappings; a floating point number has no place in a definition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from tinhso.engines.indicators.contracts.package_errors import RepeatedPackageKey, UnreadablePackageFile
from tinhso.kernel.files import out_of_reach
from tinhso.kernel.vietnamese import clean_text


@dataclass(frozen=True, slots=True)
class Read:
    """A value as it stands in a file: text, int, bool, date, None, a list of Read or a dict of Read."""

    value: Any
    line: int

    def plain(self) -> Any:
        """Return the value without lines."""
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        if isinstance(self.value, dict):
            return {name: item.plain() for name, item in self.value.items()}
        return self.value


def read_documents(path: Path) -> list[Read]:
    """Return the documents of a YAML file.

    Raises:
        UnreadablePackageFile (IND-050), RepeatedPackageKey (IND-054); with file and line.
    """
    try:
        nodes = list(yaml.compose_all(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader))
    except OSError as problem:
        raise out_of_reach(problem).at(file=str(path)) from problem
    except (UnicodeDecodeError, RecursionError) as problem:
        raise UnreadablePackageFile(problem=str(problem), file=str(path)) from problem
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        said = getattr(problem, "problem", None) or str(problem)
        raise UnreadablePackageFile(problem=said, file=str(path), line=mark.line + 1 if mark else None) from problem
    return [_read(node, path) for node in nodes if node is not None]


def _read(node: yaml.Node, path: Path) -> Read:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return Read(dict(_pairs(node, path)), line)
    if isinstance(node, yaml.SequenceNode):
        return Read([_read(item, path) for item in node.value], line)
    return Read(_scalar(node, path), line)


def _pairs(node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, Read]]:
    seen: set[str] = set()
    for key, value in node.value:
        name = str(key.value)
        if name in seen:
            raise RepeatedPackageKey(key=name, file=str(path), line=key.start_mark.line + 1, field=name)
        seen.add(name)
        yield name, _read(value, path)


def _scalar(node: yaml.Node, path: Path) -> str | int | bool | date | None:
    try:
        value = yaml.SafeLoader("").construct_object(node)
    except (ValueError, OverflowError, yaml.YAMLError) as problem:
        line = node.start_mark.line + 1
        raise UnreadablePackageFile(problem=str(problem), file=str(path), line=line) from problem
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        return clean_text(value)
    # A floating point number goes on as its text: every check refuses it with the value people wrote.
    return str(node.value) if isinstance(value, float) else value
