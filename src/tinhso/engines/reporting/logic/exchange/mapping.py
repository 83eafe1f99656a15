"""The dated mapping between our objects and the messages of QCVN 125:2021, read from `qcvn125.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

STANDARD = "QCVN 125:2021/BTTTT"
MESSAGES = 13


@dataclass(frozen=True, slots=True)
class MappedField:
    """One component of a message.

    Attributes:
        key: as it is written. source: what our object calls it.
        type: `text`, `number` (exact, as text), `whole`, `flag` or `list` of objects with `items`.
        values: name of the table that turns our codes into those written; empty keeps them.
    """

    key: str
    source: str
    type: str
    needed: bool = False
    values: str = ""
    items: tuple[MappedField, ...] = ()


@dataclass(frozen=True, slots=True)
class MappedMessage:
    """One of the 13 messages: its number and name in the standard, and our object that stands in it."""

    no: int
    name_vi: str
    name_en: str
    object: str
    fields: tuple[MappedField, ...]


@dataclass(frozen=True, slots=True)
class ExchangeMapping:
    """The mapping from a day on. `confirmed` False is shown as “cần kiểm tra”."""

    version: int
    valid_from: date
    source: str
    confirmed: bool
    values: Mapping[str, Mapping[str, str]]
    messages: tuple[MappedMessage, ...]

    def message(self, name: str) -> MappedMessage:
        """The message in which one of our objects stands."""
        return next(one for one in self.messages if one.object == name)


@cache
def exchange_mappings() -> tuple[ExchangeMapping, ...]:
    """Return every version of the mapping, oldest first."""
    text = files(__package__).joinpath("qcvn125.yaml").read_text(encoding="utf-8")
    return tuple(sorted(map(_mapping, yaml.safe_load(text)), key=lambda one: one.valid_from))


def mapping_on(day: date) -> ExchangeMapping:
    """Return the mapping in force on a day (the first one for a day before them all)."""
    chosen = [one for one in exchange_mappings() if one.valid_from <= day]
    return chosen[-1] if chosen else exchange_mappings()[0]


def mapping_numbered(version: int) -> ExchangeMapping | None:
    """Return a version of the mapping, None where there is none."""
    return next((one for one in exchange_mappings() if one.version == version), None)


def _mapping(plain: Mapping[str, Any]) -> ExchangeMapping:
    messages = tuple(
        MappedMessage(one["number"], one["name_vi"], one["name_en"], one["object"], tuple(map(_field, one["fields"])))
        for one in plain["messages"]
    )
    return ExchangeMapping(
        plain["version"], plain["valid_from"], plain["source"], plain["confirmed"], plain["values"], messages
    )


def _field(plain: Mapping[str, Any]) -> MappedField:
    return MappedField(
        key=plain["key"],
        source=plain.get("from", plain["key"]),
        type=plain["type"],
        needed=plain.get("needed", False),
        values=plain.get("values", ""),
        items=tuple(_field(one) for one in plain.get("items", ())),
    )
