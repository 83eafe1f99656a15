"""The consolidating agency's own lines on the aggregate: drafted, withdrawn; never a figure of a reporting unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    DefinitionView,
    FigureKey,
    FigureState,
    FigureWrite,
    SpaceRule,
)
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts import AdjustmentState, AdjustmentView, ConsolidationColumn, TaskState, Verb
from tinhso.engines.reporting.contracts.errors import (
    AdjustmentExists,
    DrafterApproves,
    NotAdjustable,
    NotASender,
    ReasonNeeded,
    UnknownAdjustment,
)
from tinhso.engines.reporting.contracts.lines_errors import UnusableLineTitle
from tinhso.engines.reporting.logic.life import (
    TABLE,
    holds,
    is_possible,
    move,
    refuse_stale,
    require_state,
    sign,
    subject_of,
    take_one,
)
from tinhso.engines.reporting.logic.locked_elsewhere import locked_elsewhere
from tinhso.engines.reporting.logic.sheet import definitions_in_force, period_of_row
from tinhso.engines.reporting.models import Adjustment, Assignment
from tinhso.engines.reporting.queries.assignments import assignments, assignments_for_change
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.trust import api as trust
from tinhso.kernel.quantities import from_scaled, to_scaled

ADJUSTMENT_DRAFTED, ADJUSTMENT_WITHDRAWN = "reporting.adjustment_drafted", "reporting.adjustment_withdrawn"
LONGEST_TITLE = 200
_LINE = re.compile(r"[A-Za-z0-9_.:-]{1,60}")


@transaction.atomic
def add_adjustment(
    assignment_id: int,
    line: str,
    indicator: str,
    value: Decimal,
    *,
    rights: Rights,
    title_vi: str,
    reason: str,
    dims: str = "",
) -> AdjustmentView:
    """Add a line to the aggregate of a consolidation that is not sent yet.

    Args:
        assignment_id: the consolidation.
        line: id of the line, e.g. `own` or `double-count`; letters, digits, `_ . : -`.
        indicator: code of an indicator of the form that is summed from units.
        value: exact, in the indicator's measure unit; negative takes away.
        title_vi: what the proof shows, e.g. “Sở tự thực hiện”. reason: why, with the document it rests on.

    Raises:
        NotASender (REP-046), NotAdjustable (REP-051), AdjustmentExists (REP-050), ReasonNeeded (REP-043),
        UnusableLineTitle (REP-301), UnknownAssignment (REP-040), NoRight (ORG-020), WrongState (REP-041).
    """
    row = take_one(Verb.SAVE, assignment_id, rights)
    refuse_unit_report(row)
    require_adjusting(rights, row)
    if not reason.strip():
        raise ReasonNeeded(verb_vi="dòng điều chỉnh", verb_en="the adjustment line")
    definition = _adjustable(row, indicator, dims)
    if not title_vi.strip() or len(title_vi) > LONGEST_TITLE or not _LINE.fullmatch(line):
        raise UnusableLineTitle(most=LONGEST_TITLE)
    if Adjustment.objects.filter(assignment=row, line=line, indicator_id=definition.indicator_id, dims=dims).exists():
        raise AdjustmentExists(line=line, indicator=indicator)
    at = trust.now()
    event_id = trust.record(
        kind=ADJUSTMENT_DRAFTED,
        subject=subject_of(row),
        actor=rights.actor,
        reason=reason,
        public={"line": line, "indicator": indicator},
    )
    made = Adjustment.objects.create(
        assignment=row,
        line=line,
        indicator_id=definition.indicator_id,
        dims=dims,
        value=to_scaled(value, definition.decimals),
        title_vi=title_vi,
        reason=reason,
        made_by=rights.actor,
        made_by_person_id=rights.user_id,
        made_at=at,
        event_id=event_id,
    )
    if row.state != TaskState.DRAFTING:
        move([row], Verb.SAVE, event_id, at, sign(rights, Verb.SAVE, row))
        row.received_at = row.received_at or at
        row.save(update_fields=["state", "received_at"])
    return adjustment_view(made, definition)


@transaction.atomic
def withdraw_adjustment(adjustment_id: int, *, rights: Rights, reason: str) -> AdjustmentView:
    """Take a line away: a drafted one by whoever adjusts, one that counts by the agency's leader (reversing entry).

    Raises:
        UnknownAdjustment (REP-049), ReasonNeeded (REP-043), NoRight (ORG-020), DrafterApproves (REP-042),
        PeriodLocked (IND-009), StaleRights (REP-045).
    """
    refuse_stale(rights)
    made = Adjustment.objects.filter(id=adjustment_id).exclude(state=AdjustmentState.WITHDRAWN).first()
    if made is None or not assignments(rights).filter(id=made.assignment_id).exists():
        raise UnknownAdjustment(adjustment=adjustment_id)
    if not reason.strip():
        raise ReasonNeeded(verb_vi="rút dòng điều chỉnh", verb_en="withdrawing the adjustment line")
    row = assignments_for_change([made.assignment_id])[0]
    definition = _definitions(row)[indicators_code(row, made)]
    correction = False
    if made.state == AdjustmentState.WRITTEN:
        rights.require(Action.APPROVE, row.respondent_unit_id)
        if rights.actor == made.made_by or (rights.user_id and rights.user_id == made.made_by_person_id):
            raise DrafterApproves()
        key = key_of_line(row, made)
        writes = [FigureWrite(key, None)]
        # After the lock a line is taken back like any figure: in a correction that was opened, with its reason.
        correction = row.correcting or bool(locked_elsewhere(row.request, [key]))
    else:
        require_adjusting(rights, row)
        writes = []
    spec = BatchSpec(
        ADJUSTMENT_WITHDRAWN,
        subject_of(row),
        rights.actor,
        writes,
        reason=reason,
        public={"line": made.line, "indicator": definition.code},
        correction=correction,
    )
    made.event_id = indicators.write_batches([spec])[0].event_id
    made.state = AdjustmentState.WITHDRAWN
    made.save(update_fields=["state", "event"])
    return adjustment_view(made, definition)


def adjustment_view(made: Adjustment, definition: DefinitionView) -> AdjustmentView:
    """Return a line as screens show it."""
    return AdjustmentView(
        id=made.pk,
        line=made.line,
        indicator=definition.code,
        dims=made.dims,
        value=from_scaled(made.value, definition.decimals),
        title_vi=made.title_vi,
        reason=made.reason,
        state=AdjustmentState(made.state),
        made_at=made.made_at,
        event_id=made.event_id,
    )


def indicators_code(row: Assignment, made: Adjustment) -> str:
    """Return the code of a line's indicator."""
    return next(code for code, one in _definitions(row).items() if one.indicator_id == made.indicator_id)


