"""“Việc của tôi hôm nay”: what waits for somebody, in how many cells and minutes; a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, UnitView
from tinhso.engines.reporting.contracts import (
    AssignmentKind,
    CellCounts,
    RequestState,
    TaskBoard,
    TaskCard,
    TaskState,
    Verb,
)
from tinhso.engines.reporting.logic.life import possible_verbs
from tinhso.engines.reporting.logic.punctuality import punctuality_of, timing_of
from tinhso.engines.reporting.logic.sheet import Sheet, load_sheets, period_of_row
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.queries.assignments import last_returns, my_assignments
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM, as_utc, in_vietnam

S = TaskState
WAITING = (S.ASSIGNED, S.RECEIVED, S.DRAFTING, S.RETURNED, S.AWAITING_APPROVAL)


def tasks_of(rights: Rights, now: datetime | None = None) -> TaskBoard:
    """Return everything that waits for somebody's own units, and what they finished this week.

    Args:
        now: aware moment; None means now.
    """
    moment = now or trust.now()
    monday = start_of_week(moment)
    waiting = Q(state__in=WAITING) & (Q(request__state=RequestState.OPEN) | Q(correcting=True))
    finished = ~Q(state__in=WAITING) & Q(last_submitted_at__gte=monday, last_submitted_at__lte=moment)
    rows = list(my_assignments(rights).filter(waiting | finished).order_by("due_at", "id"))
    cards = cards_of(rows, rights, moment)
    return TaskBoard(
        now=moment,
        returned=_only(cards, S.RETURNED),
        due=_only(cards, S.RECEIVED, S.DRAFTING),
        new=_only(cards, S.ASSIGNED),
        to_approve=tuple(card for card in cards if Verb.APPROVE in card.verbs or _corrects(card)),
        waiting=tuple(
            card for card in cards if card.state is S.AWAITING_APPROVAL and Verb.SEND_BACK_TO_DRAFTER not in card.verbs
        ),
        to_consolidate=tuple(
            card for card in cards if card.kind is AssignmentKind.CONSOLIDATION and card.state in WAITING
        ),
        done_this_week=tuple(card for card in cards if card.state not in WAITING),
    )


def cards_of(rows: Sequence[Assignment], rights: Rights, now: datetime) -> list[TaskCard]:
    """Return rows as cards, in their order; six queries for any number."""
    sheets, units = load_sheets(rows), _units(rows)
    returned = last_returns([row.pk for row in rows if row.state == S.RETURNED])
    return [card_of(row, sheets.get(row.pk), units, rights, now, returned.get(row.pk)) for row in rows]


def card_of(
    row: Assignment,
    sheet: Sheet | None,
    units: dict[int, UnitView],
    rights: Rights,
    now: datetime,
    returned_at: datetime | None = None,
) -> TaskCard:
    """Return one row as a card."""
    return TaskCard(
        id=row.pk,
        request_id=row.request_id,
        kind=AssignmentKind(row.kind),
        title_vi=row.request.title_vi,
        title_en=row.request.title_en,
        period=period_of_row(row),
        respondent=units[row.respondent_unit_id],
        subject=units[row.subject_unit_id],
        consolidator=units[row.consolidator_unit_id],
        state=TaskState(row.state),
        correcting=row.correcting,
        due_at=row.due_at,
        extended=row.extended,
        punctuality=punctuality_of(timing_of(row), now),
        cells=sheet.counts() if sheet else CellCounts(),
        verbs=possible_verbs(rights, row),
        return_reason=row.return_reason,
        returned_at=returned_at,
        first_submitted_at=row.first_submitted_at,
        illustrative=row.request.illustrative,
    )


def units_of_rows(rows: Iterable[Assignment]) -> set[int]:
    """The units that cards of these rows name."""
    return {
        unit_id for row in rows for unit_id in (row.respondent_unit_id, row.subject_unit_id, row.consolidator_unit_id)
    }


def sees_draft(rights: Rights, row: Assignment) -> bool:
    """Whether somebody belongs to the unit that drafts: nobody else sees figures before they are approved."""
    return any(rights.may(action, row.respondent_unit_id) for action in (Action.DRAFT, Action.APPROVE))


def start_of_week(moment: datetime) -> datetime:
    """The beginning of the week's Monday in Vietnam, in UTC."""
    local = in_vietnam(moment)
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return as_utc(monday.astimezone(VIETNAM))


def _units(rows: Sequence[Assignment]) -> dict[int, UnitView]:
    return {view.id: view for view in orgs.last_views(units_of_rows(rows))}


def _only(cards: Sequence[TaskCard], *states: TaskState) -> tuple[TaskCard, ...]:
    return tuple(card for card in cards if card.state in states and card.kind is AssignmentKind.UNIT)


def _corrects(card: TaskCard) -> bool:
    return Verb.APPROVE_CORRECTION in card.verbs
