"""Workbooks that people upload: judged before they are opened, read exactly, refused where uncertain.

    book = read_workbook(data)                                   # KER-080 to KER-086 for what is no plain .xlsx
    cell = book.sheet("Biểu 01").cell(12, 5)                     # content, exact number, format, formula, merged
    read_figure(cell, FigureRules(locale="vi", decimals=1))      # Measured, None where blank, or an error naming E12

Import from here only.
"""

from tinhso.kernel.workbooks.addresses import cell_address, column_letters, column_number
from tinhso.kernel.workbooks.cells import Content, MergedRange, SheetCell, Workbook, Worksheet
from tinhso.kernel.workbooks.errors import (
    ActiveContent,
    BeyondPrecision,
    CellError,
    DamagedWorkbook,
    EncryptedWorkbook,
    ExternalLinks,
    FormulaWithoutResult,
    MergedFigure,
    NotANumberCell,
    NotAWorkbook,
    PercentOrPoints,
    ShownDifferently,
    SuspiciousArchive,
    TextAfterNumber,
    UnclearSeparator,
    UnknownSheet,
    UnreadableText,
    UnsafeFormula,
    WorkbookError,
    WorkbookTooLarge,
)
from tinhso.kernel.workbooks.figures import FigureRules, PlainPercent, read_figure
from tinhso.kernel.workbooks.formats import NumberShow, show_of
from tinhso.kernel.workbooks.limits import DEFAULT_LIMITS, Limits
from tinhso.kernel.workbooks.reading import exact_number, read_workbook
from tinhso.kernel.workbooks.text_tables import is_text_table, read_text_table

__all__ = [
    "DEFAULT_LIMITS",
    "ActiveContent",
    "BeyondPrecision",
    "CellError",
    "Content",
    "DamagedWorkbook",
    "EncryptedWorkbook",
    "ExternalLinks",
    "FigureRules",
    "FormulaWithoutResult",
    "Limits",
    "MergedFigure",
    "MergedRange",
    "NotANumberCell",
    "NotAWorkbook",
    "NumberShow",
    "PercentOrPoints",
    "PlainPercent",
    "SheetCell",
    "ShownDifferently",
    "SuspiciousArchive",
    "TextAfterNumber",
    "UnclearSeparator",
    "UnknownSheet",
    "UnreadableText",
    "UnsafeFormula",
    "Workbook",
    "WorkbookError",
    "WorkbookTooLarge",
    "Worksheet",
    "cell_address",
    "column_letters",
    "column_number",
    "exact_number",
    "is_text_table",
    "read_figure",
    "read_text_table",
    "read_workbook",
    "show_of",
]
