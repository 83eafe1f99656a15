"""Opening a form's own page: what stands on it and beside it, from one look at the assignment."""

from __future__ import annotations

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts.opened_form import OpenedForm
from tinhso.engines.reporting.logic.cell_notes import threads_of
from tinhso.engines.reporting.logic.drafting import opened_row
from tinhso.engines.reporting.logic.evidence.evidence import evidence_of_row
from tinhso.engines.reporting.logic.rules.rule_packet import packet_of
from tinhso.engines.reporting.logic.sharing import sharing_of_row
from tinhso.engines.reporting.logic.task_form import loaded_form, require_unit_kind, visible_row, with_life
from tinhso.engines.reporting.queries.cell_notes import notes_of


def open_form(assignment_id: int, *, rights: Rights) -> OpenedForm:
    """Return a unit's form for its own page. Opening is receiving: the assigner sees “đã nhận” from here on.

    Whoever only looks on, or may not fill it, receives nothing. About thirty queries, whatever its size.

    Raises:
        UnknownAssignment (REP-040), NotAUnitReport (REP-047).
    """
    row = visible_row(assignment_id, rights) if rights.reads_only else opened_row(assignment_id, rights)
    loaded = loaded_form(require_unit_kind(row), rights=rights)
    task = loaded.task
    return OpenedForm(
        task if task.may_edit else with_life(task, row, rights),
        packet_of(loaded) if task.may_edit else None,
        evidence_of_row(row, rights),
        sharing_of_row(row, rights) if task.may_edit else None,
        threads_of(notes_of([row.pk])),
    )
