"""Taking a decision back: what it ended holds on, what was made for it never held, nothing follows its links.

Nothing is deleted. The ends that it gave are kept as `UndoneEnd`, so a moment at which they held still shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Model

from tinhso.engines.orgs.contracts import DecisionUndoing, UnitsInQuestion
from tinhso.engines.orgs.contracts.decision_errors import DecisionAlreadyUndone, DecisionOfRegister, UnknownDecision
from tinhso.engines.orgs.logic.committed_rows import LOADED
from tinhso.engines.orgs.logic.unit_uses import registered_uses
from tinhso.engines.orgs.models import Link, Succession, SuccessionLink, SuccessionUndo, UndoneEnd, Unit, UnitName
from tinhso.engines.orgs.queries import units, uses

DAY = timedelta(days=1)
_ENDED: Sequence[tuple[type[Model], str]] = ((Unit, "unit_id"), (UnitName, "name_id"), (Link, "link_id"))


def decision_named(code: str) -> Succession:
    """Return a decision that can be undone.

    Raises:
        UnknownDecision (ORG-080), DecisionAlreadyUndone (ORG-082), DecisionOfRegister (ORG-083)
    """
    found = Succession.objects.select_related("event").filter(code=code).first()
    if found is None:
        known = Succession.objects.filter(undo=None).exclude(event__kind=LOADED).order_by("code")
        raise UnknownDecision(decision=code, known=", ".join(known.values_list("code", flat=True)) or "–")
    if SuccessionUndo.objects.filter(succession=found).exists():
        raise DecisionAlreadyUndone(decision=code)
    if found.event.kind == LOADED:
        raise DecisionOfRegister(decision=code)
    return found


def look_at(decision: Succession) -> DecisionUndoing:
    """Say what undoing a decision would do, and what rests on it."""
    made = list(Unit.objects.filter(event_id=decision.event_id).values_list("id", flat=True))
    ended = list(Unit.objects.filter(ended_by_id=decision.event_id).values_list("id", flat=True))
    new_ids = set(SuccessionLink.objects.filter(succession=decision).values_list("new_unit_id", flat=True))
    asked = UnitsInQuestion(frozenset(new_ids | set(made)), decision.event_id, decision.effective_on)
    found = [
        *uses.later_decisions(asked.unit_ids),
        *uses.later_life(made, decision.event_id),
        *uses.taken_codes(ended, decision.effective_on, made),
        *uses.moved_on(ended, decision.event_id),
        *registered_uses(asked),
    ]
    return DecisionUndoing(
        code=decision.code,
        decision=decision.decision,
        effective_on=decision.effective_on,
        reopened=tuple(units.last_views(ended)),
        never_held=tuple(units.last_views(made)),
        receiving=tuple(units.last_views(new_ids - set(made))),
        uses=tuple(found),
    )


def take_back(decision: Succession, event_id: int) -> None:
    """Write that a decision is undone."""
    SuccessionUndo.objects.create(succession=decision, event_id=event_id)
    for model, column in _ENDED:
        _reopen(model, column, decision.event_id, event_id)
    for model, _ in _ENDED:
        _end_before_beginning(model, decision.event_id, event_id)


def _reopen(model: type[Model], column: str, applied: int, event_id: int) -> None:
    ended = model._default_manager.filter(ended_by_id=applied)
    UndoneEnd.objects.bulk_create(
        [
            UndoneEnd(**{column: key}, valid_to=last_day, ended_by_id=applied, event_id=event_id)
            for key, last_day in ended.order_by("pk").values_list("pk", "valid_to")
        ],
        batch_size=1000,
    )
    ended.update(valid_to=None, ended_by=None)


def _end_before_beginning(model: type[Model], applied: int, event_id: int) -> None:
    born = model._default_manager.filter(event_id=applied)
    first_days: list[date] = list(born.order_by("valid_from").values_list("valid_from", flat=True).distinct())
    for first_day in first_days:
        born.filter(valid_from=first_day).update(valid_to=first_day - DAY, ended_by_id=event_id)
