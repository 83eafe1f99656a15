"""A fault of a text: found once, reported for every row that carries the text."""

from __future__ import annotations

from tinhso.engines.indicators.contracts import Rejection
from tinhso.kernel.errors import TinhSoError


class Fault:
    """What is wrong with a text of a column; its messages are made once."""

    __slots__ = ("code", "column", "message_en", "message_vi")

    def __init__(self, column: str, error: TinhSoError) -> None:
        self.column = column
        self.code = error.code
        self.message_vi = error.message("vi")
        self.message_en = error.message("en")

    def at(self, row: int) -> Rejection:
        """Return the fault as the rejection of a row."""
        return Rejection(row, self.column, self.code, self.message_vi, self.message_en)
