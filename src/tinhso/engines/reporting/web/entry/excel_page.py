"""The preview of an uploaded form as the screen shows it: texts only."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting.contracts import ExcelChange, ExcelConflict, ExcelPreview, Quantity
from tinhso.engines.reporting.contracts.excel import ListChange
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.entry.excel_promise import choice_name
from tinhso.engines.reporting.web.entry.form_page import clock
from tinhso.web_kit.display import NONE, language


@dataclass(frozen=True, slots=True)
class ChangeOnScreen:
    """One changed cell. `doubts` ask about the new figure; `hints` say where it came from (a formula, a hidden row)."""

    address: str
    row_no: str
    name: str
    before: str
    after: str
    note: str
    year_before: str
    year: str
    doubts: tuple[str, ...]
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConflictOnScreen:
    """One cell with two new figures, and the field that decides."""

    change: ChangeOnScreen
    field: str
    downloaded: str
    stored_at: str


@dataclass(frozen=True, slots=True)
class PreviewOnScreen:
    """The whole preview."""

    sentence: str
    changes: tuple[ChangeOnScreen, ...]
    conflicts: tuple[ConflictOnScreen, ...]
    faults: tuple[tuple[str, str, str], ...]
    remarks: tuple[str, ...]
    may_be_kept: bool
    keep_label: str
    left: str
    listed: str = ""


def preview_on_screen(seen: ExcelPreview) -> PreviewOnScreen:
    """Return a preview as texts in the reader's language."""
    count = len(seen.changes) + len(seen.conflicts)
    left = seen.cells.left
    return PreviewOnScreen(
        _sentence(seen),
        tuple(_change(one) for one in seen.changes),
        tuple(_conflict(one) for one in seen.conflicts),
        tuple((fault.address, fault.error.message(language()), fault.error.code) for fault in seen.faults),
        tuple(remark.text(language()) for remark in seen.remarks),
        seen.may_be_kept,
        ngettext("Lưu %(count)d ô vào biểu", "Lưu %(count)d ô vào biểu", count) % {"count": count}
        if count
        else _("Lưu danh sách vào biểu"),
        ngettext("Lưu xong còn %(count)d ô trống.", "Lưu xong còn %(count)d ô trống.", left) % {"count": left}
        if left
        else _("Lưu xong thì biểu đủ số."),
        _listed(seen.listed) if seen.listed else "",
    )


def _listed(one: ListChange) -> str:
    """“Danh sách: từ 4 thành 5 dòng; thêm 2, bỏ 1, sửa 3.”"""
    said = [
        words % {"count": count}
        for count, words in (
            (one.added, _("thêm %(count)d")),
            (one.removed, _("bỏ %(count)d")),
            (one.changed, _("sửa %(count)d")),
        )
        if count
    ]
    words = _("Danh sách: từ %(before)d thành %(after)d dòng; %(what)s.")
    return words % {"before": one.before, "after": one.after, "what": ", ".join(said)}


def _sentence(seen: ExcelPreview) -> str:
    """“Tệp thay 3 ô; 1 ô phải chọn; 16 ô không đổi.”"""
    parts = []
    for count, words in (
        (len(seen.faults), ngettext("%(count)d chỗ phải sửa", "%(count)d chỗ phải sửa", len(seen.faults))),
        (len(seen.changes), ngettext("tệp thay %(count)d ô", "tệp thay %(count)d ô", len(seen.changes))),
        (len(seen.conflicts), ngettext("%(count)d ô phải chọn", "%(count)d ô phải chọn", len(seen.conflicts))),
        (seen.unchanged, ngettext("%(count)d ô không đổi", "%(count)d ô không đổi", seen.unchanged)),
    ):
        if count:
            parts.append(words % {"count": count})
    if not parts and seen.listed:
        parts.append(_("tệp chỉ sửa danh sách"))
    sentence = "; ".join(parts) or _("tệp không có ô nào của biểu")
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _change(one: ExcelChange) -> ChangeOnScreen:
    hints = []
    if one.formula:
        hints.append(_("kết quả của công thức %(formula)s") % {"formula": one.formula})
    if one.hidden:
        hints.append(_("ô ẩn trong tệp"))
    year_before, year = _year(one, one.year_to_date_before), _year(one, one.year_to_date)
    return ChangeOnScreen(
        one.address,
        one.row_no,
        one.name(language()),
        quantities.shown(one.before, one.decimals),
        quantities.shown(one.after, one.decimals),
        one.note if one.note != one.note_before else "",
        year_before,
        year,
        tuple(finding.message(language()) for finding in one.findings if finding.blocks),
        tuple(hints),
    )


def _year(one: ExcelChange, figure: Quantity) -> str:
    return quantities.shown(figure, one.decimals) if figure.is_answered else NONE


def _conflict(one: ExcelConflict) -> ConflictOnScreen:
    return ConflictOnScreen(
        _change(one.change),
        choice_name(one.change.address),
        quantities.shown(one.downloaded, one.change.decimals),
        clock(one.stored_at) if one.stored_at else "",
    )
