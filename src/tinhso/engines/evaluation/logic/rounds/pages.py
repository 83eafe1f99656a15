"""Rounds as screens get them: the list, one round's table, a unit's page, an appraiser's queue (constant queries)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from tinhso.engines.evaluation.contracts.rounds import (
    AnswerView,
    EvidenceItem,
    QueueLine,
    RemarkView,
    RoundLine,
    RoundTable,
    RoundVerb,
    RoundView,
    ScoringPage,
    ScoringState,
    StepView,
)
from tinhso.engines.evaluation.contracts.scorecards import Component, ScorecardDefinition, Shape
from tinhso.engines.evaluation.logic.plans.moments import read_moment
from tinhso.engines.evaluation.logic.rounds import life
from tinhso.engines.evaluation.logic.rounds.answering import evidence_item
from tinhso.engines.evaluation.logic.rounds.appraising import DECIMALS, is_fresh, own_points, reads_answers
from tinhso.engines.evaluation.logic.rounds.book import Entry, RoundBook, find_book, find_books, find_entry
from tinhso.engines.evaluation.logic.rounds.closing import frozen_counts
from tinhso.engines.evaluation.logic.rounds.lateness import lateness_of
from tinhso.engines.evaluation.logic.rounds.standing import count_unit, score_counted
from tinhso.engines.evaluation.logic.scorecards.answer_text import kept_answer
from tinhso.engines.evaluation.logic.scorecards.fed import FedAnswer, fed_answers
from tinhso.engines.evaluation.logic.scorecards.loading import list_scorecards
from tinhso.engines.evaluation.logic.scorecards.scoring import score_shares, share_of
from tinhso.engines.evaluation.queries import scorecards_on
from tinhso.engines.evaluation.round_models import Appraisal, SelfAnswer
from tinhso.engines.evaluation.round_queries import answers_of, appraisals_of, evidence_of, remarks_of
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights, UnitView
from tinhso.engines.trust import api as trust
from tinhso.kernel.quantities import from_scaled, plain_text, round_half_up


def list_rounds(rights: Rights) -> list[RoundView]:
    """Return the rounds that somebody sees, the last opened first."""
    return _views(find_books(rights), rights)


def _views(books: list[RoundBook], rights: Rights) -> list[RoundView]:
    today = read_moment("").on
    agencies = {one.id: one for one in orgs.last_views({agency for book in books for agency in book.charges.values()})}
    newest = {row.scorecard.code: row.version for row in scorecards_on(today)}
    found = []
    for book in books:
        states = Counter(entry.state for entry in book.entries)
        version = newest.get(book.card.code, book.card.version)
        found.append(
            RoundView(
                number=book.row.pk,
                card=book.card,
                period=book.period,
                state=book.state,
                opened_on=book.row.opened_on,
                self_due_on=book.row.self_due_on,
                appraise_due_on=book.row.appraise_due_on,
                closes_on=book.row.closes_on,
                title=book.row.title,
                counts={state: states[state] for state in ScoringState if states[state]},
                late=sum(book.is_late(entry, today) for entry in book.entries),
                newer_version=version if version > book.card.version else None,
                agencies={code: agencies[agency] for code, agency in book.charges.items()},
                may=frozenset(
                    rule.verb
                    for rule in life.ROUND_TABLE.values()
                    if book.state in rule.from_states and rights.may(rule.action, book.row.unit_id)
                ),
                sees_all=len(book.entries) == book.units,
                days=book.days,
            )
        )
    return found


def read_round(number: int, rights: Rights) -> RoundTable:
    """Return a round with the units in the reader's reach. Raises UnknownRound (EVA-013)."""
    book = find_book(number, rights)
    view = _views([book], rights)[0]
    today = read_moment("").on
    answers, appraisals = answers_of(number), appraisals_of(number)
    fed = _fed(book, book.entries, rights)
    frozen, lateness = frozen_counts(book), lateness_of(book, today)
    lines = []
    for entry in book.entries:
        given, judged = answers.get(entry.id, {}), appraisals.get(entry.id, {})
        counted = frozen.get(entry.id) or count_unit(book, entry, fed[entry.unit.code], given, judged)
        sent = entry.first_sent
        shown = entry.was_sent or entry.id in frozen
        score = score_counted(book, entry.unit.code, counted)
        lines.append(
            RoundLine(
                unit=entry.unit,
                cluster=entry.cluster,
                state=entry.state,
                sent_at=sent.event.at if sent else None,
                is_late=book.is_late(entry, today),
                late_answers=lateness.late_answers(entry),
                answered=sum(bool(row.answer or row.absence) for row in given.values()),
                appraised=sum(is_fresh(row, given.get(code)) for code, row in judged.items()),
                asked=len(book.asked),
                own=_own_total(book, given, fed[entry.unit.code]) if reads_answers(rights, entry) else None,
                score=score,
                points=score.share * book.card.points if shown else None,
            )
        )
    return RoundTable(view, lines)


