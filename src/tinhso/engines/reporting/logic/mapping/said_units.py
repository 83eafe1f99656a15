"""The unit of measure that a sheet says its figures are in: in brackets, in a column or a row of units, or for all.

An indicator in million dong filled from a table in billion dong is the slip that nobody sees afterwards. What the sheet
says and the indicator does not mean is refused, unless a person said that figures are to be converted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.reporting.contracts.mapping import AS_SAID, WorkbookMapping
from tinhso.engines.reporting.contracts.mapping_errors import OtherMeasureUnit
from tinhso.engines.reporting.logic.forms.annex_words import (
    DEFAULT_UNIT,
    IN_BRACKETS,
    UNIT_HEADS,
    is_head,
    unit_code_of,
)
from tinhso.kernel.quantities import Measured, measure_units
from tinhso.kernel.workbooks import SheetCell, Worksheet

CONVERTED_DECIMALS = 9
"""Decimals that a figure may have in the unit of the file: 1,234567 tỷ đồng is a whole number of thousands."""
_code_of = lru_cache(maxsize=256)(unit_code_of)


@dataclass(frozen=True, slots=True)
class SaidUnit:
    """A unit of measure as the sheet writes it."""

    code: str
    text: str
    address: str


@dataclass(slots=True)
class SaidUnits:
    """Where a sheet says units of measure; looked for once, above the figures."""

    sheet: Worksheet
    columns: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    whole: SaidUnit | None = None

    @classmethod
    def of(cls, sheet: Worksheet, first_row: int) -> SaidUnits:
        """Look above the first figure."""
        found = cls(sheet)
        for (row, column), cell in sorted(sheet.cells.items()):
            if row >= first_row or cell.is_blank:
                continue
            if is_head(cell.label, UNIT_HEADS) and ":" not in cell.label:
                found.columns.append(column)
                found.rows.append(row)
            for line in cell.text.splitlines():
                said = DEFAULT_UNIT.match(line.strip())
                if said and found.whole is None:
                    found.whole = _said(said[1], cell)
        return found

    def of_figure(self, cell: SheetCell, indicator: SheetCell) -> SaidUnit | None:
        """What the sheet says of one figure, the nearest word first."""
        brackets = IN_BRACKETS.match(indicator.label)
        said = _said(brackets[2], indicator) if brackets else None
        places = [self.sheet.shown(cell.row, column) for column in self.columns]
        places += [self.sheet.shown(row, cell.column) for row in self.rows]
        return said or next(filter(None, (_said(place.label, place) for place in places)), None) or self.whole


def in_unit_of_indicator(
    measured: Measured, said: SaidUnit | None, definition: DefinitionView, mapping: WorkbookMapping
) -> Measured:
    """Return a figure in the indicator's unit.

    Raises:
        OtherMeasureUnit (REP-294): the sheet says another unit and nobody said what to do, or no decimal is exact.
    """
    source, target = unit_of_file(said, definition, mapping), definition.measure_unit
    if source == target:
        return measured
    units = measure_units()
    if not mapping.measure_unit:
        raise _other(said, source, definition)
    exact = units.convert(measured.value, source, target)
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    if Fraction(value) != exact:
        raise _other(said, source, definition)
    return Measured(measured.operator, value)


def unit_of_file(said: SaidUnit | None, definition: DefinitionView, mapping: WorkbookMapping) -> str:
    """The unit that a figure of the file is in: one that converts into the indicator's, else the indicator's own."""
    units, target = measure_units(), definition.measure_unit
    chosen = said.code if said and mapping.measure_unit in ("", AS_SAID) else mapping.measure_unit
    if chosen not in units or target not in units or "percent" in (chosen, target):
        return target
    return chosen if units[chosen].dimension == units[target].dimension else target


def _said(text: str, cell: SheetCell) -> SaidUnit | None:
    code = _code_of(text)
    return SaidUnit(code, text.strip(), cell.address) if code else None


def _other(said: SaidUnit | None, source: str, definition: DefinitionView) -> OtherMeasureUnit:
    units = measure_units()
    return OtherMeasureUnit(
        said=said.text if said else units[source].name_vi, said_cell=said.address if said else "–",
        indicator=definition.code, wanted_vi=units[definition.measure_unit].name_vi,
        wanted_en=units[definition.measure_unit].name_en,
    )  # fmt: skip
