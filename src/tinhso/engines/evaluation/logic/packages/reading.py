"""Files of evaluation packages, read strictly: every key is known, every value fits, every refusal has its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tinhso.engines.evaluation.contracts import PackageFileRefused
from tinhso.kernel.files.keys import Key

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def is_code(value: Any) -> bool:
    """A text without spaces."""
    return isinstance(value, str) and bool(value) and not value.split()[1:]


def is_words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_day(value: Any) -> bool:
    return isinstance(value, date)


def is_text(value: Any) -> bool:
    """A text in both languages."""
    return (
        isinstance(value, dict) and set(value) == {"vi", "en"} and all(isinstance(one, str) for one in value.values())
    )


def is_number(value: Any) -> bool:
    """An exact number: digits in quotes, or a whole number. YAML would make a floating one of 0.1 without quotes."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole or (isinstance(value, str) and _NUMBER.fullmatch(value) is not None)


def is_share(value: Any) -> bool:
    return is_number(value) and 0 <= Decimal(str(value)) <= 1


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def one_of(values: Iterable[str]) -> Callable[[Any], bool]:
    known = frozenset(values)
    return lambda value: isinstance(value, str) and value in known


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file with what it says; refuses with the line of a field such as `targets[2].due_on`."""

    path: Path
    data: Mapping[str, Any]

    def refuse(self, field: str, problem_vi: str, problem_en: str) -> PackageFileRefused:
        return PackageFileRefused(
            file=self.path.name,
            line=line_of(self.path, field),
            field=field,
            problem_vi=problem_vi,
            problem_en=problem_en,
        )

    def check(self, keys: Iterable[Key], data: Mapping[str, Any], place: str = "") -> None:
        """Refuse an unknown key, a missing one, a value that does not fit."""
        keys, known = list(keys), set[str]()
        for key in keys:
            known.add(key.name)
            self._check_value(key, data.get(key.name), place)
        for name in data:
            if name not in known:
                field = f"{place}.{name}" if place else str(name)
                raise self.refuse(field, f"Khóa “{name}” không được dùng", f"Key “{name}” is not known")

    def _check_value(self, key: Key, value: Any, place: str) -> None:
        field = f"{place}.{key.name}" if place else key.name
        if value is None and key.required:
            raise self.refuse(field, f"Thiếu “{field}” ({key.meaning_vi})", f"“{field}” is missing ({key.meaning_en})")
        if value is not None and not key.fits(value):
            raise self.refuse(
                field,
                f"“{field}”: giá trị “{value}” không dùng được, cần {key.holds}",
                f"“{field}”: the value “{value}” cannot be used, {key.holds} is wanted",
            )

    def items(self, name: str, keys: Iterable[Key], data: Mapping[str, Any], place: str = "") -> list[dict[str, Any]]:
        """Return a list of mappings, each checked."""
        keys, found = list(keys), []
        for number, item in enumerate(data.get(name) or [], start=1):
            field = f"{place}.{name}[{number}]" if place else f"{name}[{number}]"
            if not isinstance(item, dict):
                raise self.refuse(field, f"{field} phải là các cặp khóa: giá trị", f"{field} must be a mapping")
            self.check(keys, item, field)
            found.append(item)
        return found


def open_file(path: Path) -> PackageFile:
    """Parse one YAML file; its `code` must be its name."""
    blank = PackageFile(path, {})
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, OSError, ValueError, OverflowError, RecursionError) as problem:
        raise blank.refuse("", f"YAML: {problem}", f"YAML: {problem}") from problem
    if not isinstance(data, dict):
        raise blank.refuse("", "Tệp phải là các cặp khóa: giá trị", "The file must be a mapping")
    if data.get("code") != path.stem:
        raise blank.refuse("code", "Mã phải trùng tên tệp", "The code must be the name of the file")
    return PackageFile(path, data)


def line_of(path: Path, field: str) -> int | None:
    """The line of `targets[2].due_on`; of what holds it where it is missing; None without any YAML."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, OSError, UnicodeError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        return mark.line + 1 if mark else None
    line = 1
    for step in re.findall(r"[^\[\].]+", field):
        if isinstance(node, yaml.MappingNode):
            key, node = next(((key, value) for key, value in node.value if key.value == step), (None, None))
            line = key.start_mark.line + 1 if key else line
        elif isinstance(node, yaml.SequenceNode) and step.isdecimal():
            node = node.value[int(step) - 1]
            line = node.start_mark.line + 1
    return line
