"""A form as the YAML of a package writes it: the way back from `form_files`, key for key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from tinhso.engines.reporting.contracts import ColumnKind
from tinhso.kernel import formulas

WIDTH = 110


class _Writer(yaml.SafeDumper):
    """Writes lists under their key, indented, as people write them by hand."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def write_form(code: str, version: int, valid_from: date, definition: Mapping[str, Any]) -> str:
    """Return the file of one version of a form.

    Reading it again (`read_form`) gives the same code, version, day and definition.
    """
    plain = {"code": code, "version": version, "valid_from": valid_from.isoformat(), **_form(definition)}
    return written(plain)


def written(plain: Mapping[str, Any]) -> str:
    """Return pairs of keys and values as YAML, in their order."""
    # Every text in quotes: a row number 1.1, a code 01 or a word “no” must come back as the text it was.
    return yaml.dump(
        _quoted(plain), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=WIDTH, default_flow_style=False
    )


def _form(definition: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, value in definition.items():
        if name == "columns":
            plain[name] = [_column(column) for column in value]
        elif name == "rows":
            plain[name] = [_row(row) for row in value]
        elif name == "rules":
            plain[name] = [_rule(rule) for rule in value]
        elif value not in ("", [], None):
            plain[name] = value
    return {name: value for name, value in plain.items() if value or name in ("rows", "illustrative")}


def _column(column: Mapping[str, Any]) -> dict[str, Any]:
    plain = dict(column)
    if plain.get("dims"):
        plain["dims"] = _dims(plain["dims"])
    if plain["kind"] == ColumnKind.FORMULA:
        plain["formula"] = formulas.to_text(formulas.from_json(plain["formula"]))
    return plain


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if value not in ("", 0, False)}
    if "dims" in plain:
        plain["dims"] = _dims(plain["dims"])
    return plain


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {**rule, "rule": formulas.to_text(formulas.from_json(rule["rule"], rule=True))}


def _dims(dims: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in dims.split(";"))


class _Text(str):
    """A text that is written in double quotes."""


def _quoted(value: Any, *, is_key: bool = False) -> Any:
    if isinstance(value, str) and not is_key:
        return _Text(value)
    if isinstance(value, Mapping):
        return {name: _quoted(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_quoted(inner) for inner in value]
    return value


def _represent(dumper: yaml.SafeDumper, text: _Text) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')


_Writer.add_representer(_Text, _represent)
