"""The page of one unit's figures, put together for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, DimensionView
from tinhso.engines.insight.logic.unit_figures.filtering import OwnFilter, agencies_of, narrowed
from tinhso.engines.insight.logic.unit_figures.lines import newest_figures
from tinhso.engines.insight.logic.unit_figures.twice import AskedTwice, asked_twice
from tinhso.engines.insight.logic.unit_figures.uses import OwnLine, own_lines
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, Role, UnitView
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts.unit_record import UnitRecord

# Roles whose unit is “mine”, the nearest first.
OWN_ROLES = (Role.DRAFTER, Role.APPROVER, Role.CONSOLIDATOR, Role.OFFICE, Role.ASSIGNER)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """Everything “Số của xã tôi” tells.

    Attributes:
        lines: those that fit the filter; `total` counts all of them.
        agencies: (code, name vi, name en) of everybody who uses one of the unit's figures.
        is_own: whether the reader works for the unit.
    """

    unit: UnitView
    parent: UnitView | None
    is_own: bool
    lines: tuple[OwnLine, ...]
    total: int
    awaited: int
    without_typing: int
    agencies: tuple[tuple[str, str, str], ...]
    twice: tuple[AskedTwice, ...]
    record: UnitRecord
    dimensions: dict[str, DimensionView]

    @property
    def spared_by_reading(self) -> int:
        return sum(one.spared for one in self.twice)

    @property
    def repeated(self) -> int:
        return sum(one.repeated for one in self.twice)


def own_units(rights: Rights) -> tuple[UnitView, ...]:
    """Return the units the reader works for, in Vietnamese order; one query."""
    return tuple(orgs.last_views(_own_ids(rights)))


def compute_unit_figures(
    unit_code: str, *, rights: Rights, today: date, language: str, wanted: OwnFilter | None = None
) -> UnitFigures:
    """Compute all figures of a unit: newest value, period, source, state, who uses each, what was asked twice.

    Raises:
        UnknownUnit (ORG-001), NoRight (ORG-020): the reader does not see the unit's figures.
    """
    unit = orgs.unit_by_code(unit_code, on=today)
    rights.require(Action.SEE_FIGURES, unit.id)
    since = _months_before(today, MONTHS)
    record = reporting.unit_record(unit.id, since=since, rights=rights)
    definitions = _definitions(unit, today, rights)
    figures = newest_figures(unit, today, rights)
    lines = own_lines(figures, record.askings, definitions)
    return UnitFigures(
        unit=unit,
        parent=orgs.parent(unit.id, today),
        is_own=unit.id in _own_ids(rights),
        lines=tuple(narrowed(lines, wanted or OwnFilter(), language)),
        total=len(lines),
        awaited=sum(line.awaited is not None for line in lines),
        without_typing=sum(_is_without_typing(line) for line in lines),
        agencies=tuple(agencies_of(lines)),
        twice=tuple(asked_twice(record.askings, definitions)),
        record=record,
        dimensions=indicators.dimension_items(),
    )


def _definitions(unit: UnitView, today: date, rights: Rights) -> dict[str, DefinitionView]:
    standing: Sequence[DefinitionView] = indicators.definitions(on=today)
    return {one.code: one for one in standing if rights.may(Action.SEE_FIGURES, unit.id, one.audience)}


def _is_without_typing(line: OwnLine) -> bool:
    return line.figure is not None and line.figure.source.code not in ("manual",)


def _own_ids(rights: Rights) -> frozenset[int]:
    return frozenset(unit_id for role in OWN_ROLES for unit_id in rights.units_as(role))


def _months_before(day: date, months: int) -> date:
    """The first day of the month so many months ago: whole periods, not halves of them."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
