"""A unit's self-score goes to its leader, back to who scored, and on to the appraisers: never by one hand alone."""

from __future__ import annotations

from django.db import transaction

from tinhso.engines.evaluation.contracts.round_errors import AnswersIncomplete, SameHand
from tinhso.engines.evaluation.contracts.rounds import RoundVerb, ScoringState
from tinhso.engines.evaluation.logic.rounds import life
from tinhso.engines.evaluation.logic.rounds.book import Entry, RoundBook, find_entry
from tinhso.engines.evaluation.round_models import SelfAnswer
from tinhso.engines.evaluation.round_queries import answers_of, evidence_of
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.trust import api as trust


def submit(number: int, unit: str, *, rights: Rights) -> int:
    """Hand a self-score to the unit's leader; every component that people answer has an answer.

    Returns:
        The event.

    Raises:
        UnknownRound (EVA-013), NoRight (ORG-020), WrongRoundState (EVA-015), AnswersIncomplete (EVA-018)
    """
    book, entry = find_entry(number, unit, rights)
    life.require(RoundVerb.SUBMIT, rights, book, entry)
    require_complete(book, entry)
    return write_step(RoundVerb.SUBMIT, ScoringState.WAITING, book, entry, rights)


def give_back(number: int, unit: str, *, rights: Rights, reason: str) -> int:
    """Give a self-score back to who made it. Raises as `submit`; RoundReasonNeeded (EVA-016)."""
    book, entry = find_entry(number, unit, rights)
    life.require(RoundVerb.GIVE_BACK, rights, book, entry, reason)
    return write_step(RoundVerb.GIVE_BACK, ScoringState.SCORING, book, entry, rights, reason)


def send(number: int, unit: str, *, rights: Rights) -> int:
    """Send a self-score for appraisal; who entered or handed it on does not send it.

    Raises:
        As `submit`; SameHand (EVA-017)
    """
    book, entry = find_entry(number, unit, rights)
    life.require(RoundVerb.SEND, rights, book, entry)
    if rights.user_id is not None and rights.user_id in _hands(entry):
        raise SameHand(unit=entry.unit.name("vi"))
    require_complete(book, entry)
    return write_step(RoundVerb.SEND, ScoringState.SENT, book, entry, rights, evidence=_commitment(entry))


def require_complete(book: RoundBook, entry: Entry) -> None:
    """Refuse a self-score in which a component has neither an answer nor a reason for none (EVA-018)."""
    kept = answers_of(book.row.pk, entry.id).get(entry.id, {})
    answered = {code for code, row in kept.items() if row.answer or row.absence}
    missing = [one.code for one in book.asked if one.code not in answered]
    if missing:
        raise AnswersIncomplete(count=len(missing), first=missing[0])


def _hands(entry: Entry) -> set[int | None]:
    typed = SelfAnswer.objects.filter(entry_id=entry.id).values_list("person_id", flat=True)
    return set(typed) | {one.person_id for one in entry.steps if one.verb == RoundVerb.SUBMIT}


def _commitment(entry: Entry) -> str:
    """What the sending commits to of its documents, each file by its digest."""
    return "\n".join(
        f"{one.component}; {one.number}; {one.title}" + (f" (sha256:{one.digest})" if one.digest else "")
        for one in evidence_of(entry.id)
    )


def write_step(
    verb: RoundVerb,
    state: ScoringState,
    book: RoundBook,
    entry: Entry,
    rights: Rights,
    reason: str = "",
    evidence: str = "",
) -> int:
    """Write one step of a unit with its event; what the step needs was required before. Returns the event."""
    rule = life.UNIT_TABLE[verb]
    with transaction.atomic():
        life.lock_entry(entry.id)
        event_id = trust.record(
            kind=rule.event_kind,
            subject=f"evaluation.round_unit:{entry.id}",
            actor=rights.actor,
            reason=reason.strip(),
            evidence=evidence,
            public={"round": book.row.pk, "unit": entry.unit.code},
        )
        life.step(rule, entry, state, rights, event_id)
    return event_id
