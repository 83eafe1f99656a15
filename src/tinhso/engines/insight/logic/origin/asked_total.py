"""The one row that somebody asks the origin or the proof of, and the question it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import Dims, FigureQuery, FigureRow, Time
from tinhso.engines.indicators.contracts import DefinitionView, Scenario, Status
from tinhso.engines.insight.contracts import Choice, MalformedChoice, NothingToProve
from tinhso.engines.insight.logic.choosing import unit_day
from tinhso.engines.insight.logic.defined import definition_in
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import UnitView
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.periods import parse_period


@dataclass(frozen=True, slots=True)
class AskedTotal:
    """The question whose one row is the total, and the names around it."""

    question: FigureQuery
    row: FigureRow
    definition: DefinitionView
    unit: UnitView


@dataclass(frozen=True, slots=True)
class TotalOptions:
    """What a total was asked with besides its key; the usual is the whole of an actual figure of the period."""

    dims: str = ""
    scenario: Scenario = Scenario.ACTUAL
    status: Status | None = None
    time: Time = Time.PERIOD


USUAL = TotalOptions()


def read_options(parameters: Mapping[str, str]) -> TotalOptions:
    """Read `chieu`, `kich-ban`, `trang-thai` and `luy-ke` of an address.

    Raises:
        MalformedChoice (INS-004)
    """
    scenarios = {one.code: one for one in Scenario}
    return TotalOptions(
        dims=parameters.get("chieu", ""),
        scenario=_known("kich-ban", parameters, {"": Scenario.ACTUAL, **scenarios}),
        status=_known("trang-thai", parameters, {"": None, "official": Status.OFFICIAL}),
        time=_known("luy-ke", parameters, {"": Time.PERIOD, "1": Time.YEAR_TO_DATE}),
    )


def is_plain(options: TotalOptions) -> bool:
    """Whether a proof can say all of the question: every figure of the period, whatever its state."""
    return options.time is Time.PERIOD and options.status is None


Value = TypeVar("Value")


def _known(name: str, parameters: Mapping[str, str], known: Mapping[str, Value]) -> Value:
    text = parameters.get(name, "")
    if text not in known:
        words = ", ".join(one for one in known if one)
        raise MalformedChoice(
            parameter=name, value=text, hint_vi=f"Chọn một trong: {words}.", hint_en=f"Choose one of: {words}."
        )
    return known[text]


def find_total(
    choice: Choice, code: str, unit_code: str, period_code: str, options: TotalOptions = USUAL
) -> AskedTotal:
    """Find the row a total's origin is asked for.

    Raises:
        NothingToProve (INS-005): no such figure within what the reader may see. UnknownIndicator (CUB-002).
        UnknownUnit (ORG-001). PeriodError (KER-001): the period's code cannot be read.
    """
    period = parse_period(period_code)
    definition = definition_in(code, period, choice.tree_size)
    today = in_vietnam(choice.moment).date()
    unit = orgs.unit_by_code(unit_code, on=unit_day(choice.structure, period, today), known=choice.tree_size)
    question = FigureQuery(
        (definition.code,),
        (period,),
        unit.level,
        choice.rights,
        within=frozenset({unit.id}),
        structure=choice.structure,
        as_of=choice.tree_size,
        scenario=options.scenario,
        status=options.status,
        dims=Dims.ALL if options.dims else Dims.TOTAL,
        time=options.time,
    )
    row = cube.query(question).row(definition.code, unit.id, period, options.dims)
    if row is None:
        raise NothingToProve(indicator=code, unit=unit_code, period=period_code)
    return AskedTotal(question, row, definition, unit)
