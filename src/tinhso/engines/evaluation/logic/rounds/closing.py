"""A round is closed, locked, opened again: closing freezes what counts and makes the scores figures of the ledger.

1. Whoever sent is fully appraised; whoever did not counts as not reported.
2. What every component counted is kept as an exact share, so that anybody computes the same total later.
3. Total and pillars of each unit become official figures of the scorecard's own indicators, in the closing's event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from django.db import transaction

from tinhso.engines.evaluation.contracts.round_errors import FiguresOutOfReach, RoundNotFinished
from tinhso.engines.evaluation.contracts.rounds import SENT_STATES, RoundState, RoundVerb, ScoringState
from tinhso.engines.evaluation.contracts.scorecards import ScorecardDefinition, UnitScore
from tinhso.engines.evaluation.logic.plans.moments import read_moment
from tinhso.engines.evaluation.logic.plans.opinions import title_of
from tinhso.engines.evaluation.logic.rounds import life
from tinhso.engines.evaluation.logic.rounds.book import RoundBook, find_book
from tinhso.engines.evaluation.logic.rounds.standing import Counted, count_unit, score_counted
from tinhso.engines.evaluation.logic.scorecards.answer_text import exact_text
from tinhso.engines.evaluation.logic.scorecards.fed import fed_answers, reaches_all
from tinhso.engines.evaluation.round_models import Round, RoundAct, RoundResult
from tinhso.engines.evaluation.round_queries import answers_of, appraisals_of, results_of
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    DefinitionView,
    FigureKey,
    FigureState,
    FigureWrite,
    Missing,
    SourceKind,
    Status,
)
from tinhso.engines.orgs.contracts import NoRight, Rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.quantities import round_half_up, to_scaled


def change_round(number: int, verb: RoundVerb, *, rights: Rights, reason: str = "") -> int:
    """Close, lock or reopen a round.

    Returns:
        The event.

    Raises:
        UnknownRound (EVA-013), NoRight (ORG-020), WrongRoundState (EVA-015), RoundReasonNeeded (EVA-016),
        RoundNotFinished (EVA-024), FiguresOutOfReach (EVA-027)
    """
    book, rule = find_book(number, rights), life.ROUND_TABLE[verb]
    if not rights.may(rule.action, book.row.unit_id):
        raise NoRight(action=str(rule.action), unit=book.row.unit_id, actor=rights.actor)
    if book.state not in rule.from_states:
        raise life.wrong_state(rule, book.state)
    life.require_reason(rule, reason)
    with transaction.atomic():
        Round.objects.select_for_update().get(pk=number)
        if verb is RoundVerb.CLOSE:
            return _close(book, rights)
        event_id = trust.record(
            kind=rule.event_kind,
            subject=f"evaluation.round:{number}",
            actor=rights.actor,
            reason=reason.strip(),
            public={"round": number, "scorecard": f"{book.card.code}:{book.card.version}"},
        )
        _act(book, verb, rights, event_id)
        _move_locks(book, verb, rights, event_id, reason.strip())
    return event_id


def _close(book: RoundBook, rights: Rights) -> int:
    _require_finished(book, rights)
    units = {entry.unit.code: entry.unit_id for entry in book.entries}
    fed = fed_answers(book.card, book.period, units, rights, read_moment("").on)
    answers, appraisals = answers_of(book.row.pk), appraisals_of(book.row.pk)
    counted = {
        entry.id: count_unit(book, entry, fed[entry.unit.code], answers.get(entry.id, {}), appraisals.get(entry.id, {}))
        for entry in book.entries
    }
    writes = _writes(book, {entry.unit_id: score_counted(book, entry.unit.code, counted[entry.id])
                            for entry in book.entries})  # fmt: skip
    spec = BatchSpec(
        life.ROUND_TABLE[RoundVerb.CLOSE].event_kind,
        f"evaluation.round:{book.row.pk}",
        rights.actor,
        writes,
        public={"round": book.row.pk, "scorecard": f"{book.card.code}:{book.card.version}", "units": len(units)},
        reason=f"{book.card.title.vi}, {book.period.label('vi')}",
        correction=True,
    )
    event_id = indicators.write_batches([spec])[0].event_id
    act = _act(book, RoundVerb.CLOSE, rights, event_id)
    RoundResult.objects.bulk_create(
        (
            RoundResult(
                act=act, entry_id=entry_id, component=code, share="" if one.share is None else exact_text(one.share),
                source=one.source, absence=one.absence, event_id=event_id,
            )
            for entry_id, found in counted.items()
            for code, one in found.items()
        ),
        batch_size=2000,
    )  # fmt: skip
    return event_id


def _require_finished(book: RoundBook, rights: Rights) -> None:
    """Refuse while somebody who sent is not fully appraised, or where the closer sees only a part."""
    ids = [entry.unit_id for entry in book.entries]
    if len(ids) != book.units or not reaches_all(book.card, ids, rights):
        raise FiguresOutOfReach()
    left = [entry for entry in book.entries if entry.state in SENT_STATES - {ScoringState.APPRAISED}]
    if left:
        raise RoundNotFinished(count=len(left), first=left[0].unit.name("vi"))


def _act(book: RoundBook, verb: RoundVerb, rights: Rights, event_id: int) -> RoundAct:
    acts = book.row.acts.count()
    return RoundAct.objects.create(
        round=book.row, act_no=acts + 1, verb=verb, title=title_of(rights), event_id=event_id
    )


def figure_codes(card: ScorecardDefinition) -> dict[str, str]:
    """The indicators that scores become: by code of a node, empty for the total."""
    found = {node.code: node.indicator for node in card.nodes if node.indicator}
    return {"": card.indicator, **found} if card.indicator else found


def _definitions(card: ScorecardDefinition) -> dict[str, DefinitionView]:
    codes = figure_codes(card)
    views = {view.code: view for view in indicators.definition_versions(set(codes.values()))} if codes else {}
    return {node: views[code] for node, code in codes.items()}


def _writes(book: RoundBook, scores: Mapping[int, UnitScore]) -> list[FigureWrite]:
    definitions = _definitions(book.card)
    period = indicators.period_id(book.period) if definitions else 0
    return [
        FigureWrite(FigureKey(view.indicator_id, unit_id, period), _state(book.card, node, score, view))
        for unit_id, score in scores.items()
        for node, view in definitions.items()
    ]


def _state(card: ScorecardDefinition, node: str, score: UnitScore, view: DefinitionView) -> FigureState:
    share = score.by_node[node] if node else score.share
    if share is None:
        return FigureState.absent(Missing.NOT_APPLICABLE, Status.OFFICIAL, SourceKind.COMPUTED)
    value = round_half_up(share * whole_of(card, node), view.decimals)
    return FigureState(to_scaled(value, view.decimals), status=Status.OFFICIAL, source=SourceKind.COMPUTED)


def whole_of(card: ScorecardDefinition, node: str = "") -> Fraction:
    """What a full share is shown as: all points of a node or of the card, or 1 for an index."""
    if card.shown_as == "index":
        return Fraction(1)
    return next((one.points for one in card.nodes if one.code == node), card.points)


def _move_locks(book: RoundBook, verb: RoundVerb, rights: Rights, event_id: int, reason: str) -> None:
    """Lock the figures with the round; reopening a locked round lets them change again."""
    definitions = _definitions(book.card)
    if not definitions or (verb is RoundVerb.REOPEN and book.state is not RoundState.LOCKED):
        return
    turn = indicators.lock if verb is RoundVerb.LOCK else indicators.unlock
    turn(
        [view.indicator_id for view in definitions.values()],
        indicators.period_id(book.period),
        [entry.unit_id for entry in book.entries],
        actor=rights.actor,
        subject=f"evaluation.round:{book.row.pk}",
        reason=reason,
        event_id=event_id,
    )


def frozen_counts(book: RoundBook) -> dict[int, dict[str, Counted]]:
    """Return what every component counted at the last closing, by unit; nothing while a round is open."""
    if book.state is RoundState.OPEN:
        return {}
    closing = [act for act in book.row.acts.all() if act.verb == RoundVerb.CLOSE]
    last = max(closing, key=lambda act: act.act_no)
    return {
        entry_id: {
            code: Counted(Fraction(row.share) if row.share else None, row.source, row.absence)
            for code, row in found.items()
        }
        for entry_id, found in results_of(last.pk).items()
    }


def known_at_closing(book: RoundBook) -> tuple[date, int | None]:
    """The day of the last closing, and the size of the log that first holds it; None while it is not sealed."""
    closing = max((act for act in book.row.acts.all() if act.verb == RoundVerb.CLOSE), key=lambda act: act.act_no)
    checkpoint = trust.checkpoint_sealing(closing.event_id)
    day = in_vietnam(trust.event(closing.event_id).at).date()
    return day, checkpoint.tree_size if checkpoint else None
