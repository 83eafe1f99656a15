"""The log of everything that was done, as far as a reader may see it, newest first.

Whoever reads the whole log gets it as it stands; everybody else the events of the units in scope: the lives of their
reports, and figures written of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tinhso.engines.indicators import api as indicators
from tinhso.engines.insight.logic.log.subjects import subjects_of
from tinhso.engines.insight.logic.log.words import kind_words
from tinhso.engines.insight.logic.origin.steps import office_words
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.orgs.contracts.delegations import ActFor
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import SignedStep
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import CheckpointView, EventView
from tinhso.kernel.clock import VIETNAM

EVENTS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event. `who` is the office that acted, `instead_of` whose when by delegation; `account` is told to those who
    read the whole log."""

    event_id: int
    at: datetime
    words: str
    subject: str
    who: str
    instead_of: str
    account: str
    figures: int
    leaf_index: int | None
    payload: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log; `older` leads on, None at the end."""

    lines: tuple[LogLine, ...]
    older: int | None
    reads_everything: bool
    checkpoint: CheckpointView | None


def log_page(rights: Rights, *, family: str = "", before: int | None = None, language: str = "vi") -> LogPage:
    """Return a page of the log; the number of queries does not depend on its length.

    Args:
        family: beginning of the kinds that are wanted (`reporting.`), for readers of the whole log; empty is all.
        before: only events with a smaller id.

    Raises:
        NoRight (ORG-020)
    """
    rights.require(Action.READ_LOG)
    everything = rights.scope(Action.READ_LOG).everything
    found = _all_events(family, before) if everything else _events_in_scope(rights, before)
    shown = found[:EVENTS_A_PAGE]
    return LogPage(
        lines=tuple(_lines(shown, rights, language, tell_accounts=everything)),
        older=shown[-1].id if len(found) > EVENTS_A_PAGE else None,
        reads_everything=everything,
        checkpoint=trust.latest_checkpoint(),
    )


def _all_events(family: str, before: int | None) -> list[EventView]:
    return trust.events(kind=family or None, before=before, limit=EVENTS_A_PAGE + 1)


def _events_in_scope(rights: Rights, before: int | None) -> list[EventView]:
    scope, limit = rights.scope(Action.READ_LOG), EVENTS_A_PAGE + 1
    ids = {
        *reporting.events_of_units(scope, before, limit),
        *indicators.events_of_units(scope, before, limit),
    }
    views = trust.event_views(sorted(ids, reverse=True)[:limit])
    return sorted(views.values(), key=lambda event: -event.id)


def _lines(events: list[EventView], rights: Rights, language: str, *, tell_accounts: bool) -> list[LogLine]:
    ids = [event.id for event in events]
    signed = reporting.signatures(ids)
    accounts = trust.texts_of(ids, ["actor"]) if tell_accounts else {}
    givers = _givers(list(signed.values()), language)
    subjects = subjects_of(events, rights, language)
    offices = orgs.offices_in(language, {step.title for step in signed.values()})
    lines = []
    for event in events:
        step = signed.get(event.id)
        lines.append(
            LogLine(
                event_id=event.id,
                at=event.at,
                words=kind_words(event.kind),
                subject=subjects[event.id],
                who=office_words(step, offices) if step else "",
                instead_of=givers.get(event.id, ""),
                account=accounts.get(event.id, {}).get("actor", ""),
                figures=event.figures.count if event.figures else 0,
                leaf_index=event.leaf_index,
                payload=event.payload,
            )
        )
    return lines


def _givers(steps: Sequence[SignedStep], language: str) -> dict[int, str]:
    """Whose office somebody acted in, by event; no query where nobody acted for another, else two."""
    lent = [step for step in steps if step.capacity]
    if not lent:
        return {}
    actors = trust.texts_of([step.event_id for step in lent], ["actor"])
    acts = {
        step.event_id: ActFor(
            actors.get(step.event_id, {}).get("actor", "").removeprefix("user:"),
            step.capacity,
            step.at.astimezone(VIETNAM).date(),
        )
        for step in lent
    }
    found = orgs.givers_of(set(acts.values()))
    return {event_id: found[act].title(language) for event_id, act in acts.items() if act in found}
