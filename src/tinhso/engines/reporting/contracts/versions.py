"""The consolidated version that was sent: frozen, numbered, with its files; and how two of them differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tinhso.engines.indicators.contracts import Missing
from tinhso.engines.reporting.contracts.lists import Value
from tinhso.engines.reporting.contracts.tasks import Quantity, RequestView
from tinhso.kernel.quantities import Operator


class VersionKind(StrEnum):
    """Why a version was sent."""

    REPORT = "report"
    AGAIN = "again"  # returned by the office and sent again
    SUPPLEMENT = "supplement"  # late units entered, or lines of lists changed; no figure that stood did
    ADJUSTMENT = "adjustment"  # a figure or a line that stood changed

    def name_in(self, language: str, serial: int = 0) -> str:
        """“Báo cáo bổ sung số 1”; the first report has no number."""
        name = VERSION_NAMES[self][1 if language.startswith("en") else 0]
        mark = "no." if language.startswith("en") else "số"
        return f"{name} {mark} {serial}" if serial else name


VERSION_NAMES = {
    VersionKind.REPORT: ("Báo cáo tổng hợp", "Consolidated report"),
    VersionKind.AGAIN: ("Báo cáo gửi lại", "Report sent again"),
    VersionKind.SUPPLEMENT: ("Báo cáo bổ sung", "Supplementary report"),
    VersionKind.ADJUSTMENT: ("Báo cáo điều chỉnh", "Adjustment report"),
}


class Cause(StrEnum):
    """Why a figure of a version differs from the one before."""

    LATE_UNIT = "late_unit"
    CORRECTION = "correction"
    SENT_AGAIN = "sent_again"
    TAKEN_OUT = "taken_out"
    LINE = "line"
    SOURCE = "source"

    @property
    def label_vi(self) -> str:
        return CAUSE_LABELS[self][0]

    @property
    def label_en(self) -> str:
        return CAUSE_LABELS[self][1]


CAUSE_LABELS = {
    Cause.LATE_UNIT: ("đơn vị gửi muộn", "late unit"),
    Cause.CORRECTION: ("đơn vị điều chỉnh", "corrected by the unit"),
    Cause.SENT_AGAIN: ("trả lại, gửi lại", "returned and sent again"),
    Cause.TAKEN_OUT: ("rút khỏi tổng", "taken out of the total"),
    Cause.LINE: ("dòng điều chỉnh của cơ quan tổng hợp", "line of the consolidating agency"),
    Cause.SOURCE: ("hệ thống nguồn cập nhật", "updated by its source system"),
}


@dataclass(frozen=True, slots=True)
class VersionFile:
    """One file of a version as it was sent; `digest` is the SHA-256 of its bytes, committed to in the log."""

    format: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class FrozenVersion:
    """A version that was sent upward. Nothing of it ever changes."""

    id: int
    assignment_id: int
    request_id: int
    number: int
    kind: VersionKind
    serial: int
    frozen_at: datetime
    approver_title: str
    capacity: str
    sent: int
    expected: int
    event_id: int
    files: tuple[VersionFile, ...]

    def name(self, language: str = "vi") -> str:
        return self.kind.name_in(language, self.serial)

    def digest(self, format: str = "json") -> str:
        """The digest of one of its files, empty where it has none."""
        return next((one.digest for one in self.files if one.format == format), "")


def told_quantity(figure: Mapping[str, Any]) -> Quantity:
    """A figure of a frozen content, as it was written by `freezing.py`: what is usual is left out there."""
    missing = figure.get("missing", "" if "value" in figure else Missing.NOT_REPORTED.code)
    return Quantity(
        Decimal(figure["value"]) if "value" in figure else None,
        Operator.from_symbol(figure.get("operator", "=")),
        Missing.from_code(missing) if missing else Missing.NONE,
    )


def change_of(was: Quantity, now: Quantity) -> Decimal | None:
    """How much a figure moved; None unless both are exact numbers: from “< 5” to 7 is no difference of numbers."""
    if was.value is None or now.value is None or {was.operator, now.operator} != {Operator.EQUAL}:
        return None
    return now.value - was.value


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that two versions tell differently.

    Attributes:
        unit_code: the unit whose figure it is; empty for a line of the agency.
        subject, subject_en: the unit's name, or the title of the line, which has one language.
        was, now: the figures with their operator, or why there was or is none.
        reason: what was written when it changed, where somebody wrote it.
    """

    cause: Cause
    unit_code: str
    subject: str
    row_no: str
    name_vi: str
    name_en: str
    decimals: int
    was: Quantity
    now: Quantity
    reason: str = ""
    subject_en: str = ""

    def about(self, language: str = "vi") -> str:
        """Whose figure it is."""
        return (self.subject_en if language.startswith("en") else self.subject) or self.subject

    def name(self, language: str = "vi") -> str:
        return (self.name_en if language.startswith("en") else self.name_vi) or self.name_vi


