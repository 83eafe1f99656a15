"""Tables as CSV that a spreadsheet reads as the texts and numbers they are, never as a formula.

A cell that begins like a formula is given an apostrophe in front (OWASP, CSV Injection); a machine number keeps its
minus, and the operator of a figure stands as itself, for a sign with nothing behind it is no formula. For files that
people open. Files that programs read back are written as they are, for an apostrophe would be a change of the data:
canonical figures, which hold codes, numbers and operators only, and the tables inside packages and bundles, which
hold names too.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_READ_BY_MACHINES = re.compile(r"=|-?[0-9]+(\.[0-9]+)?")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("- đã kiểm tra"), guarded("-12.5"), guarded("="), guarded("Xã Ea Kar")
    ("'=1+1", "'- đã kiểm tra", '-12.5', '=', 'Xã Ea Kar')
    """
    begins_a_formula = text.startswith(_FORMULA_SIGNS) and not _READ_BY_MACHINES.fullmatch(text)
    return f"'{text}" if begins_a_formula else text


def csv_text(rows: Iterable[Iterable[object]], line_end: str = "\n") -> str:
    """Return rows, the head among them, as CSV with every text guarded."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator=line_end)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue()


def _cell(value: object) -> object:
    """Return a text guarded, its lines ending in one way: a carriage return would end the row for most readers."""
    return guarded(value).replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
