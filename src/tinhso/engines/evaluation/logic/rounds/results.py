"""The result of a round: ranks on exact shares, of the whole, of each pillar and of each cluster; who is proposed.

1. Ranks are made before rounding; equal shares share a place and the next one is left free.
2. A rank of a pillar or of a cluster is made like that of the whole, among those that have a share there.
3. Proposed are the best of each cluster by the card's own rule; who shares the last place is in.
4. A result is shown only where the reader reaches every unit: half of a round would make wrong places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinhso.engines.evaluation.contracts.round_errors import FiguresOutOfReach, WrongRoundState
from tinhso.engines.evaluation.contracts.rounds import RoundLine, RoundState, RoundView
from tinhso.engines.evaluation.contracts.scorecards import (
    Absence,
    Answer,
    Cluster,
    Component,
    RankRange,
    ScorecardDefinition,
    UnitScore,
)
from tinhso.engines.evaluation.logic.rounds.book import RoundBook, find_book
from tinhso.engines.evaluation.logic.rounds.closing import frozen_counts, known_at_closing
from tinhso.engines.evaluation.logic.rounds.life import STATE_NAMES
from tinhso.engines.evaluation.logic.rounds.pages import read_round
from tinhso.engines.evaluation.logic.rounds.standing import APPRAISED, CLAIMED, FIGURE, Counted
from tinhso.engines.evaluation.logic.scorecards.answer_text import exact_text, text_of
from tinhso.engines.evaluation.logic.scorecards.bundle import Given, Published, make_bundle
from tinhso.engines.evaluation.logic.scorecards.fed import FedAnswer, fed_answers
from tinhso.engines.evaluation.logic.scorecards.scoring import cluster_ranks, pillar_ranks, rank_scores, share_of
from tinhso.engines.evaluation.round_models import SelfAnswer
from tinhso.engines.evaluation.round_queries import answers_of
from tinhso.engines.orgs.contracts import Rights


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A unit of the result.

    Attributes:
        cluster_rank: among the units of its cluster.
        pillar_ranks: by code of the pillar; a pillar in which everything is left out has none.
        range: where it may stand when what experts could choose otherwise is chosen otherwise.
    """

    line: RoundLine
    score: UnitScore
    cluster_rank: int
    pillar_ranks: Mapping[str, int]
    range: RankRange
    not_apart: int
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The result of a round; `sent` of its units have sent.

    Attributes:
        deciding: components by how far places move in the mean when each is left out, the most decisive first.
    """

    round: RoundView
    lines: tuple[ResultLine, ...]
    sent: int
    deciding: tuple[tuple[Component, float], ...] = ()

    def proposed(self, cluster: Cluster) -> list[ResultLine]:
        """Who is proposed in a cluster, best first."""
        return [one for one in self.lines if one.is_proposed and one.line.cluster == cluster.code]


def compute_result(number: int, rights: Rights) -> ResultPage:
    """Rank the units of a round; one that has not sent counts by its figures alone.

    Raises:
        UnknownRound (EVA-013), FiguresOutOfReach (EVA-027)
    """
    from tinhso.engines.evaluation.logic.scorecards import uncertainty  # loaded late: NumPy is a tenth of every start

    require_whole(find_book(number, rights))
    table = read_round(number, rights)
    card = table.round.card
    lines = {one.unit.code: one for one in table.lines}
    scored = rank_scores(one.score for one in lines.values())
    ranks = uncertainty.simulate(card, scored)
    ranges, apart = uncertainty.ranges_of(scored, ranks), uncertainty.not_told_apart(scored, ranks)
    components = {one.code: one for one in card.components}
    by_pillar = pillar_ranks(card, scored)
    by_cluster = cluster_ranks({code: one.cluster for code, one in lines.items()}, scored)
    return ResultPage(
        table.round,
        tuple(
            ResultLine(
                line=lines[one.unit], score=one, cluster_rank=by_cluster[one.unit],
                pillar_ranks={node: found[one.unit] for node, found in by_pillar.items() if one.unit in found},
                range=ranges[one.unit], not_apart=len(apart[one.unit]),
                is_proposed=is_proposed(card, lines[one.unit], one, by_cluster[one.unit]),
            )
            for one in scored
        ),
        sum(one.sent_at is not None for one in table.lines),
        tuple((components[name], moved) for name, moved in uncertainty.deciding_components(card, scored)),
    )  # fmt: skip


def require_whole(book: RoundBook) -> None:
    """Refuse who reaches a part of the units only. Raises FiguresOutOfReach (EVA-027)."""
    if len(book.entries) != book.units:
        raise FiguresOutOfReach()


def is_proposed(card: ScorecardDefinition, line: RoundLine, score: UnitScore, place: int) -> bool:
    """Say whether a unit is proposed for commendation by the card's rule; who never sent is not."""
    rule = card.commendation
    if rule is None or not line.cluster or line.sent_at is None or (rule.on_time and line.is_late):
        return False
    return place <= rule.per_cluster and score.share >= rule.least_share


def require_closed(view: RoundView, verb_vi: str, verb_en: str) -> None:
    """Refuse what is made only of a result that stands. Raises WrongRoundState (EVA-015)."""
    if view.state is RoundState.OPEN:
        vi, en = STATE_NAMES[RoundState.OPEN]
        raise WrongRoundState(verb_vi=verb_vi, verb_en=verb_en, state_vi=vi, state_en=en)


def _given(
    component: Component, counted: Counted, fed: Mapping[str, FedAnswer], own: Mapping[str, SelfAnswer]
) -> Given:
    """What is published of a component: the share that counted, and what was answered where that explains it.

    A figure is told where it gives the very share that counted; a unit's answer is told beside what it was given.
    """
    text, inputs = "", dict[str, Answer]()
    if counted.source == FIGURE and component.code in fed:
        answer = fed[component.code].answer
        if share_of(component, answer) == counted.share:
            text, inputs = text_of(answer)[0], dict(answer.inputs)
    elif counted.source in (CLAIMED, APPRAISED) and component.code in own:
        text = own[component.code].answer
    return Given(
        answer=text,
        share="" if counted.share is None else exact_text(counted.share),
        absence=counted.absence or ("" if counted.share is not None else Absence.NOT_APPLICABLE),
        source=counted.source,
        inputs=inputs,
    )


def result_bundle(number: int, rights: Rights) -> bytes:
    """Return the public bundle of a closed round: what every component counted, as a share that was decided.

    Raises:
        UnknownRound (EVA-013), FiguresOutOfReach (EVA-027), WrongRoundState (EVA-015): the round is not closed
    """
    book, page = find_book(number, rights), compute_result(number, rights)
    require_closed(page.round, "tải gói công khai", "download the public bundle")
    frozen = frozen_counts(book)
    lines = sorted((one.line for one in page.lines), key=lambda one: one.unit.code)
    units = {entry.unit.code: entry.unit_id for entry in book.entries}
    fed, own = fed_answers(book.card, book.period, units, rights, *known_at_closing(book)), answers_of(number)
    given = {
        entry.unit.code: {
            one.code: _given(one, frozen[entry.id][one.code], fed[entry.unit.code], own.get(entry.id, {}))
            for one in book.card.components
        }
        for entry in book.entries
    }
    return make_bundle(
        Published(
            card=book.card,
            stored=book.row.card_version.definition,
            scored=[one.score for one in page.lines],
            names={one.unit.code: (one.unit.name("vi"), one.cluster) for one in lines},
            given=given,
            about={"period": book.period.code, "round": number},
        )
    )
