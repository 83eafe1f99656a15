"""What an address asks the pivot for; what cannot be read is refused with its name, never ignored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from tinhso.engines.cube.contracts import AS_REPORTED, Dims, FigureQuery, Time, UnknownIndicator
from tinhso.engines.indicators.contracts import DefinitionView, Scenario, Status
from tinhso.engines.insight.contracts import Choice, MalformedChoice
from tinhso.engines.insight.logic.choosing import unit_day
from tinhso.engines.insight.logic.pages.indicator import default_level
from tinhso.engines.insight.logic.pages.indicator_list import visible_definitions
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting import api as reporting
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, find_scheme, last_closed_period, parse_period, period_of, period_range

MOST_PERIODS = 120
USUAL_PERIODS = 6


class Axis(StrEnum):
    UNIT = "don-vi"
    PERIOD = "ky"
    INDICATOR = "chi-tieu"
    DIMS = "chieu"


class Measure(StrEnum):
    """What a cell shows first; the figure itself always stands in it."""

    VALUE = "gia-tri"
    TO_DATE = "luy-ke"
    SHARE = "ty-trong"
    PREVIOUS = "ky-truoc"
    LAST_YEAR = "cung-ky"
    RANK = "thu-hang"


class Order(StrEnum):
    NAME = ""
    DOWN = "giam"
    UP = "tang"


@dataclass(frozen=True, slots=True)
class Exploration:
    """A pivot as it stands in the address.

    Attributes:
        choice: structure, moment, rights and language, as on every page.
        definitions: of the indicators chosen, in the order of the address; empty before one has chosen.
        schemes: the kinds of period that these indicators can be asked by.
        only: the unit or group that bounds the rows; None is everything in reach. `unit_ids` are its units.
        rows, columns: what stands first in the rows, and in the columns.
    """

    choice: Choice
    definitions: tuple[DefinitionView, ...]
    schemes: tuple[str, ...]
    periods: tuple[Period, ...]
    level: str
    unit: UnitView | None
    group: str
    unit_ids: frozenset[int] | None
    dims: Dims
    scenario: Scenario
    status: Status | None
    measure: Measure
    rows: Axis
    columns: Axis
    order: Order
    heat: bool

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.definitions)

    @property
    def question(self) -> FigureQuery:
        """The whole of it as one question to the cube."""
        choice = self.choice
        return FigureQuery(
            indicators=self.codes,
            periods=self.periods,
            level=self.level,
            rights=choice.rights,
            within=self.unit_ids,
            structure=choice.structure,
            as_of=choice.tree_size,
            scenario=self.scenario,
            status=self.status,
            dims=self.dims,
            time=Time.YEAR_TO_DATE if self.measure is Measure.TO_DATE else Time.PERIOD,
        )

    def at_checkpoint(self, tree_size: int) -> Exploration:
        """The same, of what a checkpoint knows."""
        return replace(self, choice=replace(self.choice, tree_size=tree_size))


def read_exploration(asked: Mapping[str, Sequence[str]], choice: Choice) -> Exploration:
    """Read `chi-tieu` (several), `nhip`, `tu`, `den`, `cap`, `trong`, `nhom`, `chieu`, `kich-ban`, `trang-thai`, `do`,
    `hang`, `cot`, `xep` and `nhiet` of an address.

    Raises:
        MalformedChoice (INS-004), UnknownIndicator (CUB-002): it does not exist or may not be seen,
        UnknownUnit (ORG-001), UnknownGroup (REP-161), PeriodError (KER-001 and others).
    """
    given = {name: values[-1].strip() for name, values in asked.items() if values}
    definitions = _definitions(asked.get("chi-tieu", ()), choice)
    schemes = _schemes(definitions, choice)
    periods = _periods(given, schemes, choice)
    unit, unit_ids = _within(given.get("trong", ""), periods[-1], choice)
    group = given.get("nhom", "")
    if group:
        members = frozenset(reporting.group_named(group, rights=choice.rights).unit_ids)
        unit_ids = members if unit_ids is None else unit_ids & members
    columns = _member("cot", given, Axis, Axis.PERIOD if len(periods) > 1 else Axis.INDICATOR)
    rows = _member("hang", given, Axis, Axis.PERIOD if columns is Axis.UNIT else Axis.UNIT)
    if rows is columns:
        raise _malformed("cot", columns, "Hàng và cột phải khác nhau.", "Rows and columns must differ.")
    return Exploration(
        choice=choice,
        definitions=definitions,
        schemes=schemes,
        periods=periods,
        level=given.get("cap") or _usual_level(definitions, choice),
        unit=unit,
        group=group,
        unit_ids=unit_ids,
        dims=Dims.ALL if _flag("chieu", given) else Dims.TOTAL,
        scenario=_coded("kich-ban", given, {one.code: one for one in Scenario}) or Scenario.ACTUAL,
        status=_coded("trang-thai", given, {"official": Status.OFFICIAL}),
        measure=_member("do", given, Measure, Measure.VALUE),
        rows=rows,
        columns=columns,
        order=_member("xep", given, Order, Order.NAME),
        heat=_flag("nhiet", given),
    )


def _definitions(codes: Iterable[str], choice: Choice) -> tuple[DefinitionView, ...]:
    known = {one.code: one for one in visible_definitions(choice)}
    found = []
    for code in dict.fromkeys(code.strip() for text in codes for code in text.split(",") if code.strip()):
        if code not in known:
            raise UnknownIndicator(indicator=code, period=choice.period.code)
        found.append(known[code])
    return tuple(found)


def _schemes(definitions: Sequence[DefinitionView], choice: Choice) -> tuple[str, ...]:
    """The indicators' own scheme and the coarser ones of its family."""
    own = definitions[0].scheme if definitions else choice.board.scheme
    scheme = find_scheme(own)
    least = scheme.frequency.per_year
    family = scheme.family
    known = [find_scheme(f"{family.code}.{frequency}") for frequency in family.frequencies]
    return tuple(one.code for one in known if one.frequency.per_year <= least)


