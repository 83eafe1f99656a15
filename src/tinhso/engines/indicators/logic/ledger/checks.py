"""The rules a figure must keep before it may stand in the ledger (docs/reference/figures.md)."""

from __future__ import annotations

import re

from tinhso.engines.indicators.contracts import (
    ComputedIndicator,
    DefinitionView,
    FigureKey,
    FigureState,
    InconsistentState,
    MalformedDims,
    Missing,
    PeriodLocked,
    Scenario,
    SourceKind,
    Status,
    UndeclaredDimension,
    UnitNotValid,
    UnknownDimensionItem,
    WrongLevel,
)
from tinhso.engines.indicators.logic.ledger.surroundings import Surroundings
from tinhso.engines.indicators.queries.units import UnitSpan
from tinhso.kernel.periods import Period, require_scheme
from tinhso.kernel.quantities import STORED_LIMIT, Operator

_LINE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:\-]{0,59}")
# A computed figure is not entered; the system may store it, and what the press printed may be kept as a document.
ENTERED = frozenset({SourceKind.MANUAL, SourceKind.FILE, SourceKind.CONNECTOR})


def check_place(key: FigureKey, around: Surroundings) -> DefinitionView:
    """Check indicator, period, unit, level, dimensions and line of a key.

    Returns:
        The version of the definition in force on the period's last day.

    Raises:
        UnknownIndicator (IND-001), NoDefinition (IND-003), WrongLevel (IND-004), UndeclaredDimension (IND-005),
        UnknownDimensionItem (IND-006), UnitNotValid (IND-007), MalformedDims (IND-008), UnknownPeriod (IND-013),
        InconsistentState (IND-014), UnknownFigureUnit (IND-024), WrongScheme (KER-004).
    """
    definition = around.definition(key.indicator_id, key.period_id)
    period = require_scheme(around.period(key.period_id), definition.scheme)
    unit = around.unit(key.unit_id)
    if not unit.covers(period.start, period.end):
        _check_reports(unit, period, definition, around)
    if key.line:
        _check_line(key, unit.level, definition, around)
    elif unit.level != definition.collected_level:
        raise WrongLevel(
            indicator=definition.code, unit=unit.code, required=definition.collected_level, found=unit.level
        )
    if key.dims:
        check_dims(key.dims, definition, around.items)
    if key.scenario not in Scenario.__members__.values():
        raise _inconsistent(key, around, "kịch bản không có", "there is no such scenario")
    return definition


def _check_reports(unit: UnitSpan, period: Period, definition: DefinitionView, around: Surroundings) -> None:
    """Refuse a unit that does not report a period in which it begins or ends (IND-007)."""
    days = around.reporting_days(period, definition)
    if not any(map(unit.exists_on, days)):
        raise UnitNotValid(unit=unit.code, on=", ".join(day.isoformat() for day in days), period=period.code)


def check_dims(dims: str, definition: DefinitionView, items: dict[str, tuple[str, ...]]) -> None:
    """Check that dimension codes are canonical, declared by the indicator, and name existing items.

    Raises:
        UndeclaredDimension (IND-005), UnknownDimensionItem (IND-006), MalformedDims (IND-008).
    """
    pairs = [part.partition("=") for part in dims.split(";")]
    codes = [code for code, _, _ in pairs]
    if codes != sorted(set(codes)) or not all(equals and item for _, equals, item in pairs):
        raise MalformedDims(dims=dims)
    for code, _, item in pairs:
        if code not in definition.dimensions:
            raise UndeclaredDimension(indicator=definition.code, dimension=code)
        if item not in items.get(code, ()):
            raise UnknownDimensionItem(dimension=code, item=item, known=", ".join(items.get(code, ())))


def check_state(key: FigureKey, state: FigureState, definition: DefinitionView, around: Surroundings) -> None:
    """Check that a state is one a figure may have.

    Raises:
        InconsistentState (IND-014), ComputedIndicator (IND-022).
    """
    value, operator, missing, status, source, definition_id = state
    problem: tuple[str, str] | None = None
    if missing == Missing.MOVED or not 0 <= missing <= Missing.MOVED:
        problem = f"mã thiếu {missing} không dùng được", f"the missing code {missing} cannot be used"
    elif (value is None) != (missing != Missing.NONE):
        problem = "phải có giá trị hoặc mã thiếu, không cả hai", "it needs a value or a missing code, not both"
    elif value is None and operator != Operator.EQUAL:
        problem = "không có giá trị thì không có toán tử", "without a value there is no operator"
    elif value is not None and not -STORED_LIMIT < value < STORED_LIMIT:
        problem = f"giá trị {value} quá lớn", f"the value {value} is too large"
    elif not 0 <= operator <= Operator.APPROXIMATE:
        problem = f"toán tử {operator} không có", f"there is no operator {operator}"
    elif status not in (Status.PROVISIONAL, Status.OFFICIAL):
        problem = f"trạng thái {status} không có", f"there is no status {status}"
    elif not SourceKind.MANUAL <= source <= SourceKind.DOCUMENT:
        problem = f"nguồn {source} không có", f"there is no source kind {source}"
    elif definition_id is not None and definition_id != definition.id:
        problem = (
            f"phiên bản {definition.version} của chỉ tiêu mới có hiệu lực cuối kỳ",
            f"version {definition.version} of the indicator is the one in force",
        )
    if problem:
        raise _inconsistent(key, around, *problem)
    if definition.formula is not None and source in ENTERED:
        raise ComputedIndicator(indicator=definition.code)


def check_lock(key: FigureKey, around: Surroundings) -> None:
    """Refuse a figure of a locked period.

    Raises:
        PeriodLocked (IND-009).
    """
    if (key.indicator_id, key.period_id, key.unit_id) in around.locked:
        raise PeriodLocked(**around.names(key))


def _check_line(key: FigureKey, level: str, definition: DefinitionView, around: Surroundings) -> None:
    if not _LINE.fullmatch(key.line):
        raise _inconsistent(key, around, f"dòng “{key.line}” không đúng dạng", f"the line “{key.line}” is malformed")
    if around.ranks.get(level, 0) >= around.ranks.get(definition.collected_level, 0):
        raise _inconsistent(
            key, around, "dòng điều chỉnh chỉ ghi ở cấp trên", "an adjustment line stands at a higher level only"
        )


def _inconsistent(key: FigureKey, around: Surroundings, problem_vi: str, problem_en: str) -> InconsistentState:
    return InconsistentState(**around.names(key), problem_vi=problem_vi, problem_en=problem_en)
