"""Tables of figures for Word, written as one piece of XML: cell by cell, the library takes seconds for a province."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tinhso.kernel.papers.document import HeadCell, PaperRow, PaperTable, RowKind, head_cells
from tinhso.kernel.papers.fitting import fit

_TWIPS_A_MM = Decimal("56.6929")
_INDENT_TWIPS = 200
_UPRIGHT_MM = 210


def add_figures(document: Any, table: PaperTable, size: Decimal, width_mm: int) -> None:
    """Append the table with its headings repeated on every page."""
    fitted = fit(table, landscape=width_mm > _UPRIGHT_MM)
    widths = [int(width_mm * _TWIPS_A_MM * weight / sum(fitted.weights)) for weight in fitted.weights]
    half_points = int(size * fitted.scale * 2)
    heads = head_cells(table.columns)
    lines = [_head_line(level, heads, widths, half_points) for level in range(len(heads))]
    if any(column.number for column in table.columns):
        cells = [
            _cell(column.number, width, half_points - 2, "center", italic=True)
            for column, width in zip(table.columns, widths, strict=True)
        ]
        lines.append(_row(cells, header=True))
    lines += [_row(_figures(table, row, widths, half_points)) for row in table.rows]
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    xml = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(lines)}</w:tbl>'
    )
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def _figures(table: PaperTable, row: PaperRow, widths: list[int], size: int) -> list[str]:
    bold = row.kind is not RowKind.ROW
    return [
        _cell(cell.text, width, size, column.align, bold=bold, indent=row.indent if place == 1 else 0)
        for place, (cell, width, column) in enumerate(zip(row.cells, widths, table.columns, strict=True))
    ]


def _head_line(level: int, heads: tuple[tuple[HeadCell, ...], ...], widths: list[int], size: int) -> str:
    """One line of headings; where a heading of a line above reaches down, the merged cell goes on."""
    spans = {head.column: head for line in heads[: level + 1] for head in line if head.row + head.rows > level}
    cells = []
    for column in sorted(spans):
        head = spans[column]
        width = sum(widths[column : column + head.columns])
        merge = "" if head.rows == 1 else '<w:vMerge w:val="restart"/>' if head.row == level else "<w:vMerge/>"
        span = f'<w:gridSpan w:val="{head.columns}"/>' if head.columns > 1 else ""
        text = head.text if head.row == level else ""
        cells.append(_cell(text, width, size, "center", bold=True, properties=span + merge))
    return _row(cells, header=True)


def _row(cells: list[str], *, header: bool = False) -> str:
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if header else "")
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(
    text: str,
    width: int,
    size: int,
    align: str,
    *,
    bold: bool = False,
    italic: bool = False,
    indent: int = 0,
    properties: str = "",
) -> str:
    shape = f'<w:jc w:val="{align}"/>'
    if indent:
        shape = f'<w:ind w:left="{indent * _INDENT_TWIPS}"/>' + shape
    look = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + f'<w:sz w:val="{size}"/>'
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}<w:vAlign w:val="center"/></w:tcPr>'
        f"<w:p><w:pPr>{shape}</w:pPr>{run}</w:p></w:tc>"
    )
