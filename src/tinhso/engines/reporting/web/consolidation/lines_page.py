"""The preview of a consolidation's workbook as the screen shows it: texts only."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting.contracts import LineChange, LineChangeKind, LinesPreview, LineTotal
from tinhso.engines.reporting.web import quantities
from tinhso.web_kit.display import NONE, language, show_signed


@dataclass(frozen=True, slots=True)
class LineOnScreen:
    """One figure of a line: where it stands in the file, what it becomes."""

    address: str
    kind: str
    title: str
    name: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class TotalOnScreen:
    """A total that moves: `26.430 → 26.660`, over x of N units."""

    name: str
    received: int
    expected: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LinesOnScreen:
    """The whole preview."""

    sentence: str
    changes: tuple[LineOnScreen, ...]
    totals: tuple[TotalOnScreen, ...]
    faults: tuple[tuple[str, str, str], ...]
    remarks: tuple[str, ...]
    may_be_kept: bool
    keep_label: str


def preview_on_screen(seen: LinesPreview) -> LinesOnScreen:
    """Return a preview as texts in the reader's language."""
    count = len(seen.changes)
    return LinesOnScreen(
        _sentence(seen),
        tuple(_change(one) for one in seen.changes),
        tuple(_total(one) for one in seen.totals),
        tuple((fault.address, fault.error.message(language()), fault.error.code) for fault in seen.faults),
        tuple(remark.text(language()) for remark in seen.remarks),
        seen.may_be_kept,
        ngettext("Lưu %(count)d số của dòng", "Lưu %(count)d số của dòng", count) % {"count": count},
    )


def _sentence(seen: LinesPreview) -> str:
    faults, changes = len(seen.faults), len(seen.changes)
    parts = []
    if faults:
        parts.append(ngettext("%(count)d chỗ phải sửa", "%(count)d chỗ phải sửa", faults) % {"count": faults})
    if changes:
        words = ngettext("tệp đổi %(count)d số của dòng", "tệp đổi %(count)d số của dòng", changes)
        parts.append(words % {"count": changes})
    sentence = "; ".join(parts) or _("tệp không đổi dòng nào")
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _change(one: LineChange) -> LineOnScreen:
    kinds = {
        LineChangeKind.ADDED: _("thêm"),
        LineChangeKind.CHANGED: _("đổi"),
        LineChangeKind.WITHDRAWN: _("rút"),
    }
    before = NONE if one.before is None else show_signed(one.before)
    after = NONE if one.input.value is None else show_signed(one.input.value)
    return LineOnScreen(
        one.address, kinds[one.kind], one.input.title_vi, one.name(language()), before, after, one.input.reason
    )


def _total(one: LineTotal) -> TotalOnScreen:
    return TotalOnScreen(
        one.name(language()),
        one.received,
        one.expected,
        quantities.shown(one.before, one.decimals),
        quantities.shown(one.after, one.decimals),
    )
