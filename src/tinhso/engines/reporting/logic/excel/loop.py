"""The loop of a form through Excel: out as a file, back as a preview; keeping it is `save_cells`, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import CellInput, ExcelPreview, SaveResult, Verb
from tinhso.engines.reporting.contracts.errors import NotAUnitReport
from tinhso.engines.reporting.contracts.excel_errors import NoFile
from tinhso.engines.reporting.contracts.rules import NO_ANSWERS
from tinhso.engines.reporting.logic.excel.comparing import compare
from tinhso.engines.reporting.logic.excel.list_sheet import compare_list
from tinhso.engines.reporting.logic.excel.reading import find_form
from tinhso.engines.reporting.logic.excel.writing import write_form
from tinhso.engines.reporting.logic.life import refuse
from tinhso.engines.reporting.logic.lists.report_list import Lines, report_list, save_list
from tinhso.engines.reporting.logic.saving import save_cells, try_cells
from tinhso.engines.reporting.logic.series import load_series
from tinhso.engines.reporting.logic.sheet import load_sheet
from tinhso.engines.reporting.logic.task_form import task, task_of_sheet, visible_row
from tinhso.engines.reporting.queries.definitions import regimes_on
from tinhso.engines.reporting.queries.lists import lines_kept
from tinhso.engines.trust import api as trust
from tinhso.kernel.collecting import without_collecting
from tinhso.kernel.workbooks import read_workbook


@dataclass(frozen=True, slots=True)
class FormWorkbook:
    """A form to download."""

    file_name: str
    content: bytes


def form_workbook(assignment_id: int, *, rights: Rights, language: str = "vi") -> FormWorkbook:
    """Return a unit's form as .xlsx, as its reader sees it now.

    Raises:
        UnknownAssignment (REP-040), NotAUnitReport (REP-047).
    """
    view = task(assignment_id, rights=rights)
    regimes = regimes_on(view.card.period.end, view.request.regime)
    basis = regimes[0].legal_basis if regimes else ""
    listed = report_list(assignment_id, rights=rights) if view.form.open_list else None
    content = write_form(view, legal_basis=basis, now=trust.now(), language=language, listed=listed)
    name = "_".join((view.form.code, view.card.subject.code, view.card.period.code))
    return FormWorkbook(re.sub(r"[^A-Za-z0-9_.-]+", "-", name) + ".xlsx", content)


@without_collecting()
def preview_workbook(assignment_id: int, data: bytes, *, rights: Rights) -> ExcelPreview:
    """Return what an uploaded form would change; nothing is kept.

    Args:
        data: the file as it came.

    Raises:
        UnknownAssignment (REP-040), NotAUnitReport (REP-047), NoRight (ORG-020), WrongState (REP-041): before the file
        is opened. NoFile (REP-108). NotAWorkbook (KER-080) to DamagedWorkbook (KER-086), NotADownloadedForm (REP-100),
        AnotherForm (REP-101): of the file as a whole. What is wrong with single cells is among `faults`.
    """
    row = visible_row(assignment_id, rights)
    refuse(Verb.SAVE, [row], rights)
    if not data:
        raise NoFile()
    if row.kind != "unit":
        raise NotAUnitReport(assignment=row.pk)
    sheet = load_sheet(row)
    series = load_series([sheet], with_past=True)
    view = task_of_sheet(sheet, series, NO_ANSWERS, rights=rights)
    book = read_workbook(data)
    file = find_form(book, view)
    listed = None
    if view.form.open_list is not None:
        now = report_list(assignment_id, rights=rights)
        base, stored = (lines_kept(row.pk, one) for one in (file.stamp.list_seen, now.seen))
        listed, faults = compare_list(book, now, base, stored, file.stamp.list_seen, file.locale)
        file.faults += faults
    preview = compare(file, view, lambda cells: try_cells(sheet, series, cells, rights=rights))
    return replace(preview, listed=listed)


@transaction.atomic
def keep_workbook_changes(
    assignment_id: int, cells: Sequence[CellInput], listed: Sequence[Mapping[str, str]] | None, seen: int, *,
    rights: Rights,
) -> SaveResult:  # fmt: skip
    """Keep what a preview of an uploaded form promised: its list and its cells, all of it or nothing.

    Args:
        listed: the lines that take the place of the list, None where the file does not change it.
        seen: the change of the list that the file was made of.

    Raises:
        ListChanged (REP-276), and as `save_cells` and `save_list`.
    """
    if listed is not None:
        count = len(lines_kept(assignment_id, seen))
        if faults := save_list(assignment_id, Lines(listed, replaced=count, seen=seen), rights=rights, locale="vi"):
            raise faults[0].error
    # The texts of a preview are written in Vietnamese whatever the screen's language.
    result = save_cells(assignment_id, cells, rights=rights, locale="vi", all_or_nothing=True)
    if result.errors:
        transaction.set_rollback(True)
    return result
