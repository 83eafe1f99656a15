"""The definitions a question needs: every version of every indicator, read at once, and which one rules a period."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Node


@dataclass(frozen=True)
class Versions:
    """All known versions of one indicator."""

    code: str
    rows: tuple[DefinitionView, ...]

    @property
    def indicator_id(self) -> int:
        return self.rows[0].indicator_id

    @cached_property
    def decimals(self) -> int:
        """The most decimals any version declares: the common scale of all its figures."""
        return max(row.decimals for row in self.rows)

    @cached_property
    def one_scale(self) -> bool:
        return len({row.decimals for row in self.rows}) == 1

    @cached_property
    def has_dimensions(self) -> bool:
        return any(row.dimensions for row in self.rows)

    @cached_property
    def has_breaks(self) -> bool:
        return any(not row.comparable for row in self.rows)

    def on(self, day: date) -> DefinitionView | None:
        """Return the version in force on a day: the latest that has begun, the higher version on a tie."""
        if len(self.rows) == 1:
            return self.rows[0] if self.rows[0].valid_from <= day else None
        begun = [row for row in self.rows if row.valid_from <= day]
        return max(begun, key=lambda row: (row.valid_from, row.version), default=None)

    def breaks_within(self, first: date, last: date) -> bool:
        """Say whether a version that is not comparable with the one before takes over within these days."""
        earliest = min(row.valid_from for row in self.rows)
        return any(
            not row.comparable and earliest < row.valid_from and first <= row.valid_from <= last for row in self.rows
        )


def read_versions(codes: Collection[str], known: int | None) -> dict[str, Versions]:
    """Read the indicators asked for and everything their formulas and weights need; a query per depth of nesting."""
    found: dict[str, Versions] = {}
    asked: set[str] = set()
    wanted = set(codes)
    while wanted:
        asked |= wanted
        rows = indicators.definition_versions(wanted, known)
        for code in {row.code for row in rows}:
            found[code] = Versions(code, tuple(row for row in rows if row.code == code))
        wanted = {code for row in rows for code in needed_by(row)} - asked
    return found


def needed_by(definition: DefinitionView) -> Iterable[str]:
    """Return the codes a definition computes from, and the one it is weighted by."""
    if definition.formula is not None:
        yield from formulas.codes(formula_of(definition))
    if definition.weight_indicator:
        yield definition.weight_indicator


def formula_of(definition: DefinitionView) -> Node:
    """Return the formula of a computed indicator."""
    return formulas.from_json(definition.formula)


def formulas_at(versions: Mapping[str, Versions], day: date) -> dict[str, Node]:
    """Return the formulas in force on a day, by code."""
    standing = {code: one.on(day) for code, one in versions.items()}
    return {code: formula_of(row) for code, row in standing.items() if row is not None and row.formula is not None}
