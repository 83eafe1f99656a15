"""Units of measure: what a figure counts, and the exact factors between units of one kind.

The table ships as data (`measure_units.csv`); a package may declare more. Only units of one `dimension` convert:
households are not persons, accounts are not people (the 139,5% of the seeds), percent is not percentage points.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources

from tinhso.kernel.quantities.errors import (
    IncompatibleMeasureUnits,
    MalformedMeasureUnit,
    RepeatedMeasureUnit,
    UnknownMeasureUnit,
)

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_FACTOR = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?|[0-9]{1,18}/[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class MeasureUnit:
    """One unit of measure.

    Attributes:
        code: stable public code (`household`, `million_vnd`).
        dimension: what it measures; units of one dimension convert into each other.
        factor: how many base units of the dimension one of these is, exactly.
        symbol: short sign for screens (“%”, “ha”), the Vietnamese name where there is none.
        after_en: what follows a number in English: the sign, else the plural (“households”).
    """

    code: str
    name_vi: str
    name_en: str
    dimension: str
    factor: Fraction
    symbol: str
    after_en: str

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> MeasureUnit:
        """Read a row with the columns code, name_vi, name_en, dimension, factor, and symbol, after_en (may be empty).

        Raises:
            MalformedMeasureUnit (KER-063).
        """
        code = row.get("code") or ""
        factor = row.get("factor") or ""
        checks = [
            ("code", code, bool(_CODE.fullmatch(code))),
            ("dimension", row.get("dimension") or "", bool(_CODE.fullmatch(row.get("dimension") or ""))),
            ("name_vi", row.get("name_vi") or "", bool(row.get("name_vi"))),
            ("name_en", row.get("name_en") or "", bool(row.get("name_en"))),
            ("factor", factor, bool(_FACTOR.fullmatch(factor)) and not re.search(r"/0+$|^0+(\.0+)?(/|$)", factor)),
        ]
        for field, value, good in checks:
            if not good:
                raise MalformedMeasureUnit(unit=code, field=field, value=value)
        symbol = row.get("symbol") or row["name_vi"]
        after_en = row.get("after_en") or row.get("symbol") or row["name_en"]
        return cls(code, row["name_vi"], row["name_en"], row["dimension"], Fraction(factor), symbol, after_en)

    def name(self, language: str = "vi") -> str:
        """Return the name in vi or en."""
        return self.name_en if language.lower().startswith("en") else self.name_vi

    @property
    def has_sign(self) -> bool:
        """Whether it is written as a sign (“%”, “ha”), not by its name."""
        return self.symbol != self.name_vi

    def heading(self, language: str = "vi") -> str:
        """Return what a column of figures is headed with: the sign where there is one, else the name."""
        if not self.has_sign:
            return self.name(language)
        return self.after_en if language.lower().startswith("en") else self.symbol

    def after(self, value: Decimal | Fraction | int, language: str = "vi") -> str:
        """Return what follows a number in a sentence.

        >>> [measure_units()["household"].after(value, "en") for value in (1, 120)]
        ['household', 'households']
        """
        if not language.lower().startswith("en"):
            return self.symbol
        return self.name_en if not self.has_sign and abs(value) == 1 else self.after_en


class MeasureUnits:
    """A closed list of measure units, by code."""

    def __init__(self, units: Iterable[MeasureUnit]) -> None:
        self._units: dict[str, MeasureUnit] = {}
        for unit in units:
            if self._units.setdefault(unit.code, unit) != unit:
                raise RepeatedMeasureUnit(unit=unit.code)

    def __iter__(self) -> Iterator[MeasureUnit]:
        return iter(self._units.values())

    def __contains__(self, code: object) -> bool:
        return code in self._units

    def __getitem__(self, code: str) -> MeasureUnit:
        """Return the unit of a code.

        Raises:
            UnknownMeasureUnit (KER-060).
        """
        try:
            return self._units[code]
        except KeyError:
            raise UnknownMeasureUnit(unit=code) from None

    def with_units(self, more: Iterable[MeasureUnit]) -> MeasureUnits:
        """Return a list that also has these; the same unit again is no error.

        Raises:
            RepeatedMeasureUnit (KER-062): a code that already means something else.
        """
        return MeasureUnits([*self, *more])

    def convert(self, value: Decimal | Fraction | int, source: str, target: str) -> Fraction:
        """Convert an exact value between two units of one dimension.

        Args:
            value: exact value in `source` units.
            source, target: codes of measure units.

        Returns:
            The exact value in `target` units; round it only for showing.

        Raises:
            UnknownMeasureUnit (KER-060), IncompatibleMeasureUnits (KER-061).

        >>> measure_units().convert(1500, "million_vnd", "billion_vnd")
        Fraction(3, 2)
        """
        return Fraction(value) * self.factor(source, target)

    def factor(self, source: str, target: str) -> Fraction:
        """Return by what to multiply values in `source` units to have them in `target` units.

        Raises:
            UnknownMeasureUnit (KER-060), IncompatibleMeasureUnits (KER-061).
        """
        old, new = self[source], self[target]
        if old.dimension != new.dimension:
            raise IncompatibleMeasureUnits(
                source_vi=old.name_vi, target_vi=new.name_vi, source_en=old.name_en, target_en=new.name_en
            )
        return old.factor / new.factor


@cache
def measure_units() -> MeasureUnits:
    """Return the measure units that ship with the product."""
    table = resources.files(__package__).joinpath("measure_units.csv").read_text(encoding="utf-8")
    return MeasureUnits(map(MeasureUnit.from_row, csv.DictReader(table.splitlines())))


def unit_heading(code: str, language: str = "vi") -> str:
    """Return what a column of figures in a measure unit is headed with; of an unknown one its code."""
    units = measure_units()
    return units[code].heading(language) if code in units else code


def unit_after(code: str, value: Decimal | Fraction | int, language: str = "vi") -> str:
    """Return what follows a number in a measure unit; of an unknown one its code."""
    units = measure_units()
    return units[code].after(value, language) if code in units else code
