"""A report that was assigned before units changed inside its period follows the rule: who is asked now, and of what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import transaction
from django.db.models import Count, Q

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.engines.reporting.contracts import RequestState, RequestView, Respondent, TaskState
from tinhso.engines.reporting.contracts.request_errors import NothingChanged
from tinhso.engines.reporting.logic.assigning.asked_before import kinds_of, store_readings
from tinhso.engines.reporting.logic.assigning.deadlines import at_hour
from tinhso.engines.reporting.logic.assigning.request_changes import change_request
from tinhso.engines.reporting.logic.assigning.requests import request
from tinhso.engines.reporting.logic.assigning.straddling import Pair, left_to_others, reporters_of, shared_out
from tinhso.engines.reporting.logic.sheet import definitions_in_force, period_of_row
from tinhso.engines.reporting.models import Assignment, Request
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.reporting.queries.readings import FigureKind
from tinhso.kernel.periods import Period

_DONE = (TaskState.SUBMITTED, TaskState.ACCEPTED, TaskState.CONSOLIDATED, TaskState.LOCKED)


def reports_of_ending_units(unit_ids: Collection[int], on: date) -> list[tuple[str, int]]:
    """Open requests of periods that end on a day or later, with how many of these units owe; one query."""
    rows = Assignment.objects.filter(subject_unit_id__in=unit_ids, kind="unit", request__state=RequestState.OPEN)
    rows = rows.exclude(state__in=[TaskState.CANCELLED, *_DONE])
    counts = (
        rows.filter(request__period__end__gte=on)
        .values("request__code")
        .annotate(units=Count("id"))
        .order_by("request__code")
    )
    return [(row["request__code"], row["units"]) for row in counts]


def requests_due_on(days: Collection[date]) -> list[str]:
    """Open requests of which somebody is still to send, and whose deadline falls on one of these days; one query."""
    asked = Q()
    for day in days:
        asked |= Q(due_at__gte=at_hour(day, time.min), due_at__lt=at_hour(day + timedelta(days=1), time.min))
    rows = Assignment.objects.filter(asked, request__state=RequestState.OPEN) if days else Assignment.objects.none()
    rows = rows.exclude(state__in=[TaskState.CANCELLED, *_DONE])
    return sorted(set(rows.values_list("request__code", flat=True)))


@transaction.atomic
def follow_units(request_id: int, *, rights: Rights, reason: str) -> RequestView:
    """Ask whom the rule of the period names: units that do not report it are taken off, others are added.

    A report that was sent stays as it is; units that have ended are answered for by those they went into.

    Raises:
        NothingChanged (REP-170): the right units are asked already; and as `change_request`.
    """
    steps = _steps(request_id)
    if steps is None:
        raise NothingChanged()
    view = change_request(
        request_id, rights=rights, reason=reason, remove=[row.pk for row in steps.gone],
        add=[Respondent(respondent.id, subject.id) for respondent, subject in steps.added],
    )  # fmt: skip
    changed = Request.objects.get(id=request_id)
    own = {unit_id: dict.fromkeys(figures, changed) for unit_id, figures in steps.left.items()}
    store_readings(changed, own, changed.changed_event_id or changed.event_id)
    return view


def units_to_follow(request_id: int, *, rights: Rights) -> tuple[tuple[UnitView, ...], tuple[UnitView, ...]]:
    """Return which units `follow_units` would add and take off; nobody where the right ones are asked.

    Three queries where no unit changes inside the period. Raises UnknownRequest (REP-026).
    """
    view = request(request_id, rights=rights)
    steps = _steps(request_id) if view.state is RequestState.OPEN else None
    if steps is None:
        return (), ()
    gone = orgs.last_views({row.subject_unit_id for row in steps.gone})
    return tuple(subject for _, subject in steps.added), tuple(gone)


@dataclass(frozen=True, slots=True)
class _Steps:
    """What is to be done: pairs to add, tasks to take off, what the added leave to others."""

    added: list[Pair]
    gone: list[Assignment]
    left: dict[int, frozenset[FigureKind]]


def _steps(request_id: int) -> _Steps | None:
    rows = Assignment.objects.filter(request_id=request_id, kind="unit").exclude(state=TaskState.CANCELLED)
    asked = list(rows.select_related("request__period").order_by("id"))
    found = reporters_of(period_of_row(asked[0])) if asked else None
    if found is None:
        return None
    form = forms_by_id({asked[0].request.form_version_id})[asked[0].request.form_version_id]
    definitions = definitions_in_force(indicators.definition_versions(form.indicators), found.period)
    kinds = kinds_of(form, definitions, found.period)
    entered = [one for one in definitions.values() if one.indicator_id in {kind[0] for kind in kinds}]
    pairs = shared_out(_ends(asked, found.period), found, entered)
    known, wanted = {row.subject_unit_id for row in asked}, {subject.id for _, subject in pairs}
    added = [pair for pair in pairs if pair[1].id not in known]
    gone = [row for row in asked if row.subject_unit_id not in wanted and row.state not in _DONE]
    return _Steps(added, gone, left_to_others(added, found, entered, kinds)) if added or gone else None


def _ends(asked: Sequence[Assignment], period: Period) -> list[Pair]:
    """The units of the period's last day that were asked, or that those who were asked have gone into."""
    there: dict[int, UnitView] = {
        unit.id: unit for unit in orgs.unit_views({row.subject_unit_id for row in asked}, period.end)
    }
    gone = {row.subject_unit_id for row in asked} - there.keys()
    levels = {unit.level for unit in orgs.last_views(gone)}
    candidates = {unit.id: unit for level in levels for unit in orgs.units_on(level, period.end)}
    into = {new for new, olds in orgs.predecessors(candidates).items() if gone.intersection(olds)} if gone else set()
    units = there | {unit_id: candidates[unit_id] for unit_id in into}
    respondents = {row.subject_unit_id: row.respondent_unit_id for row in asked}
    behalf = {unit.id: unit for unit in orgs.unit_views(set(respondents.values()), period.end)}
    return [(behalf.get(respondents.get(unit.id, unit.id), unit), unit) for unit in units.values()]
