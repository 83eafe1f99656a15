"""A round of the past is loaded set-wise: every act at its moment, one event with its rows, in a few queries.

The same rows as the real verbs write; who may do what is theirs to check, this loads what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from tinhso.engines.evaluation.contracts.round_history import HistoricAppraisal, HistoricRound, HistoricUnit
from tinhso.engines.evaluation.contracts.rounds import AnswerInput, RoundVerb, ScoringState
from tinhso.engines.evaluation.logic.rounds.answering import read_input
from tinhso.engines.evaluation.logic.rounds.appraising import DECIMALS, claimed, own_points
from tinhso.engines.evaluation.logic.rounds.book import RoundBook, find_book
from tinhso.engines.evaluation.logic.rounds.life import UNIT_TABLE
from tinhso.engines.evaluation.logic.rounds.opening import open_round
from tinhso.engines.evaluation.logic.scorecards.answer_text import text_of
from tinhso.engines.evaluation.round_models import Appraisal, SelfAnswer, UnitStep
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.api import User
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EventSpec
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.quantities import to_scaled

HANDED_ON = timedelta(hours=1)
Row = SelfAnswer | UnitStep | Appraisal


@dataclass(frozen=True, slots=True)
class _Act:
    """An act with the rows that its event brings."""

    spec: EventSpec
    rows: Callable[[int], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    title: str


def load_round_history(past: HistoricRound) -> int:
    """Load a round and what happened in it.

    Returns:
        Its number.

    Raises:
        As `open_round` and `save_answers`: what could not have happened is not loaded.
    """
    with transaction.atomic():
        with trust.use_clock(past.opened_at):
            opener = orgs.rights_of_username(past.opener, in_vietnam(past.opened_at).date())
            number = open_round(past.asked, rights=opener)
            book = find_book(number, opener)
        people = _people(past)
        acts = [act for unit in past.units for act in _acts(book, unit, past, people)]
        acts.sort(key=lambda act: act.spec.at or past.opened_at)
        rows: dict[type[Row], list[Row]] = {SelfAnswer: [], UnitStep: [], Appraisal: []}
        for act, event_id in zip(acts, trust.record_many([act.spec for act in acts]), strict=True):
            for row in act.rows(event_id):
                rows[type(row)].append(row)
        for model, found in rows.items():
            model.objects.bulk_create(found, batch_size=2000)  # type: ignore[arg-type]
    return number


def _people(past: HistoricRound) -> dict[str, _Person]:
    logins = {*past.appraisers.values(), *(one.drafter for one in past.units), *(one.leader for one in past.units)}
    rows = User.objects.filter(username__in=logins).values_list("username", "pk", "title_vi")
    return {username: _Person(pk, title) for username, pk, title in rows}


def _acts(book: RoundBook, past: HistoricUnit, whole: HistoricRound, people: dict[str, _Person]) -> list[_Act]:
    entry = next(one for one in book.entries if one.unit.code == past.unit)
    agencies = {unit.id: unit.code for unit in orgs.last_views(set(book.charges.values()))}
    steps = 0

    def act(verb: RoundVerb, state: ScoringState, login: str, at: datetime, others: Callable[[int], list[Row]]) -> _Act:
        nonlocal steps
        steps += 1
        step_no, person, rule = steps, people[login], UNIT_TABLE[verb]

        def rows(event_id: int) -> list[Row]:
            step = UnitStep(
                entry_id=entry.id, step_no=step_no, verb=verb, state=state, person_id=person.id, title=person.title,
                event_id=event_id,
            )  # fmt: skip
            return [step, *others(event_id)]

        public = {"round": book.row.pk, "unit": past.unit}
        return _Act(EventSpec(rule.event_kind, f"evaluation.round_unit:{entry.id}", f"user:{login}", at, public), rows)

    answers = _answers(book, entry.id, past, people[past.drafter])
    found = [
        act(RoundVerb.SAVE, ScoringState.SCORING, past.drafter, past.answered_at, lambda event_id: answers(event_id))
    ]
    if past.sent_at is None:
        return found
    handed = min(past.answered_at + HANDED_ON, past.sent_at)
    found.append(act(RoundVerb.SUBMIT, ScoringState.WAITING, past.drafter, handed, lambda _event: []))
    found.append(act(RoundVerb.SEND, ScoringState.SENT, past.leader, past.sent_at, lambda _event: []))
    left = set(book.charges)
    for agency, login in whole.appraisers.items():
        mine = [one for one in past.appraisals if agencies[book.charges[one.component]] == agency]
        if not mine or past.appraised_at is None:
            continue
        left -= {one.component for one in mine}
        state = ScoringState.APPRAISING if left else ScoringState.APPRAISED
        given = _appraisals(book, entry.id, mine, past, people[login])
        found.append(act(RoundVerb.APPRAISE, state, login, past.appraised_at, given))
    return found


def _answers(book: RoundBook, entry_id: int, past: HistoricUnit, person: _Person) -> Callable[[int], list[Row]]:
    read = [read_input(book, AnswerInput(one.component, one.text, one.absence, one.note), "vi") for one in past.answers]

    def rows(event_id: int) -> list[Row]:
        found: list[Row] = []
        for one, answer in read:
            text, absence = text_of(answer) if answer else ("", "")
            found.append(
                SelfAnswer(
                    entry_id=entry_id, component=one.component, answer_no=1, typed=one.text, answer=text,
                    absence=absence, note=one.note, person_id=person.id, event_id=event_id,
                )
            )  # fmt: skip
        return found

    return rows


def _appraisals(
    book: RoundBook, entry_id: int, given: Sequence[HistoricAppraisal], past: HistoricUnit, person: _Person
) -> Callable[[int], list[Row]]:
    read = {one.component: read_input(book, AnswerInput(one.component, one.text, one.absence, one.note), "vi")[1]
            for one in past.answers}  # fmt: skip

    def rows(event_id: int) -> list[Row]:
        found: list[Row] = []
        for one in given:
            component, answer = book.component(one.component), read[one.component]
            assert component is not None
            text, absence = text_of(answer) if answer else ("", "")
            own = own_points(component, SelfAnswer(answer=text, absence=absence))
            found.append(
                Appraisal(
                    entry_id=entry_id, component=one.component, appraisal_no=1, agency_id=book.charges[one.component],
                    points=_scaled(own, component.points, one), reason=one.reason, title=person.title,
                    event_id=event_id,
                )
            )  # fmt: skip
        return found

    return rows


def _scaled(own: Fraction | None, most: Fraction, one: HistoricAppraisal) -> int | None:
    if one.share_percent is not None:
        return to_scaled(claimed(most * one.share_percent / 100), DECIMALS)
    return None if own is None else to_scaled(Decimal(claimed(own)), DECIMALS)