def _fed(book: RoundBook, entries: Iterable[Entry], rights: Rights) -> dict[str, dict[str, FedAnswer]]:
    units = {entry.unit.code: entry.unit_id for entry in entries}
    return fed_answers(book.card, book.period, units, rights, read_moment("").on)


def _own_total(book: RoundBook, given: Mapping[str, SelfAnswer], fed: Mapping[str, FedAnswer]) -> Fraction:
    """The points a unit claims: like its score, so that what is left out is shared by the rest on both sides."""
    shares: dict[str, Fraction | None] = {}
    for one in book.card.components:
        row = given.get(one.code)
        if one.code in fed:
            shares[one.code] = share_of(one, fed[one.code].answer)
        elif one.shape is Shape.NOT_SCORED:
            shares[one.code] = None
        else:
            points = own_points(one, row)
            shares[one.code] = None if points is None else points / one.points
    return score_shares(book.card, "", shares, False).share * book.card.points


def read_unit(number: int, unit: str, rights: Rights) -> ScoringPage:
    """Return a unit's page in a round; what it answers only to its own people before it was sent.

    Raises:
        UnknownRound (EVA-013)
    """
    book, entry = find_entry(number, unit, rights)
    view = _views([book], rights)[0]
    fed = _fed(book, [entry], rights)[entry.unit.code]
    open_to = reads_answers(rights, entry)
    answers = answers_of(number, entry.id).get(entry.id, {}) if open_to else {}
    appraisals = appraisals_of(number, entry.id).get(entry.id, {}) if open_to else {}
    evidence = [evidence_item(row) for row in evidence_of(entry.id)] if open_to else []
    remarks = _remarks(entry) if open_to else []
    counted = frozen_counts(book).get(entry.id) or count_unit(book, entry, fed, answers, appraisals)
    lateness = lateness_of(book, read_moment("").on, entry)
    return ScoringPage(
        round=view,
        unit=entry.unit,
        cluster=entry.cluster,
        state=entry.state,
        answers=tuple(
            replace(
                _answer(one, fed.get(one.code), answers.get(one.code), appraisals.get(one.code), view.agencies,
                        tuple(item for item in evidence if item.component == one.code),
                        tuple(item for item in remarks if item.component == one.code), _returned_since(entry)),
                answer_by=view.answer_by(one.code), appraise_by=view.appraise_by(one.code),
                is_late=lateness.of_answer(entry, one.code), appraised_late=lateness.of_appraisal(entry, one.code),
            )
            for one in book.card.components
            if one.shape is not Shape.NOT_SCORED
        ),
        steps=_steps(entry),
        sent_at=entry.first_sent.event.at if entry.first_sent else None,
        is_late=book.is_late(entry, read_moment("").on),
        score=score_counted(book, unit, counted),
        own_total=_own_total(book, answers, fed),
        may=life.possible_acts(rights, book, entry),
        in_charge=life.charged(rights, book, entry),
        is_own=life.is_own(rights, entry.unit_id),
    )  # fmt: skip


