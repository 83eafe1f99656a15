"""What somebody had before their eyes when they decide: an act on anything newer is refused.

A report that waits for its leader cannot be changed, but another leader may give it back and the drafter send it once
more. A consolidated table follows its units until it is sent; a version that was sent may be followed by the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Max

from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts import ConsolidationView, Verb
from tinhso.engines.reporting.contracts.finding_errors import ReadOtherwise
from tinhso.engines.reporting.logic.consolidation.consolidation_table import Table, table_of_view
from tinhso.engines.reporting.logic.consolidation.told import digest_of_told
from tinhso.engines.reporting.models import Assignment, Transition
from tinhso.engines.reporting.queries.versions import versions_of


def sent_for_approval(assignment_ids: Collection[int]) -> dict[int, int]:
    """By report the event by which it was sent to its leader last; one query."""
    steps = Transition.objects.filter(assignment_id__in=assignment_ids, verb=Verb.SEND_FOR_APPROVAL)
    return dict(steps.values_list("assignment_id").annotate(Max("event_id")))


def refuse_unread_drafts(rows: Sequence[Assignment], seen: Mapping[int, int]) -> None:
    """Refuse reports that were sent to their leader again since they were read (ReadOtherwise, REP-299)."""
    if not seen:
        return
    now = sent_for_approval([row.pk for row in rows])
    for row in rows:
        if seen.get(row.pk, now.get(row.pk)) != now.get(row.pk):
            raise _read_otherwise(row)


def table_read(view: ConsolidationView) -> str:
    """What a consolidated table tells its reader, in short: for `send_upward(seen=)`."""
    return digest_of_told(table_of_view(view))


def refuse_unread_table(row: Assignment, table: Table, seen: str) -> None:
    """Refuse a consolidated table that tells other figures than the one that was read (ReadOtherwise, REP-299)."""
    if seen and seen != digest_of_told(table):
        raise _read_otherwise(row)


def refuse_unread_version(row: Assignment, seen: int | None) -> None:
    """Refuse a consolidation of which a further version was sent since it was read (ReadOtherwise, REP-299)."""
    if seen is not None and seen != len(versions_of([row.pk])):
        raise _read_otherwise(row)


def _read_otherwise(row: Assignment) -> ReadOtherwise:
    [unit] = orgs.last_views([row.subject_unit_id])
    return ReadOtherwise(name=unit.name("vi"))
