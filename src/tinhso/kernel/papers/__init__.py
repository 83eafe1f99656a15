"""Papers: official documents described once and written as PDF/A, Word and Excel. No framework, no network.

What is printed belongs to the engines; how an official Vietnamese paper looks belongs here.
"""

from tinhso.kernel.papers.document import (
    EMPTY_CELL,
    Block,
    Letterhead,
    Paper,
    PaperAttachment,
    PaperCell,
    PaperColumn,
    PaperDrawing,
    PaperRow,
    PaperTable,
    PaperText,
    RowKind,
    SignatureBlock,
    TextKind,
    Verification,
    head_cells,
    number_cell,
)
from tinhso.kernel.papers.layout import LayoutConstant, layout_constants, layout_on
from tinhso.kernel.papers.letters import build_letter
from tinhso.kernel.papers.rendering import MIME_TYPES, PaperFile, PaperFormat, render

__all__ = [
    "EMPTY_CELL",
    "MIME_TYPES",
    "Block",
    "LayoutConstant",
    "Letterhead",
    "Paper",
    "PaperAttachment",
    "PaperCell",
    "PaperColumn",
    "PaperDrawing",
    "PaperFile",
    "PaperFormat",
    "PaperRow",
    "PaperTable",
    "PaperText",
    "RowKind",
    "SignatureBlock",
    "TextKind",
    "Verification",
    "build_letter",
    "head_cells",
    "layout_constants",
    "layout_on",
    "number_cell",
    "render",
]