def _answer(
    component: Component,
    fed: FedAnswer | None,
    row: SelfAnswer | None,
    appraisal: Appraisal | None,
    agencies: Mapping[str, UnitView],
    evidence: tuple[EvidenceItem, ...],
    remarks: tuple[RemarkView, ...],
    returned_since: datetime | None,
) -> AnswerView:
    if fed is not None:
        share = share_of(component, fed.answer)
        own = None if share is None else share * component.points
        return AnswerView(component, True, fed.answer, own=own, figure_period=fed.period)
    answer = kept_answer(component, row.answer, row.absence) if row else None
    judged = appraisal if appraisal is not None and is_fresh(appraisal, row) else None
    points = None if judged is None or judged.points is None else from_scaled(judged.points, DECIMALS)
    return AnswerView(
        component=component,
        by_figure=False,
        answer=answer,
        typed=row.typed if row else "",
        note=row.note if row else "",
        own=own_points(component, row) if answer is not None else None,
        appraised=None if points is None else Fraction(points),
        is_appraised=judged is not None,
        is_left_out=judged is not None and points is None,
        reason=judged.reason if judged else "",
        appraiser=judged.title if judged else "",
        agency=agencies.get(component.code),
        evidence=evidence,
        remarks=remarks,
        is_asked_again=returned_since is not None and any(one.at >= returned_since for one in remarks),
    )


def _returned_since(entry: Entry) -> datetime | None:
    """When a unit that was returned had been sent last, None where it does not stand returned."""
    if entry.state is not ScoringState.RETURNED:
        return None
    return next((one.event.at for one in reversed(entry.steps) if one.verb == RoundVerb.SEND), None)


def _remarks(entry: Entry) -> list[RemarkView]:
    rows = remarks_of(entry.id)
    texts = trust.texts_of([row.event_id for row in rows], ["reason"])
    return [
        RemarkView(row.component, texts.get(row.event_id, {}).get("reason", ""), row.title, row.event.at)
        for row in rows
    ]


def _steps(entry: Entry) -> tuple[StepView, ...]:
    texts = trust.texts_of([row.event_id for row in entry.steps], ["reason"])
    return tuple(
        StepView(RoundVerb(row.verb), row.title, row.event.at, texts.get(row.event_id, {}).get("reason", ""))
        for row in entry.steps
    )


def page_to_appraise(number: int, unit: str, rights: Rights) -> ScoringPage:
    """Return a unit's page for somebody who appraises it.

    Raises:
        UnknownRound (EVA-013), OwnUnit (EVA-019), NoRight (ORG-020), WrongRoundState (EVA-015)
    """
    book, entry = find_entry(number, unit, rights)
    life.require(RoundVerb.APPRAISE, rights, book, entry)
    return read_unit(number, unit, rights)


def own_units(number: int, rights: Rights) -> list[tuple[UnitView, ScoringState]]:
    """Return the units of a round that somebody scores or sends for, each with its state."""
    book = find_book(number, rights)
    return [(entry.unit, entry.state) for entry in book.entries if life.is_own(rights, entry.unit_id)]


def cards_to_open(rights: Rights) -> list[ScorecardDefinition]:
    """Return the scorecards of which somebody may open a round: those that people answer in part."""
    today = read_moment("").on
    cards = [card for card in list_scorecards(today) if card.components_of_people]
    rule = life.ROUND_TABLE[RoundVerb.OPEN]
    above = orgs.units_by_codes({card.unit for card in cards}, today) if rights.may(rule.action) else {}
    return [card for card in cards if card.unit in above and rights.may(rule.action, above[card.unit].id)]


def plain_points(value: Fraction) -> str:
    """Points for machines: rounded half up to four decimals."""
    return plain_text(round_half_up(value, DECIMALS))


def appraisal_queue(rights: Rights) -> list[QueueLine]:
    """Return the units that wait for this appraiser, first due, then first sent on top (constant queries a round)."""
    found, today = [], read_moment("").on
    for book in find_books(rights):
        waiting = [
            (entry, mine)
            for entry in book.entries
            if life.is_possible(life.UNIT_TABLE[RoundVerb.APPRAISE], book, entry)
            and (mine := life.charged(rights, book, entry))
        ]
        if not waiting:
            continue
        view = _views([book], rights)[0]
        answers, appraisals = answers_of(book.row.pk), appraisals_of(book.row.pk)
        for entry, mine in waiting:
            given = answers.get(entry.id, {})
            done = {code for code, row in appraisals.get(entry.id, {}).items() if is_fresh(row, given.get(code))}
            sent = entry.first_sent
            due_on = book.appraise_by(mine - done)
            found.append(
                QueueLine(
                    view, entry.unit, entry.state, sent.event.at if sent else None, len(mine - done), len(mine), due_on,
                    is_late=bool(mine - done) and today > due_on,
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.left == 0, one.due_on, str(one.sent_at), one.unit.sort_key))