def _periods(given: Mapping[str, str], schemes: tuple[str, ...], choice: Choice) -> tuple[Period, ...]:
    wanted = given.get("nhip") or ""
    if wanted and wanted not in schemes:
        known = ", ".join(schemes)
        raise _malformed("nhip", wanted, f"Chọn một trong: {known}.", f"Choose one of: {known}.")
    first, last = (_period(name, given) for name in ("tu", "den"))
    scheme = wanted or next((one.scheme for one in (last, first) if one), schemes[0])
    today = in_vietnam(choice.moment).date()
    until = _in_scheme(last, scheme, at_end=True) if last else last_closed_period(today, scheme)
    since = _in_scheme(first, scheme, at_end=False) if first else until.shifted(1 - USUAL_PERIODS)
    if since.end > until.end:
        raise _malformed("tu", since.code, "Kỳ đầu phải trước kỳ cuối.", "The first period must come before the last.")
    found = period_range(since, until)
    if len(found) > MOST_PERIODS:
        hint_vi, hint_en = f"Nhiều nhất {MOST_PERIODS} kỳ.", f"At most {MOST_PERIODS} periods."
        raise _malformed("tu", since.code, hint_vi, hint_en)
    return found


def _period(name: str, given: Mapping[str, str]) -> Period | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        return parse_period(text)
    except TinhSoError as error:
        raise _malformed(name, text, error.message("vi"), error.message("en")) from error


def _in_scheme(period: Period, scheme: str, *, at_end: bool) -> Period:
    """A period of another kind is the one in which it begins or ends: changing months to quarters keeps the stretch."""
    if period.scheme == scheme:
        return period
    if period.family != find_scheme(scheme).family.code:
        hint_vi = f"Chỉ tiêu này dùng hệ kỳ {scheme}; hai hệ không trộn lẫn."
        raise _malformed("ky", period.code, hint_vi, f"This indicator uses {scheme} periods; schemes are never mixed.")
    return period_of(period.end if at_end else period.start, scheme)


def _within(code: str, last: Period, choice: Choice) -> tuple[UnitView | None, frozenset[int] | None]:
    """The unit that bounds the rows; as reported with the units it was made of, whose figures lie before its time."""
    if not code:
        return None, None
    day = unit_day(choice.structure, last, in_vietnam(choice.moment).date())
    unit = orgs.unit_by_code(code, on=day, known=choice.tree_size)
    found, newest = {unit.id}, {unit.id} if choice.structure == AS_REPORTED else set[int]()
    while newest:
        newest = {old for olds in orgs.predecessors(newest).values() for old in olds} - found
        found |= newest
    return unit, frozenset(found)


def _usual_level(definitions: Sequence[DefinitionView], choice: Choice) -> str:
    return default_level(definitions[0], choice) if definitions else choice.unit.level


Kind = TypeVar("Kind", bound=StrEnum)
Value = TypeVar("Value")


def _member(name: str, given: Mapping[str, str], kind: type[Kind], usual: Kind) -> Kind:
    text = given.get(name, "")
    if not text:
        return usual
    try:
        return kind(text)
    except ValueError as error:
        known = ", ".join(one for one in kind if one)
        raise _malformed(name, text, f"Chọn một trong: {known}.", f"Choose one of: {known}.") from error


def _coded(name: str, given: Mapping[str, str], known: Mapping[str, Value]) -> Value | None:
    text = given.get(name, "")
    if not text:
        return None
    if text not in known:
        raise _malformed(name, text, f"Chọn một trong: {', '.join(known)}.", f"Choose one of: {', '.join(known)}.")
    return known[text]


def _flag(name: str, given: Mapping[str, str]) -> bool:
    text = given.get(name, "")
    if text not in ("", "0", "1"):
        raise _malformed(name, text, "Viết 1 hoặc bỏ trống.", "Write 1 or leave it out.")
    return text == "1"


def _malformed(parameter: str, value: str, hint_vi: str, hint_en: str) -> MalformedChoice:
    return MalformedChoice(parameter=parameter, value=str(value), hint_vi=hint_vi, hint_en=hint_en)
