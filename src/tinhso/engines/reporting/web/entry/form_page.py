"""Everything the form's template shows, made once for opening, saving with mistakes, and reading only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting.contracts import CellCounts, ColumnKind, Finding, TaskCard, TaskView
from tinhso.engines.reporting.web.entry.form_rows import Attempt, RowOnScreen, compare_columns, rows_of
from tinhso.engines.reporting.web.forms.form_paper import paper_of
from tinhso.engines.reporting.web.reading_rows import reading_head, reading_rows
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number

# Django and phones both dislike endless forms: a page holds so many cells to fill, and their notes.
CELLS_ON_A_PAGE = 60
_HINTS = {"missing", "undecided"}


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page of a form: which rows, and where it stands among the pages."""

    rows: Sequence[RowOnScreen]
    number: int
    count: int

    @property
    def next_number(self) -> int:
        """0 on the last page."""
        return self.number + 1 if self.number < self.count else 0

    @property
    def previous_number(self) -> int:
        return self.number - 1

    @property
    def numbers(self) -> range:
        return range(1, self.count + 1)


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row that still needs a look, and the way there."""

    index: int
    no: str
    url: str


def page_context(
    task: TaskView,
    wanted: str | int | None = None,
    attempt: Attempt | None = None,
    error: TinhSoError | None = None,
    own: Collection[str] = (),
) -> dict[str, Any]:
    """Return the template's context.

    Args:
        wanted: the page asked for, as it stands in the address; the nearest one is given.
        attempt: what was just sent, where the form is shown again with its mistakes.
        own: rows that the reader was asked to fill.
        error: why the whole form was refused, if it was.
    """
    rows = own_first(rows_of(task, attempt), own)
    pages = split(rows)
    number = min(max(_number(wanted), 1), len(pages))
    if attempt and attempt.sending:
        # What stops the sending may stand on another page than the one it was sent from.
        number = next((n for n, page in enumerate(pages, start=1) if any(is_open(row) for row in page)), number)
    return {
        "task": task,
        "card": task.card,
        "title": task.card.title(language()),
        "form_name": task.form.name(language()),
        "list_name": task.form.open_list.name(language()) if task.form.open_list else "",
        "days": days_of(task.card),
        "page": FormPage(pages[number - 1], number, len(pages)),
        "columns": compare_columns(task),
        "value_heading": _heading(task),
        "paper": paper_of(task.form),
        "head": reading_head(task, with_difference=False),
        "reading_rows": [] if task.may_edit else reading_rows(task),
        "open_rows": list(open_rows(pages, number)),
        "summary": summary(task.cells, task.findings),
        "saved_text": saved_text(task),
        "minutes_text": minutes_text(task.cells),
        "is_sending": bool(attempt and attempt.sending),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }


def split(rows: Sequence[RowOnScreen]) -> list[list[RowOnScreen]]:
    """Cut the rows into pages; a heading goes with the row that follows it. At least one page, maybe empty."""
    pages: list[list[RowOnScreen]] = [[]]
    cells, heading = 0, list[RowOnScreen]()
    for row in rows:
        if row.is_heading:
            heading.append(row)
            continue
        more = len(row.more_cells) + (row.cell is not None)
        if cells + more > CELLS_ON_A_PAGE and pages[-1]:
            pages.append([])
            cells = 0
        pages[-1] += [*heading, row]
        heading, cells = [], cells + more
    pages[-1] += heading
    return pages


def open_rows(pages: Sequence[Sequence[RowOnScreen]], number: int) -> Iterator[OpenRow]:
    """Yield the rows that still need a look, with the way to each from page `number`."""
    for page_number, page in enumerate(pages, start=1):
        there = "" if page_number == number else f"?trang={page_number}"
        yield from (OpenRow(row.index, row.no, f"{there}#dong-{row.no}") for row in page if is_open(row))


def minutes_text(cells: CellCounts) -> str:
    """“còn khoảng 4 phút”; empty once everything is filled."""
    return (
        ngettext("còn khoảng %(count)d phút", "còn khoảng %(count)d phút", cells.minutes) % {"count": cells.minutes}
        if cells.left
        else ""
    )


def own_first(rows: Sequence[RowOnScreen], own: Collection[str]) -> list[RowOnScreen]:
    """Rows that the reader was asked to fill come first; the others follow under their headings."""
    mine = [row for row in rows if row.no in own and not row.is_heading]
    return [*mine, *(row for row in rows if row.is_heading or row.no not in own)] if mine else list(rows)


def summary(cells: CellCounts, findings: Sequence[Finding]) -> str:
    """“còn 1 ô, 1 cảnh báo”: what stands between the draft and its sending."""
    return summary_of_counts(cells, sum(one.blocks and one.code not in _HINTS for one in findings))


def summary_of_counts(cells: CellCounts, doubts: int) -> str:
    """The same for any number of forms."""
    parts = []
    if cells.left:
        parts.append(ngettext("còn %(count)d ô", "còn %(count)d ô", cells.left) % {"count": cells.left})
    if doubts:
        parts.append(ngettext("%(count)d cảnh báo", "%(count)d cảnh báo", doubts) % {"count": doubts})
    return ", ".join(parts) or ngettext(
        "đủ %(count)d ô, sẵn sàng trình", "đủ %(count)d ô, sẵn sàng trình", cells.total
    ) % {"count": cells.total}


def saved_text(task: TaskView) -> str:
    """When a cell was last kept, in words; empty for an untouched form."""
    moments = [cell.updated_at for row in task.rows for cell in row.cells.values() if cell.updated_at]
    return _("lưu lúc %(time)s") % {"time": clock(max(moments))} if moments else ""


def clock(moment: datetime) -> str:
    """`13:42` in Vietnam."""
    return f"{timezone.localtime(moment):%H:%M}"


def days_of(card: TaskCard) -> str:
    """`15/10–14/11/2026`: the days a report speaks of."""
    return days_of_period(card.period)


def days_of_period(period: Period) -> str:
    """The days of a period, `15/10–14/11/2026`."""
    start, end = period.start, period.end
    first = f"{start:%d/%m}" if start.year == end.year else f"{start:%d/%m/%Y}"
    return f"{first}–{end:%d/%m/%Y}"


def _heading(task: TaskView) -> str:
    return next((column.name(language()) for column in task.columns if column.kind is ColumnKind.VALUE), _("Kỳ này"))


def is_open(row: RowOnScreen) -> bool:
    """Whether somebody still has something to do in this row."""
    cells = [cell for cell in (row.cell, *row.more_cells) if cell is not None]
    return any(not (cell.text or cell.is_known) or cell.state in {"wrong", "doubted"} for cell in cells)


def _number(text: str | int | None) -> int:
    return read_number(text, 1)
