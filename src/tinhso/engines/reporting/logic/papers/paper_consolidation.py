"""A consolidated report as a paper: totals of x/N with their three kinds of lines, then the units, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import (
    AdjustmentView,
    ConsolidationColumn,
    ConsolidationTotal,
    ConsolidationView,
    Receipt,
    Row,
    TaskState,
)
from tinhso.engines.reporting.logic.consolidation.consolidation_table import consolidation_view
from tinhso.engines.reporting.logic.papers.document_numbers import number_of
from tinhso.engines.reporting.logic.papers.outline import facts_of_consolidation, outline_blocks, texts_of
from tinhso.engines.reporting.logic.papers.paper_cells import quantity_cell, signed_cell, stub_columns, unit_text
from tinhso.engines.reporting.logic.papers.paper_heads import (
    ILLUSTRATIVE,
    letterhead_of,
    signatures_of,
    subject_line,
    verification_of,
)
from tinhso.engines.reporting.logic.papers.printing import DRAFT, figures_file, file_name
from tinhso.engines.reporting.logic.receipts import receipts
from tinhso.engines.reporting.logic.restating import legend
from tinhso.engines.reporting.logic.sheet import DRAFT_STATES
from tinhso.kernel.papers import (
    EMPTY_CELL,
    Block,
    Paper,
    PaperCell,
    PaperColumn,
    PaperRow,
    PaperTable,
    RowKind,
    number_cell,
)

COLUMNS_A_TABLE = 7  # figures of a unit that fit beside one another on a page on its side
_BEFORE_SENDING = DRAFT_STATES | {TaskState.ACCEPTED}


def consolidation_paper(request_id: int, *, rights: Rights, address: str = "") -> Paper:
    """Return the consolidated report of a request as a paper: the table of totals and the annex of units.

    Raises:
        UnknownRequest (REP-026): nothing of it is within reach.
    """
    view = consolidation_view(request_id, rights=rights, with_findings=False)
    receipt = _receipt(view, rights)
    issuer = view.request.consolidator or view.request.assigner
    given = number_of(view.assignment_id, receipt.number if receipt else 1) if view.assignment_id else None
    totals = totals_table(view)
    return Paper(
        file_name=file_name("tong-hop", view.request.title_vi, view.request.period.code),
        letterhead=letterhead_of(
            issuer, view.request.period.end, given.number if given else "", given.issued_on if given else None
        ),
        title="BÁO CÁO TỔNG HỢP",
        subtitle=subject_line(view.request.title_vi),
        made_at=receipt.submitted_at if receipt else _last_step(view),
        marks=((ILLUSTRATIVE,) if view.request.illustrative else ()) + (() if receipt else (DRAFT,)),
        facts=(
            ("Kỳ báo cáo", view.request.period.label("vi")),
            ("Đã gửi", f"{view.counts.sent}/{view.counts.total} đơn vị"),
        ),
        blocks=(*_narrative(view, receipt), totals, *unit_tables(view)),
        signatures=signatures_of(None, receipt),
        recipients=(f"{view.request.assigner.name('vi')};", "Lưu: VT."),
        verification=verification_of(receipt, address),
        attachments=(figures_file(totals, view.request.code),),
        landscape=True,
    )


def totals_table(view: ConsolidationView) -> PaperTable:
    """Return one line a form row, under it the units' own sum and every adjustment where there are any."""
    columns = (
        *stub_columns(view.form),
        PaperColumn("units", ("Số đơn vị",), "1", 10, "center"),
        PaperColumn("total", ("Kỳ này",), "2", 14),
        PaperColumn("same_units_last_year", ("Cùng kỳ năm trước", "So cùng đơn vị"), "3", 14),
        PaperColumn("all_units_last_year", ("Cùng kỳ năm trước", "Tất cả đơn vị"), "4", 14),
        PaperColumn("change", ("Kỳ này so cùng kỳ, cùng đơn vị",), "5=2/3", 12),
        PaperColumn("year_to_date", ("Lũy kế từ đầu năm",), "6", 14),
    )
    shown: dict[str, list[ConsolidationColumn]] = {}
    for column in view.columns:
        shown.setdefault(column.row.no.partition("|")[0] if column.part else column.row.no, []).append(column)
    rows = [line for row in view.form.rows for line in _lines(row, shown.get(row.no, []), view)]
    partial = sorted({f"{one.received}/{one.expected}" for one in view.totals.values() if one.is_partial})
    notes = tuple(
        f"Số của {sent} đơn vị; cột 3 và cột 5 tính trên cùng {sent.partition('/')[0]} đơn vị ấy năm trước."
        for sent in partial
    )
    restated = legend(one.all_units_last_year for one in view.totals.values())
    return PaperTable(columns, tuple(rows), caption="SỐ LIỆU TỔNG HỢP", notes=(*notes, *restated))


