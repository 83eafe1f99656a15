"""A report that was assigned before units changed inside its period follows the rule: who is asked now, and of what.

What an ended unit still owes is finished by the unit it went into: its people see it, with its draft, as theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import NamedTuple

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
from tinhso.engines.reporting.queries.readings import FigureKind, readings_of
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

    A report that was sent stays as it is; for units that have ended those they went into go on with the draft.

    Raises:
        NothingChanged (REP-170): the right units are asked already; and as `change_request`.
    """
    steps = _steps(request_id)
    if steps is None:
        raise NothingChanged()
    view = change_request(
        request_id, rights=rights, reason=reason, remove=[row.pk for row in steps.gone],
        add=[Respondent(respondent.id, subject.id) for respondent, subject in steps.added],
        hand_over={row.pk: respondent.id for row, respondent in steps.handed_over},
    )  # fmt: skip
    changed = Request.objects.get(id=request_id)
    own = {unit_id: dict.fromkeys(figures, changed) for unit_id, figures in steps.left.items()}
    store_readings(changed, own, changed.changed_event_id or changed.event_id)
    return view


class UnitsToFollow(NamedTuple):
    """What `follow_units` would do: units added, units taken off, and (ended unit, who answers for it)."""

    added: tuple[UnitView, ...] = ()
    taken_off: tuple[UnitView, ...] = ()
    handed_over: tuple[tuple[UnitView, UnitView], ...] = ()


def units_to_follow(request_id: int, *, rights: Rights) -> UnitsToFollow:
    """Return what `follow_units` would do; nothing where the right units are asked.

    Three queries where no unit changes inside the period. Raises UnknownRequest (REP-026).
    """
    view = request(request_id, rights=rights)
    steps = _steps(request_id) if view.state is RequestState.OPEN else None
    if steps is None:
        return UnitsToFollow()
    ended = {unit.id: unit for unit in orgs.last_views({row.subject_unit_id for row, _ in steps.handed_over})}
    return UnitsToFollow(
        tuple(subject for _, subject in steps.added),
        tuple(orgs.last_views({row.subject_unit_id for row in steps.gone})),
        tuple((ended[row.subject_unit_id], respondent) for row, respondent in steps.handed_over),
    )


@dataclass(frozen=True, slots=True)
class _Steps:
    """What is to be done: pairs to add, tasks to take off, tasks others answer, what units leave to others."""

    added: list[Pair]
    gone: list[Assignment]
    handed_over: list[tuple[Assignment, UnitView]]
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
    handed_over = _handed_over([row for row in asked if row not in gone], pairs)
    if not (added or gone or handed_over):
        return None
    # They were asked for everything; what the rule leaves to others is nothing they could send.
    ended = {row.subject_unit_id for row, _ in handed_over}
    changed = added + [pair for pair in pairs if pair[1].id in ended]
    return _Steps(added, gone, handed_over, _not_read_yet(request_id, left_to_others(changed, found, entered, kinds)))


def _not_read_yet(request_id: int, left: Mapping[int, frozenset[FigureKind]]) -> dict[int, frozenset[FigureKind]]:
    known = readings_of([request_id])
    return {unit_id: figures - known.get((request_id, unit_id), {}).keys() for unit_id, figures in left.items()}


def _handed_over(asked: Sequence[Assignment], pairs: Sequence[Pair]) -> list[tuple[Assignment, UnitView]]:
    """Reports not sent yet of respondents that have ended by today, with who answers for their subject now."""
    answers = {subject.id: respondent for respondent, subject in pairs}
    waiting = [row for row in asked if row.state not in _DONE and row.subject_unit_id in answers]
    today = orgs.today()
    ended = {
        unit.id
        for unit in orgs.last_views({row.respondent_unit_id for row in waiting})
        if unit.valid_to is not None and unit.valid_to < today
    }
    return [(row, answers[row.subject_unit_id]) for row in waiting if row.respondent_unit_id in ended]


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
