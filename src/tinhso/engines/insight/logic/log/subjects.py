"""What events of the log are about, so that a person can read it: a report, an account, figures of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from tinhso.engines.evaluation import api as evaluation
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import EntryView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting import api as reporting
from tinhso.engines.trust.contracts import EventView
from tinhso.kernel.periods import parse_period

_ASSIGNMENT = "reporting.assignment:"
_REQUEST = "reporting.request:"
_ROUND_UNIT = "evaluation.round_unit:"
_ACCOUNT = "orgs.user:"
# The subject of a batch is a digest of what was sent: good for finding it again, and nothing to read.
_BATCHES = ("indicators.post:", "indicators.import:")


def subjects_of(events: Sequence[EventView], rights: Rights, language: str) -> dict[int, str]:
    """Say what each event is about, by event id; what nobody has worded stands as it is. At most eight queries."""
    named = (
        _reports(_numbers(events, _ASSIGNMENT), language)
        | _requests(events, language)
        | _scored_units(_numbers(events, _ROUND_UNIT), language)
        | {f"{_ACCOUNT}{pk}": name for pk, name in orgs.usernames(_numbers(events, _ACCOUNT)).items()}
    )
    batches = _batches([event for event in events if event.subject.startswith(_BATCHES)], rights, language)
    return {
        event.id: batches.get(event.id) or named.get(event.subject) or event.subject.partition(":")[2]
        for event in events
    }


def _numbers(events: Iterable[EventView], prefix: str) -> set[int]:
    return {int(event.subject.removeprefix(prefix)) for event in events if event.subject.startswith(prefix)}


def _reports(ids: set[int], language: str) -> dict[str, str]:
    """Name reports by their unit and title; two queries."""
    english = language.startswith("en")
    names = {pk: (en if english else vi, unit) for pk, (vi, en, unit) in reporting.report_names(ids).items()}
    return _of_units(_ASSIGNMENT, names, language)


def _scored_units(ids: set[int], language: str) -> dict[str, str]:
    """Name what is scored by its unit and round; two queries."""
    return _of_units(_ROUND_UNIT, evaluation.scored_units(ids), language)


def _of_units(prefix: str, names: Mapping[int, tuple[str, int]], language: str) -> dict[str, str]:
    units = {unit.id: unit.name(language) for unit in orgs.last_views({unit_id for _title, unit_id in names.values()})}
    return {f"{prefix}{pk}": f"{units[unit_id]}: {title}" for pk, (title, unit_id) in names.items()}


def _requests(events: Iterable[EventView], language: str) -> dict[str, str]:
    """Name requests by their title; one query."""
    codes = {event.subject.removeprefix(_REQUEST) for event in events if event.subject.startswith(_REQUEST)}
    titles = reporting.request_names(codes)
    return {f"{_REQUEST}{code}": en if language.startswith("en") else vi for code, (vi, en) in titles.items()}


def _batches(events: Sequence[EventView], rights: Rights, language: str) -> dict[int, str]:
    """Name a batch by the indicator and period of its first figure; two queries, none without batches."""
    if not events:
        return {}
    first = indicators.first_entries([event.id for event in events])
    names = _names({entry.indicator for entry in first.values()}, rights, language)
    return {
        event.id: _batch_words(
            first[event.id], names, language, others=event.figures is not None and event.figures.count > 1
        )
        for event in events
        if event.id in first
    }


def _names(codes: set[str], rights: Rights, language: str) -> dict[str, str]:
    """Names of the indicators that the reader may know of, of each its last version."""
    scopes = [rights.scope(action) for action in (Action.READ_LOG, Action.SEE_FIGURES)]
    versions = indicators.definition_versions(codes)
    return {one.code: one.name(language) for one in versions if any(scope.knows(one.audience) for scope in scopes)}


def _batch_words(entry: EntryView, names: dict[str, str], language: str, *, others: bool) -> str:
    what = names.get(entry.indicator, _("chỉ tiêu hạn chế"))
    period = parse_period(entry.period).label(language)
    if others:
        return _("%(indicator)s, %(period)s và các số liệu khác cùng lần gửi") % {"indicator": what, "period": period}
    return f"{what}, {period}"
