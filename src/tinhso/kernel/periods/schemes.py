"""The table of schemes: one row per family and frequency, and the door through which packages add families."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tinhso.kernel.periods.errors import FamilyAlreadyDefined, PeriodOutOfRange, UnknownScheme
from tinhso.kernel.periods.families import SPAN, Family
from tinhso.kernel.periods.frequencies import FREQUENCIES, Frequency

CALENDAR = "calendar"
FIRST_YEAR, LAST_YEAR = 1900, 2199

BUILT_IN_FAMILIES = (
    Family(
        code=CALENDAR,
        name_vi="Theo lịch",
        name_en="Calendar",
        frequencies=("ten_day", "month", "quarter", "half", "nine_month", "year"),
        source="Tháng, quý, năm dương lịch",
    ),
    Family(
        code="nd09",
        name_vi="Theo Nghị định 09/2019/NĐ-CP",
        name_en="Decree 09/2019/NĐ-CP",
        frequencies=("month", "quarter", "half", "nine_month", "year"),
        cut_off_day=14,
        source="Nghị định 09/2019/NĐ-CP; kỳ 9 tháng là kỳ bổ sung của tỉnh (cần kiểm tra)",
    ),
)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A kind of period. Its periods are numbered without gaps: `ordinal` = year × per_year + number − 1."""

    code: str
    family: Family
    frequency: Frequency

    def __hash__(self) -> int:
        # Enough to tell schemes apart, and asked for with every period that is found.
        return hash(self.code)

    def name(self, language: str) -> str:
        """`Tháng, theo Nghị định 09/2019/NĐ-CP`: the kind of period in words."""
        english = language.startswith("en")
        frequency = self.frequency.name_en if english else self.frequency.name_vi
        # “Theo Nghị định 09” goes on in small letters; the name of a decree in English does not.
        family = self.family.name_en if english else f"{self.family.name_vi[:1].lower()}{self.family.name_vi[1:]}"
        return f"{frequency[:1].upper()}{frequency[1:]}, {family}"

    def ordinal_of_tail(self, tail: str) -> int | None:
        """Return the ordinal of a code's tail, None when the tail is of another frequency."""
        found = self.frequency.read_tail(tail)
        return None if found is None else self._ordinal(*found)

    def ordinal_of_day(self, day: date) -> int | None:
        """Return the ordinal of the period that holds the day, None in a gap."""
        found = self.family.locate(self.frequency, day)
        return None if found is None else self._ordinal(*found)

    def year_and_number(self, ordinal: int) -> tuple[int, int]:
        """Return the reporting year and the number in it (from 1)."""
        year, position = divmod(ordinal, self.frequency.per_year)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise PeriodOutOfRange(year=year, first_year=FIRST_YEAR, last_year=LAST_YEAR)
        return year, position + 1

    def period_code(self, ordinal: int) -> str:
        """Write the code: bare for calendar periods, `family:` in front for every other."""
        tail = self.frequency.tail(*self.year_and_number(ordinal))
        return tail if self.family.code == CALENDAR else f"{self.family.code}:{tail}"

    def bounds(self, ordinal: int) -> tuple[date, date]:
        """Return first and last day."""
        return self.family.bounds(self.frequency, *self.year_and_number(ordinal))

    def _ordinal(self, year: int, number: int) -> int:
        return year * self.frequency.per_year + number - 1


_FAMILIES: dict[str, Family] = {}
_SCHEMES: dict[str, Scheme] = {}


def register_family(family: Family) -> None:
    """Add a family and its schemes. Adding the same again changes nothing.

    Raises:
        FamilyAlreadyDefined (KER-010): when the code stands for another rule.
    """
    known = _FAMILIES.get(family.code)
    if known is not None and known != family:
        raise FamilyAlreadyDefined(family=family.code)
    _FAMILIES[family.code] = family
    for frequency in family.frequencies:
        code = f"{family.code}.{frequency}"
        _SCHEMES[code] = Scheme(code, family, FREQUENCIES[frequency])


def known_families() -> tuple[Family, ...]:
    """Return all families in the order they were added."""
    return tuple(_FAMILIES.values())


def known_schemes() -> tuple[str, ...]:
    """Return all scheme codes, `span` last."""
    return (*_SCHEMES, SPAN)


def find_scheme(code: str) -> Scheme:
    """Return a scheme that has a sequence (every one but `span`).

    Raises:
        UnknownScheme (KER-002)
    """
    try:
        return _SCHEMES[code]
    except KeyError:
        raise UnknownScheme(scheme=code, known=", ".join(_SCHEMES)) from None


def find_family(code: str) -> Family:
    """Return a family by its code.

    Raises:
        UnknownScheme (KER-002)
    """
    try:
        return _FAMILIES[code]
    except KeyError:
        raise UnknownScheme(scheme=code, known=", ".join(_FAMILIES)) from None


def schemes_of(family: Family) -> tuple[Scheme, ...]:
    """Return the schemes of one family."""
    return tuple(_SCHEMES[f"{family.code}.{frequency}"] for frequency in family.frequencies)


for _family in BUILT_IN_FAMILIES:
    register_family(_family)
