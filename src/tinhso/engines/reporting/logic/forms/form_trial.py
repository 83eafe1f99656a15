"""A draft of a form as a unit will see it, and filled as a trial: everything is computed, nothing is written.

The form stands on an assignment that exists in memory only, for a unit and a period of the real ledger: what the
system knows, what earlier periods say and what the rules ask are the same as on the day the report is assigned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.engines.reporting.contracts import (
    AssignmentKind,
    CellInput,
    FormDefinition,
    FormDraftView,
    Punctuality,
    RequestState,
    RequestView,
    TaskCard,
    TaskState,
    TaskView,
    Verb,
)
from tinhso.engines.reporting.logic.cells import Saving, take_input
from tinhso.engines.reporting.logic.forms.form_editing import without_waiting
from tinhso.engines.reporting.logic.rules.checking import check_form
from tinhso.engines.reporting.logic.series import load_series
from tinhso.engines.reporting.logic.sheet import Sheet, definitions_in_force
from tinhso.engines.reporting.logic.task_form import row_view
from tinhso.engines.reporting.models import Assignment, Request
from tinhso.engines.reporting.queries.definitions import form_of_plain
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, last_closed_period
from tinhso.kernel.quantities import NumberLocale

NOWHERE = 0
"""The id of a period that nobody ever spoke of, and of everything else that is not stored."""
USUAL_SCHEME = "nd09.month"


@dataclass(frozen=True, slots=True)
class Trial:
    """The form filled as a trial, with what was not taken, by (row number, column)."""

    task: TaskView
    refused: Mapping[tuple[str, str], TinhSoError]
    unit: UnitView


def form_of_draft(draft: FormDraftView, valid_from: date | None = None) -> FormDefinition:
    """A draft as the form it would become."""
    day = valid_from or orgs.today()
    return form_of_plain(without_waiting(draft.definition), NOWHERE, draft.code, draft.based_on_version + 1, day)


def trial_units(form: FormDefinition, rights: Rights) -> list[UnitView]:
    """The units in whose place a form may be tried: of the level its indicators are collected at."""
    known = {one.code: one for one in indicators.definitions()}
    levels = [known[code].collected_level for code in form.indicators if code in known]
    units = orgs.units_on(levels[0] if levels else "commune", orgs.today())
    return [unit for unit in units if rights.may(Action.SEE_FIGURES, unit.id)]


def try_form(
    form: FormDefinition,
    unit: UnitView,
    cells: Sequence[CellInput] = (),
    *,
    rights: Rights,
    locale: NumberLocale = "vi",
) -> Trial:
    """Show a form for a unit as if it were assigned, with these cells typed; the ledger is read, never written.

    Args:
        cells: what is typed; judged one by one as on the real form.

    Raises:
        NoRight (ORG-020): the unit's figures are beyond reach.
    """
    rights.require(Action.SEE_FIGURES, unit.id)
    versions = indicators.definition_versions(form.indicators)
    period = last_closed_period(orgs.today(), _scheme(form, versions))
    sheet = _sheet(form, unit, period, versions)
    series = load_series([sheet])
    trial = Saving(sheet, series, rights, locale, trust.now())
    errors = [take_input(trial, one) for one in cells]
    findings = check_form(sheet, series)
    task = TaskView(
        card=_card(sheet, unit, period),
        request=_request(form, unit, period),
        form=form,
        columns=form.columns,
        rows=tuple(row_view(sheet, row, series, findings) for row in form.rows),
        findings=findings,
        steps=(),
        receipts=(),
        may_edit=True,
    )
    refused = {(one.row_no, one.column): error for one, error in zip(cells, errors, strict=True) if error is not None}
    return Trial(task, refused, unit)


def _scheme(form: FormDefinition, versions: Sequence[DefinitionView]) -> str:
    schemes = [one.scheme for one in versions if one.formula is None and one.code in form.indicators]
    return schemes[0] if schemes else USUAL_SCHEME


def _sheet(form: FormDefinition, unit: UnitView, period: Period, versions: Sequence[DefinitionView]) -> Sheet:
    # A trial registers no period: one that nobody spoke of has no figures either.
    known = {one: number for number, one in indicators.periods_by_id().items()}
    period_id = known.get(period, NOWHERE)
    states = (
        indicators.current_states({one.indicator_id for one in versions}, {period_id}, {unit.id}, lines=[""])
        if period_id
        else {}
    )
    assignment = Assignment(kind="unit", subject_unit_id=unit.id, respondent_unit_id=unit.id, state=TaskState.DRAFTING)
    assignment.request = Request(period_id=period_id)
    return Sheet(assignment, form, period, definitions_in_force(versions, period), states)


def _card(sheet: Sheet, unit: UnitView, period: Period) -> TaskCard:
    return TaskCard(
        id=NOWHERE, request_id=NOWHERE, kind=AssignmentKind.UNIT, title_vi=sheet.form.name_vi,
        title_en=sheet.form.name_en, period=period, respondent=unit, subject=unit, consolidator=unit,
        state=TaskState.DRAFTING, correcting=False, due_at=trust.now(), extended=False,
        punctuality=Punctuality.NOT_DUE, cells=sheet.counts(), verbs=(Verb.SAVE,), illustrative=True,
    )  # fmt: skip


def _request(form: FormDefinition, unit: UnitView, period: Period) -> RequestView:
    plain: dict[str, Any] = {"regime": "", "deadlines": (), "event_id": NOWHERE, "illustrative": True}
    return RequestView(
        id=NOWHERE, code="", title_vi=form.name_vi, title_en=form.name_en, form=form.code, form_version=form.version,
        period=period, assigner=unit, consolidator=None, aggregate=None, cut_off_on=period.end, lock_at=trust.now(),
        state=RequestState.OPEN, opened_at=trust.now(), **plain,
    )  # fmt: skip
