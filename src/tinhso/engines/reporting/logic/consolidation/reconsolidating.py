"""“Tổng hợp lại”: today's figures against what was sent, and opening the consolidation for a new version.

What was sent stays as it is. The agency drafts the new version (its lines may change with it), its leader approves,
and it goes upward as a numbered supplement or adjustment that lists exactly what differs.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.db import transaction

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import (
    FrozenVersion,
    Recomputation,
    TaskState,
    Verb,
    VersionComparison,
    VersionPage,
)
from tinhso.engines.reporting.contracts.errors import (
    NotASender,
    UnknownAssignment,
    UnknownRequest,
    UnknownVersion,
)
from tinhso.engines.reporting.logic.assigning.requests import request_view
from tinhso.engines.reporting.logic.consolidation.consolidation_table import whole_table
from tinhso.engines.reporting.logic.consolidation.differing import compare_contents
from tinhso.engines.reporting.logic.consolidation.freezing import frozen_content
from tinhso.engines.reporting.logic.consolidation.using import uses_of_figures
from tinhso.engines.reporting.logic.life import TABLE, may, move, sign, subject_of, take_one
from tinhso.engines.reporting.logic.locking import start_correction
from tinhso.engines.reporting.models import Assignment, ConsolidationVersion
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.reporting.queries.versions import file_bytes, reasoned_steps, version_views, versions_of
from tinhso.engines.trust import api as trust

Content = dict[str, Any]
_EXPLAIN = (Verb.START_CORRECTION, Verb.RETURN, Verb.WITHDRAW)
_OPENS = {
    TaskState.SUBMITTED: Verb.RECONSOLIDATE,
    TaskState.ACCEPTED: Verb.RECONSOLIDATE,
    TaskState.LOCKED: Verb.START_CORRECTION,
}


@transaction.atomic
def reconsolidate(assignment_id: int, *, rights: Rights, reason: str) -> None:
    """Open a consolidation that was sent for a new version; what was sent stays, and counts until the new one is sent.

    Before the lock it is the agency's own decision; after it, a correction (`start_correction`).

    Raises:
        NotASender (REP-046), ReasonNeeded (REP-043), UnknownAssignment (REP-040), NoRight (ORG-020),
        WrongState (REP-041), StaleRights (REP-045).
    """
    known = assignments(rights).filter(id=assignment_id).first()
    if known is None:
        raise UnknownAssignment(assignment=assignment_id)
    if known.kind != "consolidation":
        raise NotASender(assignment=assignment_id)
    if known.state == TaskState.LOCKED:
        start_correction(assignment_id, rights=rights, reason=reason)
        return
    row = take_one(Verb.RECONSOLIDATE, assignment_id, rights, reason)
    event_id = trust.record(
        kind=TABLE[Verb.RECONSOLIDATE].event_kind, subject=subject_of(row), actor=rights.actor, reason=reason
    )
    move([row], Verb.RECONSOLIDATE, event_id, trust.now(), sign(rights, Verb.RECONSOLIDATE, row))
    row.correction_reason = reason
    row.save(update_fields=["state", "correction_reason"])


def recomputation(request_id: int, *, rights: Rights) -> Recomputation:
    """Return how today's figures differ from the version that was sent last.

    Raises:
        UnknownRequest (REP-026): the consolidation is not within reach.
    """
    row = _consolidation(request_id, rights)
    rows = versions_of([row.pk])
    last = version_views(rows[-1:])[0] if rows else None
    comparison = compare_with_today(row, rows[-1]) if rows else VersionComparison((), ())
    kind = comparison.kind
    serial = 1 + sum(one.kind == kind for one in rows)
    verb = _OPENS.get(TaskState(row.state))
    view = request_view(row.request)
    changed = {one.row_no for one in comparison.differences} | {one.row_no for one in comparison.totals}
    return Recomputation(
        request=view,
        assignment_id=row.pk,
        version=last,
        comparison=comparison,
        next_name_vi=kind.name_in("vi", serial),
        next_name_en=kind.name_in("en", serial),
        may_start=verb is not None and may(rights, TABLE[verb], row),
        uses=uses_of_figures(_indicators_of(row, changed), view.period, rights=rights) if changed else (),
    )


def _indicators_of(row: Assignment, row_nos: Collection[str]) -> set[str]:
    form = forms_by_id([row.request.form_version_id])[row.request.form_version_id]
    return {one.indicator for one in form.rows if one.no in row_nos and one.indicator}


def compare_with_today(row: Assignment, version: ConsolidationVersion) -> VersionComparison:
    """Compare a version with the table as it stands, with the reasons that units and receivers gave."""
    return compare_with(row, version, frozen_content(request_view(row.request), whole_table(row)))


def compare_with(row: Assignment, version: ConsolidationVersion, after: Content) -> VersionComparison:
    """Compare a version with a later content, with the reasons that units and receivers gave since."""
    before = content_of(version.pk)
    comparison = compare_contents(before, after)
    changed = comparison.changed_units
    if not changed:
        return comparison
    return compare_contents(before, after, _reasons(row, version, changed))


def consolidation_task(request_id: int, *, rights: Rights) -> int:
    """Return the id of a request's consolidation.

    Raises:
        UnknownRequest (REP-026): there is none within reach.
    """
    return _consolidation(request_id, rights).pk


def versions(request_id: int, *, rights: Rights) -> tuple[FrozenVersion, ...]:
    """Return the versions of a request's consolidation, oldest first; none where nothing was sent.

    Raises:
        UnknownRequest (REP-026)
    """
    return version_views(versions_of([_consolidation(request_id, rights).pk]))


def version_page(request_id: int, number: int, *, rights: Rights) -> VersionPage:
    """Return one version with its content.

    Raises:
        UnknownRequest (REP-026), UnknownVersion (REP-054)
    """
    row = _consolidation(request_id, rights)
    found = version_views(versions_of([row.pk]))
    version = _numbered(found, number)
    return VersionPage(request_view(row.request), version, content_of(version.id), found)


def version_file(request_id: int, number: int, format: str, *, rights: Rights) -> bytes:
    """Return the bytes of one file of a version, as it was sent.

    Raises:
        UnknownRequest (REP-026), UnknownVersion (REP-054)
    """
    row = _consolidation(request_id, rights)
    version = _numbered(version_views(versions_of([row.pk])), number)
    content = file_bytes(version.id, format)
    if content is None:
        raise UnknownVersion(number=f"{number}.{format}")
    return content


def compare_versions(request_id: int, before: int, after: int, *, rights: Rights) -> VersionComparison:
    """Return how two versions differ.

    Raises:
        UnknownRequest (REP-026), UnknownVersion (REP-054)
    """
    row = _consolidation(request_id, rights)
    rows = versions_of([row.pk])
    found = version_views(rows)
    first, second = _numbered(found, before), _numbered(found, after)
    contents = content_of(first.id), content_of(second.id)
    comparison = compare_contents(*contents)
    changed = comparison.changed_units
    earlier = next(one for one in rows if one.pk == first.id)
    return compare_contents(*contents, _reasons(row, earlier, changed)) if changed else comparison


def content_of(version_id: int) -> Content:
    """The content of a version, read from its canonical JSON."""
    data = file_bytes(version_id, "json")
    assert data is not None, "every version has its JSON"
    found: Content = json.loads(data)
    return found


def _reasons(row: Assignment, version: ConsolidationVersion, codes: Collection[str]) -> dict[str, str]:
    """What was written last about each changed unit since a version was sent: three queries for any number."""
    units = Assignment.objects.filter(request_id=row.request_id, kind="unit").values_list("id", "subject_unit_id")
    views = {view.id: view.code for view in orgs.last_views({unit_id for _, unit_id in units})}
    code_of = {pk: views[unit_id] for pk, unit_id in units if views[unit_id] in codes}
    steps = reasoned_steps(list(code_of), version.event_id, _EXPLAIN)
    texts = trust.texts_of([event_id for _, event_id in steps], ["reason"])
    return {code_of[pk]: texts.get(event_id, {}).get("reason", "") for pk, event_id in steps}


def _consolidation(request_id: int, rights: Rights) -> Assignment:
    row = assignments(rights).filter(request_id=request_id, kind="consolidation").first()
    if row is None:
        raise UnknownRequest(request=request_id)
    return row


def _numbered(found: Collection[FrozenVersion], number: int) -> FrozenVersion:
    version = next((one for one in found if one.number == number), None)
    if version is None:
        raise UnknownVersion(number=number)
    return version