@dataclass(frozen=True, slots=True)
class TotalDifference:
    """A total that follows: the figure with its x/N, before and after.

    Attributes:
        was, now: the figures with their operator, or why there was or is none.
    """

    row_no: str
    name_vi: str
    name_en: str
    decimals: int
    was: Quantity
    now: Quantity
    received_before: int
    received_after: int
    expected: int

    def name(self, language: str = "vi") -> str:
        return (self.name_en if language.startswith("en") else self.name_vi) or self.name_vi


@dataclass(frozen=True, slots=True)
class ListDifference:
    """One line of a unit's list that two versions tell differently; the order of lines says nothing.

    Attributes:
        before, after: its values in the order of the later version's columns; None where there was or is no such line.
    """

    cause: Cause
    unit_code: str
    subject: str
    before: tuple[Value, ...] | None
    after: tuple[Value, ...] | None
    reason: str = ""
    subject_en: str = ""

    def about(self, language: str = "vi") -> str:
        """Whose line it is."""
        return (self.subject_en if language.startswith("en") else self.subject) or self.subject


@dataclass(frozen=True, slots=True)
class VersionComparison:
    """What changed from one state of a consolidation to another: figures first, the totals that follow, list lines."""

    differences: tuple[Difference, ...]
    totals: tuple[TotalDifference, ...]
    lines: tuple[ListDifference, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.differences and not self.totals and not self.lines

    @property
    def kind(self) -> VersionKind:
        """What a new version with these differences is called: an adjustment where a figure that stood has changed."""
        only_late = all(one.cause is Cause.LATE_UNIT for one in self.differences)
        only_lines = bool(self.lines) and not self.totals
        return VersionKind.SUPPLEMENT if only_late and (self.differences or only_lines) else VersionKind.ADJUSTMENT

    @property
    def changed_units(self) -> set[str]:
        """The codes of the units of which something differs."""
        return ({one.unit_code for one in self.differences} | {one.unit_code for one in self.lines}) - {""}


@dataclass(frozen=True, slots=True)
class FigureUse:
    """One place that uses an indicator's figure of a period. `kind` is version, board, request or formula.

    Attributes:
        code: of the version its request's code and its number, `cds-thang.2026-11#1`; else the code of the thing.
    """

    kind: str
    code: str
    name_vi: str
    name_en: str

    def name(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


@dataclass(frozen=True, slots=True)
class Recomputation:
    """“Tổng hợp lại”: today's figures against the version that was sent last.

    Attributes:
        version: the version sent last; None where nothing was sent, or before versions were kept.
        may_start: whether the reader may open the consolidation for a new version now.
        uses: every place that uses a figure which differs.
    """

    request: RequestView
    assignment_id: int
    version: FrozenVersion | None
    comparison: VersionComparison
    next_name_vi: str
    next_name_en: str
    may_start: bool
    uses: tuple[FigureUse, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A version with its content as it was frozen (plain JSON, see docs/reference/consolidated-versions.md)."""

    request: RequestView
    version: FrozenVersion
    content: Mapping[str, Any]
    others: tuple[FrozenVersion, ...]