def lines_of(rows: Sequence[Assignment]) -> list[Adjustment]:
    """Every line of these consolidations that was not withdrawn, oldest first."""
    made = Adjustment.objects.filter(assignment_id__in=[row.pk for row in rows])
    return list(made.exclude(state=AdjustmentState.WITHDRAWN).order_by("id"))


def key_of_line(row: Assignment, line: Adjustment) -> FigureKey:
    return FigureKey(line.indicator_id, row.subject_unit_id, row.request.period_id, line.dims, line=line.line)


def draft_lines(row: Assignment) -> list[Adjustment]:
    """The lines that wait to be sent with this consolidation, in the order in which they were made."""
    return list(Adjustment.objects.filter(assignment=row, state=AdjustmentState.DRAFT).order_by("id"))


def lines_written(row: Assignment, lines: Sequence[Adjustment]) -> list[FigureWrite]:
    """What sending these lines upward writes."""
    return [FigureWrite(key_of_line(row, line), FigureState(line.value), line.reason) for line in lines]


def _definitions(row: Assignment) -> dict[str, DefinitionView]:
    form = forms_by_id([row.request.form_version_id])[row.request.form_version_id]
    return definitions_in_force(indicators.definition_versions(form.indicators), period_of_row(row))


def columns_of(row: Assignment) -> tuple[ConsolidationColumn, ...]:
    """The rows of a consolidation's form that hold figures, as columns of its table."""
    version, known = row.request.form_version_id, _definitions(row)
    rows = forms_by_id([version])[version].rows
    return tuple(ConsolidationColumn(one, known[one.indicator]) for one in rows if one.indicator in known)


def _adjustable(row: Assignment, indicator: str, dims: str) -> DefinitionView:
    """A line stands in a row of the form: under any other key it would count in no total that anybody reads."""
    rows = (one for one in columns_of(row) if (one.definition.code, one.row.dims) == (indicator, dims))
    definition = next((one.definition for one in rows), None)
    if definition is None or definition.space_rule is not SpaceRule.SUM or definition.formula is not None:
        raise NotAdjustable(indicator=f"{indicator} {dims}".strip())
    return definition


def refuse_unit_report(row: Assignment) -> None:
    if row.kind != "consolidation":
        raise NotASender(assignment=row.pk)


def may_adjust(rights: Rights, row: Assignment) -> bool:
    """Whether somebody may write the agency's own lines now: as long as figures may be entered."""
    return holds(rights, Action.ADJUST, row.respondent_unit_id) and is_possible(TABLE[Verb.SAVE], row)


def require_adjusting(rights: Rights, row: Assignment) -> None:
    """Refuse whoever may not write the agency's own lines, or not any more (NoRight ORG-020, WrongState REP-041)."""
    if not holds(rights, Action.ADJUST, row.respondent_unit_id):
        raise NoRight(action=str(Action.ADJUST), unit=row.respondent_unit_id, actor=rights.actor)
    require_state(TABLE[Verb.SAVE], [row])
