"""The lines that the units of a request have sent, one list: for whoever consolidates, on screen and as a paper."""

from __future__ import annotations

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import TaskState
from tinhso.engines.reporting.contracts.errors import UnknownRequest
from tinhso.engines.reporting.contracts.list_errors import NoOpenList
from tinhso.engines.reporting.contracts.lists import ListedLine, ListedLines
from tinhso.engines.reporting.logic.assigning.requests import request as request_of
from tinhso.engines.reporting.logic.lists.list_printing import list_table
from tinhso.engines.reporting.logic.lists.list_values import values_of
from tinhso.engines.reporting.logic.papers.paper_heads import ILLUSTRATIVE, letterhead_of, subject_line
from tinhso.engines.reporting.logic.papers.printing import file_name
from tinhso.engines.reporting.logic.sheet import DRAFT_STATES
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.reporting.queries.lists import sent_lists
from tinhso.engines.trust import api as trust
from tinhso.kernel.papers import Paper
from tinhso.kernel.vietnamese import sort_key


def listed_lines(request_id: int, *, rights: Rights) -> ListedLines:
    """Return every line that was sent, by unit in Vietnamese order, as far as they are within reach.

    Raises:
        UnknownRequest (REP-026): nothing of it is within reach. NoOpenList (REP-271).
    """
    rows = list(assignments(rights).filter(request_id=request_id, kind="unit").exclude(state=TaskState.CANCELLED))
    if not rows:
        raise UnknownRequest(request=request_id)
    form = forms_by_id([rows[0].request.form_version_id])[rows[0].request.form_version_id]
    if form.open_list is None:
        raise NoOpenList(form=form.code)
    sent = [row for row in rows if row.state not in DRAFT_STATES]
    lists = sent_lists([row.pk for row in sent])
    units = {unit.id: unit for unit in orgs.last_views({row.subject_unit_id for row in sent})}
    ordered = sorted(sent, key=lambda row: sort_key(units[row.subject_unit_id].name("vi")))
    lines = tuple(
        ListedLine(units[row.subject_unit_id], values_of(form.open_list, line))
        for row in ordered
        if row.pk in lists
        for line in (lists[row.pk].after or {})["lines"]
    )
    return ListedLines(form.open_list, lines, len(sent), len(rows))


def listed_paper(request_id: int, *, rights: Rights) -> Paper:
    """Return the consolidated list as a paper.

    Raises:
        As `listed_lines`.
    """
    found, request = listed_lines(request_id, rights=rights), request_of(request_id, rights=rights)
    rows = [(line.unit.name("vi"), line.values) for line in found.lines]
    return Paper(
        file_name=file_name("danh-sach", request.title_vi),
        letterhead=letterhead_of(request.consolidator or request.assigner, request.period.end),
        title=found.open_list.name_vi.upper(),
        subtitle=subject_line(request.title_vi),
        made_at=trust.now(),
        marks=(ILLUSTRATIVE,) if request.illustrative else (),
        facts=(("Kỳ báo cáo", request.period.label("vi")), ("Đã gửi", f"{found.sent}/{found.expected} đơn vị")),
        blocks=(list_table(found.open_list, rows, with_unit=True),),
        landscape=len(found.open_list.columns) > 4,
    )
