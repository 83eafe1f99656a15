"""What stood of a target and when: kept judgements and what people said beside them, in the order of the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tinhso.engines.evaluation.contracts import Opinion, TargetState, Text
from tinhso.engines.evaluation.models import TargetJudgement
from tinhso.engines.evaluation.queries import judgements_of
from tinhso.kernel.csv_text import csv_text


@dataclass(frozen=True, slots=True)
class KeptJudgement:
    """One judgement as it was made.

    Attributes:
        facts: what it rested on, exact numbers as text (docs/reference/target-history.md).
        rules_from: first day of the rule that decided.
    """

    number: int
    judged_on: date
    kept_at: datetime
    state: TargetState
    reason: Text
    plan_version: int
    rules_from: date
    facts: Mapping[str, Any] = field(repr=False)
    event_id: int


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of a target's history: a judgement, or what a person said beside it."""

    at: datetime
    judgement: KeptJudgement | None = None
    opinion: Opinion | None = None


def read_chronicle(plan_id: int, target: str, opinions: tuple[Opinion, ...], tree_size: int | None) -> list[Told]:
    """Return a target's history, oldest first; with a size of the log, what was known then."""
    kept = [_kept(row) for row in judgements_of(plan_id, target, tree_size)]
    told = [Told(one.kept_at, judgement=one) for one in kept]
    told += [Told(one.given_at, opinion=one) for one in opinions]
    # An opinion and the judgement it overrules share their event: what was computed is said first.
    return sorted(told, key=lambda one: (_event(one), one.opinion is not None))


def _event(one: Told) -> int:
    return one.judgement.event_id if one.judgement else one.opinion.event_id if one.opinion else 0


def _kept(row: TargetJudgement) -> KeptJudgement:
    return KeptJudgement(
        row.judgement_no, row.judged_on, row.event.at, TargetState(row.state), Text(row.reason_vi, row.reason_en),
        row.plan_version, row.rules_from, row.facts, row.event_id,
    )  # fmt: skip


FACTS = ("value", "period", "required", "low", "high", "due_on", "expected", "deviation", "method", "probability",
         "pace", "needed_pace", "reached_in", "awaited", "no_forecast", "broken_in", "broken_by", "looked_from",
         "figures", "series_sha256")  # fmt: skip


def chronicle_csv(told: list[Told]) -> bytes:
    """A target's history with everything each judgement rested on, as CSV."""
    rows = []
    for one in told:
        if one.judgement is not None:
            kept = one.judgement
            rows.append(
                ["judged", one.at.isoformat(), kept.judged_on.isoformat(), kept.state, "", kept.reason.vi, "",
                 kept.plan_version, kept.rules_from.isoformat(), *(kept.facts.get(name, "") for name in FACTS)]
            )  # fmt: skip
        elif one.opinion is not None:
            said = one.opinion
            kind = "opinion" if said.state else "opinion_withdrawn"
            rows.append(
                [kind, one.at.isoformat(), "", said.state or "", said.computed, said.reason, said.title, "", "",
                 *("" for _name in FACTS)]
            )  # fmt: skip
    head = ["kind", "at", "judged_on", "state", "computed", "reason", "title", "plan_version", "rules_from", *FACTS]
    return csv_text([head, *rows]).encode()
