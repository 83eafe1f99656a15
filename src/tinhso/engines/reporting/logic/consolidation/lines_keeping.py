"""The loop of a consolidation through Excel: out with every unit, back as a preview, the lines kept all or none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import AdjustmentState, ConsolidationColumn, TaskState, Verb
from tinhso.engines.reporting.contracts.errors import NotAdjustable, ReasonNeeded, UnknownRequest
from tinhso.engines.reporting.contracts.excel_errors import NoFile
from tinhso.engines.reporting.contracts.lines import LineInput, LinesPreview
from tinhso.engines.reporting.contracts.lines_errors import LineChangedMeanwhile, LineStandsAlready
from tinhso.engines.reporting.logic.consolidation.adjusting import (
    ADJUSTMENT_DRAFTED,
    ADJUSTMENT_WITHDRAWN,
    columns_of,
    require_adjusting,
)
from tinhso.engines.reporting.logic.consolidation.consolidation_table import consolidation_view
from tinhso.engines.reporting.logic.consolidation.lines_layout import is_adjustable
from tinhso.engines.reporting.logic.consolidation.lines_reading import preview_of
from tinhso.engines.reporting.logic.consolidation.lines_writing import write_lines
from tinhso.engines.reporting.logic.excel.loop import FormWorkbook
from tinhso.engines.reporting.logic.life import move, refuse, sign, subject_of, take_one
from tinhso.engines.reporting.models import Adjustment, Assignment
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EventSpec
from tinhso.kernel.quantities import format_number, from_scaled, to_scaled
from tinhso.kernel.vietnamese import fold
from tinhso.kernel.workbooks import read_workbook

LONGEST_LINE = 50


def lines_workbook(request_id: int, *, rights: Rights, language: str = "vi") -> FormWorkbook:
    """Return a consolidation as .xlsx, for the agency to fill its own lines in.

    Raises:
        UnknownRequest (REP-026), NoRight (ORG-020), WrongState (REP-041).
    """
    row = _own(request_id, rights)
    view = consolidation_view(request_id, rights=rights, with_findings=False)
    content = write_lines(view, row.pk, now=trust.now(), language=language)
    return FormWorkbook(re.sub(r"[^A-Za-z0-9_.-]+", "-", f"tong-hop_{view.request.code}") + ".xlsx", content)


def preview_lines(request_id: int, data: bytes, *, rights: Rights) -> LinesPreview:
    """Return what an uploaded workbook would do to the agency's lines; nothing is kept.

    Raises:
        UnknownRequest (REP-026), NoRight (ORG-020), WrongState (REP-041): before the file is opened. NoFile (REP-108),
        NotAWorkbook (KER-080) to DamagedWorkbook (KER-086), NotAConsolidationFile (REP-280).
    """
    row = _own(request_id, rights)
    if not data:
        raise NoFile()
    book = read_workbook(data)
    return preview_of(book, consolidation_view(request_id, rights=rights, with_findings=False), row.pk)


@transaction.atomic
def keep_lines(request_id: int, inputs: Sequence[LineInput], *, rights: Rights) -> int:
    """Keep figures of the agency's lines, all or nothing; one that replaces another takes that one back.

    Returns:
        How many figures were added, changed or taken back.

    Raises:
        UnknownRequest (REP-026), NoRight (ORG-020), WrongState (REP-041), ReasonNeeded (REP-043), NotAdjustable
        (REP-051), LineChangedMeanwhile (REP-284), LineStandsAlready (REP-296).
    """
    row = take_one(Verb.SAVE, _own(request_id, rights).pk, rights)
    require_adjusting(rights, row)
    if not inputs:
        return 0
    columns = {one.row.no: one for one in columns_of(row)}
    for one in inputs:
        _refuse_input(one, columns)
    made = list(Adjustment.objects.select_for_update().filter(assignment=row))
    at = trust.now()
    _refuse_namesakes(made, inputs, columns)
    _take_back(row, made, [one for one in inputs if one.replaces is not None], rights)
    _add(row, made, [one for one in inputs if one.value is not None], columns, rights, at)
    return len(inputs)


def line_id_of(title: str) -> str:
    """The id of a line, from its title: “Sở tự thực hiện” is `so-tu-thuc-hien`."""
    plain = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in fold(title)).split())
    return plain[:LONGEST_LINE] or "dong"


def lines_to_fill(request_id: int, *, rights: Rights) -> int:
    """Return the id of the consolidation whose lines the reader may fill now.

    Raises:
        UnknownRequest (REP-026), NoRight (ORG-020), WrongState (REP-041).
    """
    return _own(request_id, rights).pk


def _own(request_id: int, rights: Rights) -> Assignment:
    found = assignments(rights).filter(request_id=request_id, kind="consolidation")
    row = found.exclude(state=TaskState.CANCELLED).first()
    if row is None:
        raise UnknownRequest(request=request_id)
    refuse(Verb.SAVE, [row], rights)
    require_adjusting(rights, row)
    return row


def _refuse_input(one: LineInput, columns: dict[str, ConsolidationColumn]) -> None:
    column = columns.get(one.row_no)
    if column is None or not is_adjustable(column):
        raise NotAdjustable(indicator=one.row_no)
    if not one.reason.strip():
        raise ReasonNeeded(verb_vi="dòng điều chỉnh", verb_en="the adjustment line")


def _refuse_namesakes(
    made: list[Adjustment], inputs: Sequence[LineInput], columns: dict[str, ConsolidationColumn]
) -> None:
    """A new line under the name of one that stands would count twice: the same file kept once more."""
    standing = {
        (fold(one.title_vi), one.indicator_id, one.dims): one
        for one in made if one.state != AdjustmentState.WITHDRAWN
    }  # fmt: skip
    for one in inputs:
        column = columns[one.row_no]
        namesake = standing.get((fold(one.title_vi), column.definition.indicator_id, column.row.dims))
        if not one.line and one.replaces is None and namesake is not None:
            value = format_number(from_scaled(namesake.value, column.definition.decimals))
            raise LineStandsAlready(title=one.title_vi, value=value)


def _take_back(row: Assignment, made: list[Adjustment], inputs: Sequence[LineInput], rights: Rights) -> None:
    by_id = {one.pk: one for one in made}
    for one in inputs:
        standing = by_id.get(one.replaces or 0)
        if standing is None or standing.state != AdjustmentState.DRAFT:
            raise LineChangedMeanwhile(title=one.title_vi)
    gone = [by_id[one.replaces or 0] for one in inputs]
    specs = [
        EventSpec(ADJUSTMENT_WITHDRAWN, subject_of(row), rights.actor, reason=one.reason, public={"line": old.line})
        for one, old in zip(inputs, gone, strict=True)
    ]
    for old, event_id in zip(gone, trust.record_many(specs) if specs else [], strict=True):
        old.event_id, old.state = event_id, AdjustmentState.WITHDRAWN
    Adjustment.objects.bulk_update(gone, ["event", "state"], batch_size=500)


def _add(
    row: Assignment,
    made: list[Adjustment],
    inputs: Sequence[LineInput],
    columns: dict[str, ConsolidationColumn],
    rights: Rights,
    at: datetime,
) -> None:
    taken = {(one.line, one.indicator_id, one.dims) for one in made}
    new = []
    for one in inputs:
        column = columns[one.row_no]
        definition, dims = column.definition, column.row.dims
        line = _free(one.line or line_id_of(one.title_vi), definition, dims, taken)
        assert one.value is not None
        new.append(
            Adjustment(
                assignment=row, line=line, indicator_id=definition.indicator_id, dims=dims,
                value=to_scaled(one.value, definition.decimals), title_vi=one.title_vi, reason=one.reason,
                made_by=rights.actor, made_by_person_id=rights.user_id, made_at=at,
            )
        )  # fmt: skip
    specs = [
        EventSpec(
            ADJUSTMENT_DRAFTED, subject_of(row), rights.actor, reason=one.reason,
            public={"line": adjustment.line, "indicator": columns[one.row_no].definition.code},
        )
        for one, adjustment in zip(inputs, new, strict=True)
    ]  # fmt: skip
    events = trust.record_many(specs) if specs else []
    for adjustment, event_id in zip(new, events, strict=True):
        adjustment.event_id = event_id
    Adjustment.objects.bulk_create(new, batch_size=500)
    if row.state != TaskState.DRAFTING and events:
        move([row], Verb.SAVE, events[-1], at, sign(rights, Verb.SAVE, row))
        row.received_at = row.received_at or at
        row.save(update_fields=["state", "received_at"])


def _free(line: str, definition: DefinitionView, dims: str, taken: set[tuple[str, int, str]]) -> str:
    """An id of a line that no figure of this indicator ever had: a withdrawn figure keeps its own."""
    wanted, number = line, 1
    while (wanted, definition.indicator_id, dims) in taken:
        number += 1
        wanted = f"{line}-{number}"
    taken.add((wanted, definition.indicator_id, dims))
    return wanted
