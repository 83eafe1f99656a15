"""Workbooks written by hand, part by part: what no library would write, but a file from outside may hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def cell_xml(address: str, value: str, *, kind: str = "n", style: int = 0, formula: str | None = None) -> str:
    """One `<c>`: kind `n`, `str`, `inlineStr`, `b`, `e`, `d`; an empty value writes no `<v>`."""
    inner = f"<f>{escape(formula)}</f>" if formula is not None else ""
    if kind == "inlineStr":
        inner += f'<is><t xml:space="preserve">{escape(value)}</t></is>'
    elif value:
        inner += f"<v>{escape(value)}</v>"
    return f'<c r="{address}" s="{style}" t="{kind}">{inner}</c>'


def sheet_xml(cells: Sequence[str], *, extra: str = "", head: str = _HEAD) -> str:
    """A sheet of cells in one column: the cell with number n stands in row n."""
    rows = "".join(f'<row r="{number}">{cell}</row>' for number, cell in enumerate(cells, start=1))
    return f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{extra}</worksheet>'


def parts_of(sheet: str, formats: Sequence[str] = ()) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet; style n (from 1) has the n-th number format."""
    numbers = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode="{escape(one, {chr(34): "&quot;"})}"/>'
        for at, one in enumerate(formats)
    )
    styles = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' + "".join(
        f'<xf numFmtId="{164 + at}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>'
        for at in range(len(formats))
    )
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="Biểu" '
        'sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="{len(formats)}">{numbers}</numFmts>'
        "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
        f"<cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/worksheets/sheet1.xml": sheet,
    }


def with_shared_text(runs: str) -> bytes:
    """A workbook whose cell A1 shows a shared text, given as the parts of its `<si>`."""
    parts = parts_of(sheet_xml([cell_xml("A1", "0", kind="s")]))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    return pack(
        parts
        | {
            "[Content_Types].xml": str(parts["[Content_Types].xml"]).replace(
                "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
            ),
            "xl/_rels/workbook.xml.rels": str(parts["xl/_rels/workbook.xml.rels"]).replace(
                "</Relationships>",
                f'<Relationship Id="rId3" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
                "</Relationships>",
            ),
            "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{MAIN}"><si>{runs}</si></sst>',
        }
    )


def pack(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack parts into an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def one_cell(value: str, number_format: str = "", **how: str) -> bytes:
    """A workbook whose cell A1 holds a value."""
    kind, formula = how.get("kind", "n"), how.get("formula")
    formats = [number_format] if number_format else []
    cell = cell_xml("A1", value, kind=kind, style=len(formats), formula=formula)
    return pack(parts_of(sheet_xml([cell]), formats))
