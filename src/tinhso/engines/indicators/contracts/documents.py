"""What loading figures of documents and the press did, and why a row was refused (IND-070 to IND-076)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tinhso.engines.indicators.contracts.codes import Scenario
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import Operator


@dataclass(frozen=True, slots=True)
class DocumentFigure:
    """One figure that a row of a document became. `unit` and `period` are codes; `note` stands beside the log."""

    row: int
    indicator: str
    unit: str
    period: str
    scenario: Scenario
    operator: Operator
    value: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that became no figure: what it speaks of, in whose words, and every reason."""

    row: int
    indicator_vi: str
    as_written: str
    errors: tuple[TinhSoError, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons."""
        return tuple(error.code for error in self.errors)


@dataclass(frozen=True, slots=True)
class DocumentsReport:
    """What loading a folder of documents did. `written` counts figures that were not there before."""

    figures: tuple[DocumentFigure, ...]
    refused: tuple[RefusedRow, ...]
    written: int

    def to_json(self, language: str = "vi") -> dict[str, Any]:
        """Return what became of every row, and of each refused one all reasons in a language."""
        return {
            "read": len({figure.row for figure in self.figures}) + len(self.refused),
            "figures": len(self.figures),
            "written": self.written,
            "refused": len(self.refused),
            "refusals": [
                {"row": one.row, "about": one.indicator_vi, "as_written": one.as_written, "code": error.code}
                | {"message": error.message(language)}
                for one in self.refused
                for error in one.errors
            ],
        }


class DocumentError(TinhSoError):
    """Family of reasons why a row of a document is no figure."""


class QualitativeStatement(DocumentError):
    code = "IND-070"
    title_vi, title_en = "Không phải là số", "Not a number"
    message_vi = "“{value}” là nhận định, không có con số."
    message_en = "“{value}” is a statement without a number."


class SeveralNumbers(DocumentError):
    code = "IND-071"
    title_vi, title_en = "Có nhiều số", "Several numbers"
    message_vi = "“{value}” có nhiều số; hãy khai báo parts trong mapping.yaml nếu đó là tử số và mẫu số."
    message_en = "“{value}” holds several numbers; declare parts in mapping.yaml when they are a whole and its part."


class MomentNotFigure(DocumentError):
    code = "IND-072"
    title_vi, title_en = "Là mốc thời gian", "A point in time"
    message_vi = "“{value}” là mốc thời gian, không phải số liệu của một kỳ."
    message_en = "“{value}” is a point in time, not a figure of a period."


class NoUsableDate(DocumentError):
    code = "IND-073"
    title_vi, title_en = "Không có thời điểm dùng được", "No usable date"
    message_vi = "Thời điểm “{as_of}” không đủ năm (và tháng) để biết số liệu nói về kỳ nào."
    message_en = "“{as_of}” lacks the year (or month) that would say which period the figure speaks of."


class LostTable(DocumentError):
    code = "IND-074"
    title_vi, title_en = "Bảng bị mất", "The table is lost"
    message_vi = "Bảng trong văn bản bị mất khi sao chép, không còn số liệu."
    message_en = "The document's table was lost in copying; no figure is left."


class TextAndValueDisagree(DocumentError):
    code = "IND-075"
    title_vi, title_en = "Giá trị khác nguyên văn", "Value and wording disagree"
    message_vi = "Giá trị ghi {value}, nguyên văn “{as_written}” đọc là {read}. Hãy xem lại văn bản."
    message_en = "The value says {value}, the wording “{as_written}” reads {read}. Look at the document again."


class RowNotMapped(DocumentError):
    code = "IND-076"
    title_vi, title_en = "Dòng chưa gắn chỉ tiêu", "Row without an indicator"
    message_vi = "Dòng này chưa được gắn với chỉ tiêu nào trong mapping.yaml."
    message_en = "mapping.yaml does not say which indicator this row is."
