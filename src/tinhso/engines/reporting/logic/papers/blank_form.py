"""A form without figures as a paper: its head, its headings, every row, blanks where units write, who signs."""

from __future__ import annotations

from datetime import UTC, datetime, time

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts import FormDefinition, Row
from tinhso.engines.reporting.contracts.errors import UnknownVersion
from tinhso.engines.reporting.logic.forms.form_versions import versions_of
from tinhso.engines.reporting.logic.lists.list_printing import list_table
from tinhso.engines.reporting.logic.papers.paper_cells import OF_WHICH, figure_columns, stub_columns, unit_text
from tinhso.engines.reporting.logic.papers.paper_heads import ILLUSTRATIVE, letterhead_of, signatures_of
from tinhso.engines.reporting.logic.papers.printing import file_name
from tinhso.kernel.papers import (
    EMPTY_CELL,
    Block,
    Letterhead,
    Paper,
    PaperCell,
    PaperRow,
    PaperTable,
    PaperText,
    RowKind,
    TextKind,
)

LIST_LINES = 10
"""Empty lines of a form's list to write on."""
_PLACE_FOR_WORDS = "…" * 60


def blank_form_paper(code: str, version: int | None = None) -> Paper:
    """Return a version of a form as a paper without figures, the newest when `version` is None.

    Raises:
        UnknownForm (REP-004), UnknownVersion (REP-054).
    """
    versions = versions_of(code)
    form = next((one for one in versions if one.version == version), None) if version else versions[-1]
    if form is None:
        raise UnknownVersion(number=version)
    definitions = {one.code: one for one in indicators.definitions()}
    table = PaperTable(
        columns=(*stub_columns(form), *figure_columns(form)),
        rows=tuple(_row(row, form, definitions.get(row.indicator)) for row in form.rows),
    )
    return Paper(
        file_name=file_name("bieu-mau", form.code, f"v{form.version}"),
        letterhead=_letterhead(form),
        title=form.name("vi").upper(),
        # Without a moment of its own: the same version is always the same paper.
        made_at=datetime.combine(form.valid_from, time(), UTC),
        marks=(ILLUSTRATIVE,) if form.illustrative else (),
        facts=_facts(form),
        blocks=(*_grounds(form), *_outline(form), table, *_list(form)),
        signatures=signatures_of(form, None),
        landscape=len(table.columns) > 9,
    )


def _letterhead(form: FormDefinition) -> Letterhead:
    """The agency that keeps the form issues it; one of a package is issued by nobody in particular."""
    if not form.owner:
        return Letterhead("", (form.header.sender_vi if form.header else "").upper() or "ĐƠN VỊ BÁO CÁO")
    return letterhead_of(orgs.unit_by_code(form.owner), form.valid_from)


def _facts(form: FormDefinition) -> tuple[tuple[str, str], ...]:
    head = form.header
    said = (
        ("Biểu số", head.number if head else ""),
        ("Kỳ báo cáo", (head.period_vi if head else "") or "…"),
        ("Hạn gửi", head.deadline_vi if head else ""),
        ("Đơn vị báo cáo", (head.sender_vi if head else "") or "…"),
        ("Đơn vị nhận báo cáo", (head.receiver_vi if head else "") or "…"),
    )
    return tuple((name, text) for name, text in said if text)


def _grounds(form: FormDefinition) -> tuple[Block, ...]:
    basis = form.header.legal_basis if form.header else ""
    if not basis:
        return ()
    return (PaperText(f"Căn cứ {basis.removeprefix('Căn cứ ').rstrip('.;')};", TextKind.GROUND),)


def _outline(form: FormDefinition) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for section in form.outline:
        blocks += [PaperText(section.heading_vi, TextKind.HEADING), PaperText(_PLACE_FOR_WORDS)]
    return tuple(blocks)


def _row(row: Row, form: FormDefinition, definition: DefinitionView | None) -> PaperRow:
    name = row.name_vi or (definition.name("vi") if definition else "")
    name = f"{OF_WHICH}{name[:1].lower()}{name[1:]}" if row.of_which else name
    blanks = (EMPTY_CELL,) * len(form.columns)
    cells = (PaperCell(row.printed_no), PaperCell(name), PaperCell(unit_text(definition)), *blanks)
    return PaperRow(row.no, cells, row.indent, RowKind.HEADING if row.is_heading else RowKind.ROW)


def _list(form: FormDefinition) -> tuple[Block, ...]:
    if form.open_list is None:
        return ()
    lines = [("", (None,) * len(form.open_list.columns))] * LIST_LINES
    return (PaperText(form.open_list.name_vi.upper(), TextKind.HEADING), list_table(form.open_list, lines))
