"""Putting our objects into the messages by the mapping, and taking cells back out of them.

What the mapping does not know is named and refused before anything is written: a component without a place, a code
without a counterpart, a needed component without a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tinhso.engines.reporting.contracts.exchange_errors import NotAMessageFile, Unmapped
from tinhso.engines.reporting.logic.exchange.mapping import STANDARD, ExchangeMapping, MappedField, MappedMessage

FORMAT = "tinhso.qcvn125/1"
Document = dict[str, Any]
FIGURE: tuple[str, ...] = ("value", "operator", "missing", "status")
CellKey = tuple[str, str, str]
"""Unit, row, and the line of an adjustment (empty for a unit's own figure)."""


def messages_of(objects: Mapping[str, list[dict[str, Any]]], mapping: ExchangeMapping) -> list[Document]:
    """Return the messages in the order of the standard.

    Raises:
        Unmapped (REP-290): names the first component that has no place, and how many there are.
    """
    problems: list[dict[str, str]] = []
    found = [
        {
            "message": message.no,
            "name": message.name_vi,
            "objects": [_translated(one, message, mapping, problems) for one in objects[message.object]],
        }
        for message in mapping.messages
    ]
    if problems:
        first = problems[0]
        raise Unmapped(
            place=first["place"], field=first["field"], value=first["value"], count=len(problems), standard=STANDARD
        )
    return found


def cells_of(messages: list[Document], mapping: ExchangeMapping) -> dict[CellKey, dict[str, Any]]:
    """Return the figures that messages hold by unit, row and line, in our words: value, operator, missing, status.

    Raises:
        NotAMessageFile (REP-291): a code that the mapping does not have.
    """
    message = mapping.message("cell")
    objects = next(one["objects"] for one in messages if one["message"] == message.no)
    found: dict[CellKey, dict[str, Any]] = {}
    for one in objects:
        plain = dict(_read(one, message.fields, mapping))
        key = plain["unit"], plain["row"], plain.get("line", "")
        if key in found:
            raise NotAMessageFile(problem=f"{_place(plain, message)} ×2")
        found[key] = {name: plain[name] for name in FIGURE if name in plain}
    return found


def _translated(
    thing: Mapping[str, Any], message: MappedMessage, mapping: ExchangeMapping, problems: list[dict[str, str]]
) -> Document:
    return dict(_written(thing, message.fields, mapping, problems, _place(thing, message)))


def _written(
    thing: Mapping[str, Any],
    fields: tuple[MappedField, ...],
    mapping: ExchangeMapping,
    problems: list[dict[str, str]],
    place: str,
) -> Iterator[tuple[str, Any]]:
    by_source = {field.source: field for field in fields}
    for name, value in thing.items():
        if value in ("", None):
            continue
        if name not in by_source:
            problems.append({"place": place, "field": name, "value": str(value)})
            continue
        field = by_source[name]
        if field.type == "list":
            yield field.key, [dict(_written(one, field.items, mapping, problems, place)) for one in value]
        elif field.values and value not in mapping.values[field.values]:
            problems.append({"place": place, "field": name, "value": str(value)})
        else:
            yield field.key, mapping.values[field.values][value] if field.values else value
    for field in fields:
        if field.needed and thing.get(field.source) in ("", None):
            problems.append({"place": place, "field": field.source, "value": ""})


def _read(
    thing: Mapping[str, Any], fields: tuple[MappedField, ...], mapping: ExchangeMapping
) -> Iterator[tuple[str, Any]]:
    by_key = {field.key: field for field in fields}
    for key, value in thing.items():
        field = by_key[key]
        if field.values:
            back = {theirs: ours for ours, theirs in mapping.values[field.values].items()}
            if value not in back:
                raise NotAMessageFile(problem=f"{key}: {value}")
            yield field.source, back[value]
        else:
            yield field.source, value


def _place(thing: Mapping[str, Any], message: MappedMessage) -> str:
    """`gói tin 4, dòng 2, đơn vị 24373`."""
    parts = [f"gói tin {message.no}"]
    parts += [f"dòng {thing['row']}"] if thing.get("row") else []
    parts += [f"đơn vị {thing['unit']}"] if thing.get("unit") else []
    parts += [f"mã {thing['code']}"] if thing.get("code") else []
    return ", ".join(parts)
