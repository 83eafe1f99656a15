"""Appraisers give points component by component, with a reason wherever the unit said otherwise; both sides remark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from tinhso.engines.evaluation.contracts.round_errors import NotInCharge, PointsNotUsable, RoundReasonNeeded
from tinhso.engines.evaluation.contracts.rounds import AppraisalInput, RoundVerb, ScoringState
from tinhso.engines.evaluation.contracts.scorecards import Absence, Component
from tinhso.engines.evaluation.logic.plans.opinions import title_of
from tinhso.engines.evaluation.logic.rounds import life
from tinhso.engines.evaluation.logic.rounds.book import Entry, RoundBook, find_entry
from tinhso.engines.evaluation.logic.rounds.sending import write_step
from tinhso.engines.evaluation.logic.scorecards.answer_text import kept_answer
from tinhso.engines.evaluation.logic.scorecards.scoring import NO_ANSWER, share_of
from tinhso.engines.evaluation.round_models import Appraisal, RoundRemark, SelfAnswer
from tinhso.engines.evaluation.round_queries import answers_of, appraisals_of
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import NoRight, Rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NumberLocale, from_scaled, parse_number, plain_text, round_half_up, to_scaled
from tinhso.kernel.vietnamese import clean_text

DECIMALS, LONGEST_REASON = 4, 2000
Read = tuple[AppraisalInput, Decimal | None]


def own_points(component: Component, row: SelfAnswer | None) -> Fraction | None:
    """The points a unit claims for a component; None where it says that it does not apply."""
    answer = kept_answer(component, row.answer, row.absence) if row else None
    share = share_of(component, answer or NO_ANSWER)
    return None if share is None else share * component.points


def appraise(
    number: int, unit: str, inputs: Sequence[AppraisalInput], *, rights: Rights, locale: NumberLocale = "vi"
) -> int:
    """Appraise components in one's charge: all that are given or, where one cannot be used, none.

    Points may lie below or above what the unit claims; a difference needs a reason.

    Returns:
        How many appraisals changed.

    Raises:
        UnknownRound (EVA-013), OwnUnit (EVA-019), NoRight (ORG-020), WrongRoundState (EVA-015),
        NotInCharge (EVA-020), PointsNotUsable (EVA-023), RoundReasonNeeded (EVA-016)
    """
    book, entry = find_entry(number, unit, rights)
    rule = life.require(RoundVerb.APPRAISE, rights, book, entry)
    mine = life.charged(rights, book, entry)
    answers = answers_of(number, entry.id).get(entry.id, {})
    read = [_read(book, one, mine, answers, locale) for one in inputs]
    with transaction.atomic():
        life.lock_entry(entry.id)
        kept = appraisals_of(number, entry.id).get(entry.id, {})
        fresh = {code for code, row in kept.items() if is_fresh(row, answers.get(code))}
        changed = [one for one in read if one[0].component not in fresh or _differs(one, kept[one[0].component])]
        if not changed:
            return 0
        done = fresh | {one[0].component for one in changed}
        state = ScoringState.APPRAISED if done >= set(book.charges) else ScoringState.APPRAISING
        event_id = trust.record(
            kind=rule.event_kind,
            subject=f"evaluation.round_unit:{entry.id}",
            actor=rights.actor,
            public={"round": number, "unit": unit, "components": len(changed)},
        )
        title = title_of(rights)
        Appraisal.objects.bulk_create(
            Appraisal(
                entry_id=entry.id, component=one.component, agency_id=book.charges[one.component],
                appraisal_no=kept[one.component].appraisal_no + 1 if one.component in kept else 1,
                points=None if points is None else to_scaled(points, DECIMALS), reason=one.reason, title=title,
                event_id=event_id,
            )
            for one, points in changed
        )  # fmt: skip
        if state is not entry.state:
            life.step(rule, entry, state, rights, event_id)
    return len(changed)


def _read(
    book: RoundBook,
    one: AppraisalInput,
    mine: frozenset[str],
    answers: Mapping[str, SelfAnswer],
    locale: NumberLocale,
) -> Read:
    component = book.component(one.component)
    if component is None or one.component not in mine:
        raise NotInCharge(component=one.component)
    points = None if one.left_out else _points(component, one.points, locale)
    row = answers.get(one.component)
    own, reason = own_points(component, row), clean_text(one.reason)[:LONGEST_REASON]
    if not _agrees(points, own, row) and len(reason) < life.LEAST_REASON:
        place_vi, place_en = f"Tiêu chí {one.component}", f"Component {one.component}"
        raise RoundReasonNeeded(place_vi=place_vi, place_en=place_en, least=life.LEAST_REASON)
    return AppraisalInput(one.component, one.points, one.left_out, reason), points


def _agrees(points: Decimal | None, own: Fraction | None, row: SelfAnswer | None) -> bool:
    """Whether an appraisal takes what the unit claims as it stands, to the four decimals that are kept."""
    if points is None or own is None:
        return points is None and row is not None and row.absence == Absence.NOT_APPLICABLE
    return points == claimed(own)


def claimed(own: Fraction) -> Decimal:
    """The points a unit claims, rounded to the decimals in which points are given."""
    return Decimal(round_half_up(own, DECIMALS))


def _points(component: Component, text: str, locale: NumberLocale) -> Decimal:
    most = plain_text(Decimal(component.points.numerator) / Decimal(component.points.denominator))
    wrong = PointsNotUsable(component=component.code, points=text, most=most)
    try:
        points = parse_number(text.strip(), locale=locale)
        to_scaled(points, DECIMALS)
    except TinhSoError as error:
        raise wrong from error
    if not 0 <= points <= component.points:
        raise wrong
    return points


def is_fresh(row: Appraisal, answer: SelfAnswer | None) -> bool:
    """Whether an appraisal speaks of the answer that stands: a later answer is to be looked at again."""
    return answer is None or row.event_id > answer.event_id


def _differs(read: Read, kept: Appraisal) -> bool:
    one, points = read
    stored = None if kept.points is None else from_scaled(kept.points, DECIMALS)
    return (points, one.reason) != (stored, kept.reason)


def return_unit(number: int, unit: str, *, rights: Rights, reason: str) -> int:
    """Return a unit's self-score for more evidence.

    Returns:
        The event.

    Raises:
        As `appraise`
    """
    book, entry = find_entry(number, unit, rights)
    life.require(RoundVerb.RETURN, rights, book, entry, reason)
    return write_step(RoundVerb.RETURN, ScoringState.RETURNED, book, entry, rights, reason)


def remark(number: int, unit: str, component: str, text: str, *, rights: Rights) -> int:
    """Say something on a component, or answer: the unit's own people and everybody who appraises the unit.

    Returns:
        The event.

    Raises:
        UnknownRound (EVA-013), NoRight (ORG-020), NotInCharge (EVA-020), RoundReasonNeeded (EVA-016)
    """
    book, entry = find_entry(number, unit, rights)
    rule = life.require(RoundVerb.REMARK, rights, book, entry, text)
    if book.component(component) is None:
        raise NotInCharge(component=component)
    mine = life.charged(rights, book, entry) if entry.first_sent else frozenset()  # a draft is not theirs to discuss
    if not life.is_own(rights, entry.unit_id) and not mine:
        raise NoRight(action=str(rule.action), unit=entry.unit_id, actor=rights.actor)
    with transaction.atomic():
        event_id = trust.record(
            kind=rule.event_kind,
            subject=f"evaluation.round_unit:{entry.id}",
            actor=rights.actor,
            reason=clean_text(text)[:LONGEST_REASON],
            public={"round": number, "unit": unit, "component": component},
        )
        RoundRemark.objects.create(
            entry_id=entry.id, component=component, title=_speaker(rights, book, mine), event_id=event_id
        )
    return event_id


def _speaker(rights: Rights, book: RoundBook, mine: frozenset[str]) -> str:
    """Who says something: the office, and of an appraiser the agency too, for several of them speak."""
    agencies = orgs.last_views({book.charges[code] for code in mine})
    return ", ".join([title_of(rights), *(one.name("vi") for one in agencies)])[:200]


def reads_answers(rights: Rights, entry: Entry) -> bool:
    """Whether somebody sees what a unit answers: its own people always, others once it was sent."""
    return entry.was_sent or life.is_own(rights, entry.unit_id)