def unit_tables(view: ConsolidationView) -> Iterator[PaperTable]:
    """Yield the annex: one row a unit, some figures beside one another; blank where a unit has not sent."""
    for place in range(0, len(view.columns), COLUMNS_A_TABLE):
        some = view.columns[place : place + COLUMNS_A_TABLE]
        last = place + len(some)
        yield PaperTable(
            (
                PaperColumn("no", ("TT",), "A", 6, "center"),
                PaperColumn("unit", ("Đơn vị",), "B", 30, "left"),
                *(
                    PaperColumn(one.row.no, (one.heading("vi"),), str(number), 14)
                    for number, one in enumerate(some, start=place + 1)
                ),
            ),
            tuple(_unit_rows(view, some)),
            caption=f"PHỤ LỤC. SỐ LIỆU TỪNG ĐƠN VỊ (cột {place + 1}–{last})",
            starts_page=True,
        )


def _unit_rows(view: ConsolidationView, some: Sequence[ConsolidationColumn]) -> Iterator[PaperRow]:
    for number, row in enumerate(view.rows, start=1):
        cells = [quantity_cell(row.figures[one.row.no], one.definition.decimals) for one in some]
        yield PaperRow(row.unit.code, (PaperCell(str(number)), PaperCell(row.unit.name("vi")), *cells))
    sums = [quantity_cell(view.totals[one.row.no].units_total, one.definition.decimals) for one in some]
    yield PaperRow("total", (EMPTY_CELL, PaperCell("Cộng các đơn vị"), *sums), kind=RowKind.TOTAL)


def _lines(row: Row, columns: Sequence[ConsolidationColumn], view: ConsolidationView) -> Iterator[PaperRow]:
    """One row of the form: its total, what that is made of, then each item that its columns split it into."""
    if not columns:
        blank = (EMPTY_CELL,) * 7
        yield PaperRow(row.no, (PaperCell(row.printed_no), PaperCell(row.name_vi), *blank), row.indent, RowKind.HEADING)
        return
    column, *items = columns
    total, decimals = view.totals[row.no], column.definition.decimals
    yield PaperRow(row.no, _total_cells(row, column, total), row.indent)
    if total.adjustments:
        words = f"{total.received}/{total.expected} đơn vị"
        yield _part(f"{row.no}/units", f"Cộng {words}", quantity_cell(total.units_total, decimals), row.indent)
        for line in total.adjustments:
            yield _part(f"{row.no}/{line.line}", _title(line), signed_cell(line.value, decimals), row.indent)
    for item in items:
        yield PaperRow(item.row.no, _total_cells(item.row, item, view.totals[item.row.no]), item.row.indent)


def _total_cells(row: Row, column: ConsolidationColumn, total: ConsolidationTotal) -> tuple[PaperCell, ...]:
    decimals = column.definition.decimals
    change = total.change_percent
    return (
        EMPTY_CELL if column.part else PaperCell(row.printed_no),
        PaperCell(column.name("vi")),
        PaperCell(unit_text(column.definition)),
        PaperCell(f"{total.received}/{total.expected}"),
        quantity_cell(total.total, decimals),
        quantity_cell(total.same_units_last_year, decimals),
        quantity_cell(total.all_units_last_year, decimals),
        number_cell(change, 1, is_percent=True) if change is not None else EMPTY_CELL,
        quantity_cell(total.year_to_date, decimals),
    )


def _part(key: str, name: str, cell: PaperCell, indent: int) -> PaperRow:
    return PaperRow(key, (EMPTY_CELL, PaperCell(name), EMPTY_CELL, EMPTY_CELL, cell, *(EMPTY_CELL,) * 4), indent + 1)


def _title(line: AdjustmentView) -> str:
    return f"{line.title_vi} (dự thảo)" if line.state == "draft" else line.title_vi


def _narrative(view: ConsolidationView, receipt: Receipt | None) -> tuple[Block, ...]:
    texts = texts_of(view.assignment_id, receipt.number if receipt else 1) if view.assignment_id else {}
    return outline_blocks(view.form, facts_of_consolidation(view), texts)


def _receipt(view: ConsolidationView, rights: Rights) -> Receipt | None:
    if view.assignment_id is None or view.state in _BEFORE_SENDING:
        return None
    return next(iter(receipts(view.assignment_id, rights=rights)), None)


def _last_step(view: ConsolidationView) -> datetime:
    return max([view.request.opened_at, *(step.at for step in view.steps)])
