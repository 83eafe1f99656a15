"""Where each unit's report of a request stands, live or as it was known at a checkpoint, told by its transitions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import SENT_STATES, TaskState, Verb
from tinhso.engines.reporting.models import Assignment, Transition
from tinhso.engines.reporting.queries.expecting import deadlines_as_of, known_by
from tinhso.engines.reporting.queries.progress import is_sent, unit_reports

Step = tuple[str, str, datetime]


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit's report: its state, whether its figures count, when it first came, by when it is due.

    `is_claim_accepted`: it came late, and its receiver accepted what the device says about the time of the work.
    """

    assignment_id: int
    unit_id: int
    state: TaskState
    is_sent: bool
    first_sent_at: datetime | None
    due_at: datetime
    is_claim_accepted: bool = False


def standings(request_id: int, rights: Rights, tree_size: int | None = None) -> list[Standing]:
    """Return the reports of a request within reach, by unit id; one query live, three for the past.

    Args:
        tree_size: of the checkpoint as of which it is asked; None is live.
    """
    rows = list(unit_reports(rights).filter(request_id=request_id).order_by("subject_unit_id"))
    if tree_size is None:
        return [
            Standing(
                row.pk,
                row.subject_unit_id,
                TaskState(row.state),
                is_sent(row),
                row.first_submitted_at,
                row.due_at,
                row.accepted_claim_at is not None,
            )
            for row in rows
        ]
    deadlines = deadlines_as_of([request_id], tree_size)
    steps = _steps_until([row.pk for row in rows], tree_size)
    return [_past_standing(row, steps[row.pk], deadlines.get(row.pk, row.due_at)) for row in rows]


def lives_of(assignment_ids: Collection[int]) -> dict[int, list[tuple[str, str, int]]]:
    """(verb, state it led to, event) of every step of these reports, oldest first; one query."""
    lives: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    rows = Transition.objects.filter(assignment_id__in=assignment_ids).order_by("id")
    for assignment_id, verb, to_state, event_id in rows.values_list("assignment_id", "verb", "to_state", "event_id"):
        lives[assignment_id].append((verb, to_state, event_id))
    return lives


def stood_sent(life: Iterable[tuple[str, str, int]], *, before: int) -> bool:
    """Say whether a report's figures counted when an event came about."""
    account = _Account()
    for verb, to_state, event_id in life:
        if event_id < before:
            account.take(verb, TaskState(to_state))
    return account.sent


@dataclass
class _Account:
    """Whether a report's figures count, told step after step."""

    sent: bool = False
    correcting: bool = False

    def take(self, verb: str, state: TaskState) -> None:
        if verb in (Verb.APPROVE, Verb.APPROVE_CORRECTION):
            self.sent, self.correcting = True, False
        elif verb == Verb.START_CORRECTION:
            self.correcting = True
        # Locked, or being corrected after the lock: it counts as it stood before.
        elif state is not TaskState.LOCKED and not self.correcting:
            self.sent = state in SENT_STATES


def _steps_until(assignment_ids: list[int], tree_size: int) -> dict[int, list[Step]]:
    steps: dict[int, list[Step]] = defaultdict(list)
    rows = Transition.objects.filter(known_by(tree_size), assignment_id__in=assignment_ids).order_by("id")
    for assignment_id, verb, to_state, at in rows.values_list("assignment_id", "verb", "to_state", "at"):
        steps[assignment_id].append((verb, to_state, at))
    return steps


def _past_standing(row: Assignment, steps: Iterable[Step], due_at: datetime) -> Standing:
    state, claimed, account = TaskState.ASSIGNED, False, _Account()
    first: datetime | None = None
    for verb, to_state, at in steps:
        state = TaskState(to_state)
        if verb in (Verb.ACCEPT_CLAIM, Verb.REVOKE_CLAIM):
            claimed = verb == Verb.ACCEPT_CLAIM
        if verb in (Verb.APPROVE, Verb.APPROVE_CORRECTION):
            first = first or at
        account.take(verb, state)
    return Standing(row.pk, row.subject_unit_id, state, account.sent, first, due_at, claimed)
