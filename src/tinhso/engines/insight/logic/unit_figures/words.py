"""A unit's figures in words: its parts, its state, the places that use it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tinhso.engines.indicators.contracts import DimensionView
from tinhso.engines.insight.logic.comparison import is_percentage
from tinhso.engines.insight.logic.unit_figures.uses import BOARD, FORMULA, READING, VERSION, OwnLine, OwnUse
from tinhso.engines.insight.logic.words import missing_word, source_word, status_word, unit_beside
from tinhso.web_kit.display import language, show_datetime, show_number


def line_name(line: OwnLine, dimensions: Mapping[str, DimensionView]) -> str:
    """`Dân số (nữ)`: the indicator's name with the part it speaks of."""
    name = line.definition.name(language())
    parts = [_item(part, dimensions) for part in line.dims.split(";") if part]
    return f"{name} ({', '.join(parts)})" if parts else name


def value_words(line: OwnLine) -> str:
    """`405 hộ`, `61,6%`, `không áp dụng`, `chưa có số`."""
    figure = line.figure
    if figure is None:
        return _("chưa có số")
    if figure.value is None:
        return missing_word(figure.missing)
    shown = show_number(figure.value, figure.definition.decimals, figure.operator)
    return (
        f"{shown}%" if is_percentage(figure.definition) else f"{shown} {unit_beside(figure.definition, figure.value)}"
    )


def source_words(line: OwnLine) -> str:
    """Where the figure came from, in words; empty without one."""
    if line.figure is None:
        return ""
    return _("tính từ các số khác") if line.figure.entry_id == 0 else source_word(line.figure.source)


def state_words(line: OwnLine) -> str:
    """`tạm tính`, `chính thức`; empty without a figure."""
    return status_word(line.figure.status) if line.figure else ""


def use_words(use: OwnUse) -> str:
    """One place that uses a figure, as a sentence without its end."""
    named = language()
    if use.kind == BOARD:
        return _("Bảng điều hành “%(name)s”") % {"name": use.name(named)}
    if use.kind == FORMULA:
        return _("Để tính “%(name)s”") % {"name": use.name(named)}
    asking, agency = use.asking, use.agency.name(named) if use.agency else ""
    if asking is None:
        return agency
    facts = {"agency": agency, "title": asking.title(named), "form": asking.form(named)}
    if use.kind == VERSION and use.sent_on is not None:
        facts |= {"name": use.sent_on.name(named), "receiver": use.sent_on.receiver.name(named)}
        facts |= {"at": show_datetime(use.sent_on.sent_at), "formats": ", ".join(use.sent_on.formats).upper()}
        words = _("%(agency)s đã gửi %(receiver)s: %(name)s, “%(title)s”, lúc %(at)s (tệp %(formats)s)")
        return words % facts
    if use.kind == READING:
        return _("%(agency)s dùng lại cho “%(title)s”, không hỏi đơn vị lần nữa") % facts
    return _("%(agency)s giao: “%(title)s”, %(form)s") % facts


def _item(part: str, dimensions: Mapping[str, DimensionView]) -> str:
    code, _sign, item = part.partition("=")
    items = dimensions[code].items if code in dimensions else ()
    names = {one.code: one.name_en if language().startswith("en") else one.name_vi for one in items}
    return names.get(item, item)
