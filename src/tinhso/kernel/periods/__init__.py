"""Periods that figures speak of: schemes as data, codes, order, neighbours, labels.

    parse_period("nd09:2026-11").label("vi")     # Tháng 11/2026 (15/10–14/11)
    parse_period_range("nd09:2026-01..2026-06")  # six periods
    period_of(date(2026, 11, 14), "nd09.month")  # nd09:2026-11

Periods of two families (two cut-off rules) are never compared or contained in one another silently: that raises
`MixedSchemes`; `convert_period(..., approximate=True)` answers with a visible `Conversion`.
"""

from tinhso.kernel.periods.codes import parse_period, parse_period_range, period_range, require_scheme
from tinhso.kernel.periods.conversions import Conversion, convert_period, shared_days
from tinhso.kernel.periods.errors import (
    FamilyAlreadyDefined,
    IndivisiblePeriod,
    InexactConversion,
    InvalidFamily,
    InvalidPeriod,
    InvalidPeriodRange,
    MixedSchemes,
    NoPeriodOnDate,
    NoSequence,
    PeriodError,
    PeriodOutOfRange,
    UnknownPeriodCode,
    UnknownScheme,
    WrongScheme,
)
from tinhso.kernel.periods.families import SPAN, Family, family_from_dict
from tinhso.kernel.periods.frequencies import FREQUENCIES, Frequency
from tinhso.kernel.periods.period import Period, last_closed_period, period_of, refuse_mixture, span
from tinhso.kernel.periods.schemes import (
    CALENDAR,
    Scheme,
    find_family,
    find_scheme,
    known_families,
    known_schemes,
    register_family,
)

__all__ = [
    "CALENDAR",
    "FREQUENCIES",
    "SPAN",
    "Conversion",
    "Family",
    "FamilyAlreadyDefined",
    "Frequency",
    "IndivisiblePeriod",
    "InexactConversion",
    "InvalidFamily",
    "InvalidPeriod",
    "InvalidPeriodRange",
    "MixedSchemes",
    "NoPeriodOnDate",
    "NoSequence",
    "Period",
    "PeriodError",
    "PeriodOutOfRange",
    "Scheme",
    "UnknownPeriodCode",
    "UnknownScheme",
    "WrongScheme",
    "convert_period",
    "family_from_dict",
    "find_family",
    "find_scheme",
    "known_families",
    "known_schemes",
    "last_closed_period",
    "parse_period",
    "parse_period_range",
    "period_of",
    "period_range",
    "refuse_mixture",
    "register_family",
    "require_scheme",
    "shared_days",
    "span",
]
