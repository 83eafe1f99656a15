"""Answers that this process keeps for whoever asks the same again before anything changed.

A board is opened by many people of one scope, and each opening asks the same questions. An answer holds while the log
is the same, event for event, and until the clock alone would change it: at the next deadline, or at midnight in
Vietnam.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, time, timedelta
from threading import Lock
from typing import Any, NamedTuple

from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.cube.logic.plan import Plan
from tinhso.engines.cube.logic.steps.expectations import Owed
from tinhso.engines.cube.logic.table import AnswerTable
from tinhso.engines.cube.queries import log_state
from tinhso.engines.orgs.contracts import Action
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM, in_vietnam

MOST_BYTES = 64 * 2**20
"""What all kept answers of a process may take together."""
MOST_ANSWERS = 1_000
LARGEST_SHARE = 16
"""One answer may take the room divided by this: large ones are files, asked for once."""

_ASKED = tuple(one.name for one in fields(FigureQuery) if one.name != "rights")

Key = tuple[Any, ...]


class Term(NamedTuple):
    """From when to when (exclusive) the clock changes nothing of an answer."""

    since: datetime
    until: datetime


class Held(NamedTuple):
    answer: AnswerTable
    term: Term
    size: int


_lock = Lock()
_held: OrderedDict[Key, Held] = OrderedDict()


def remembered(question: FigureQuery, compute: Callable[[], tuple[AnswerTable, Term]]) -> AnswerTable:
    """Return the kept answer to a question, or compute it and keep it; whoever may see other units asks another one."""
    [found] = remembered_together([question], lambda _asked: [compute()])
    return found


def remembered_together(
    asked: Sequence[FigureQuery], compute: Callable[[Sequence[FigureQuery]], Sequence[tuple[AnswerTable, Term]]]
) -> list[AnswerTable]:
    """Return an answer to each question: those that are kept, and the others computed together and kept."""
    state = log_state()
    if state is None:
        return [answer for answer, _ in compute(asked)]
    keys = [_key(state, question) for question in asked]
    found: dict[Key, AnswerTable] = {}
    for key, question in zip(keys, asked, strict=True):
        if (held := _recall(key, question)) is not None:
            found[key] = held
    missing = [place for place, key in enumerate(keys) if key not in found]
    if missing:
        for place, (answer, term) in zip(missing, compute([asked[place] for place in missing]), strict=True):
            _hold(keys[place], Held(answer, term, answer.size))
            found[keys[place]] = replace(answer)
    return [found[key] for key in keys]


def _key(state: Any, question: FigureQuery) -> Key:
    scope = question.rights.scope(Action.SEE_FIGURES)
    return (state, scope, *(getattr(question, name) for name in _ASKED))


def _recall(key: Key, question: FigureQuery) -> AnswerTable | None:
    now = trust.now()
    with _lock:
        held = _held.get(key)
        if held is None or not held.term.since <= now < held.term.until:
            return None
        _held.move_to_end(key)
        # Rows are made anew for each asker: they belong to whoever looks at them.
        return replace(held.answer, query=question)


def forget() -> None:
    """Keep nothing any more."""
    with _lock:
        _held.clear()


def term_of(plan: Plan, owed: Owed) -> Term:
    """Return how long an answer holds if nobody writes anything."""
    now = plan.moment.now
    if plan.moment.tree_size is not None:
        # As of a checkpoint: its own clock stands still.
        return Term(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    midnight = datetime.combine(in_vietnam(now).date() + timedelta(days=1), time(), VIETNAM)
    return Term(now, min(midnight, owed.next_due or midnight))


def _hold(key: Key, held: Held) -> None:
    if held.size > MOST_BYTES // LARGEST_SHARE:
        return
    with _lock:
        _held[key] = held
        _held.move_to_end(key)
        room = sum(one.size for one in _held.values())
        while room > MOST_BYTES or len(_held) > MOST_ANSWERS:
            _, dropped = _held.popitem(last=False)
            room -= dropped.size
