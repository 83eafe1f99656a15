"""A paper as PDF/A-3b, set by typst from packaged fonts; nothing is fetched, the same paper is the same bytes."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Literal

import typst

from tinhso.kernel.papers.document import Block, Paper, PaperDrawing, PaperTable, PaperText, RowKind, head_cells
from tinhso.kernel.papers.fitting import fit
from tinhso.kernel.papers.layout import MOTTO, NATION, layout_on
from tinhso.kernel.papers.qr import qr_png
from tinhso.kernel.papers.words import number_line, place_line, verification_line

STANDARD: Literal["a-3b"] = "a-3b"


def to_pdf(paper: Paper) -> bytes:
    """Set a paper as PDF/A-3b with its attachments."""
    return set_by("paper.typ", "paper", _described(paper), paper.made_at)


def set_by(template: str, name: str, content: dict[str, Any], made_at: datetime) -> bytes:
    """Set content by one of the packaged templates, which reads it under a name; the same content is the same bytes."""
    with as_file(files(__package__).joinpath(template)) as source:
        made: bytes = typst.compile(
            source.read_bytes(),
            font_paths=packaged_fonts(),
            sys_inputs={name: json.dumps(content, ensure_ascii=False)},
            pdf_standards=STANDARD,
            timestamp=int(made_at.timestamp()),
        )
    return made


@cache
def packaged_fonts() -> typst.Fonts:
    """Packaged faces only: what the machine has installed must not change a paper."""
    with as_file(files(__package__).joinpath("fonts")) as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])


def _described(paper: Paper) -> dict[str, Any]:
    head, made = paper.letterhead, paper.made_at
    return {
        "layout": {code: str(value) for code, value in layout_on(made.date()).items()},
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "nation": NATION,
        "motto": MOTTO,
        "document_title": " ".join(part for part in (paper.title, paper.subtitle or head.about) if part),
        "letterhead": {"parent": head.parent, "issuer": head.issuer, "about": head.about},
        "number": number_line(head),
        "place": place_line(head),
        "title": paper.title,
        "subtitle": paper.subtitle,
        "marks": paper.marks,
        "facts": paper.facts,
        "landscape": paper.landscape,
        "is_letter": paper.is_letter,
        "blocks": [_block(one, paper.landscape) for one in paper.blocks],
        "signatures": [
            {"capacity": s.capacity, "office": s.office, "states": s.states, "name": s.name, "hint": s.hint}
            for s in paper.signatures
        ],
        "recipients": paper.recipients,
        "foot": verification_line(paper),
        "qr": list(qr_png(paper.verification.address)) if paper.verification.address else [],
        "proof_lines": proof_lines(paper),
        "attachments": [
            {"name": one.name, "mime": one.mime, "content": list(one.content), "about": one.about}
            for one in paper.attachments
        ],
    }


def proof_lines(paper: Paper) -> list[str]:
    """What stands beside the QR picture."""
    found = paper.verification
    return [
        line
        for line in (
            f"Mã xác thực: {found.code}" if found.code else "",
            f"Mốc niêm phong: {found.checkpoint}" if found.checkpoint else "",
            "Quét mã để mở bản ghi trên hệ thống.",
        )
        if line
    ]


def _block(one: Block, landscape: bool) -> dict[str, Any]:
    match one:
        case PaperTable():
            return _table(one, landscape)
        case PaperDrawing():
            return {"type": "drawing", "svg": one.svg, "about": one.about}
        case PaperText():
            return _text(one)


def _text(one: PaperText) -> dict[str, Any]:
    return {"type": "text", "kind": one.kind, "text": one.text}


def _table(table: PaperTable, landscape: bool) -> dict[str, Any]:
    heads, fitted = head_cells(table.columns), fit(table, landscape=landscape)
    return {
        "type": "table",
        "caption": table.caption,
        "unit_line": table.unit_line,
        "notes": table.notes,
        "starts_page": table.starts_page,
        "depth": len(heads),
        "numbered": any(column.number for column in table.columns),
        "scale": str(fitted.scale),
        "columns": [
            {"weight": weight, "align": column.align, "number": column.number}
            for column, weight in zip(table.columns, fitted.weights, strict=True)
        ],
        "heads": [
            {"text": h.text, "row": h.row, "column": h.column, "columns": h.columns, "rows": h.rows}
            for line in heads
            for h in line
        ],
        "rows": [
            {"indent": row.indent, "bold": row.kind is not RowKind.ROW, "cells": [cell.text for cell in row.cells]}
            for row in table.rows
        ],
    }
