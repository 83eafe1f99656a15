"""One figure, one double question, the reckoning of what was spared: as the page of a unit shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.indicators.contracts import DimensionView
from tinhso.engines.insight import api
from tinhso.engines.reporting.contracts.unit_record import UnitRecord
from tinhso.kernel.quantities import round_half_up
from tinhso.web_kit.display import language, show_date, show_number


def line_row(line: api.OwnLine, dimensions: Mapping[str, DimensionView]) -> dict[str, Any]:
    """Everything the table tells of one figure."""
    figure = line.figure
    uses = [{"text": api.use_words(use), "url": _use_url(use)} for use in line.uses]
    return {
        "name": api.line_name(line, dimensions),
        "url": reverse("insight:indicator", args=[line.definition.code]),
        "value": api.value_words(line),
        "has_value": figure is not None and figure.value is not None,
        "period": figure.period.short_label(language()) if figure else "",
        "source": api.source_words(line),
        "state": figure.status.code if figure and figure.status else "",
        "awaited": line.awaited,
        "awaited_title": line.awaited.title(language()) if line.awaited else "",
        "awaited_url": reverse("reporting:form", args=[line.awaited.assignment_id]) if line.awaited else "",
        "proof_url": reverse("insight:proof_entry", args=[figure.entry_id]) if figure and figure.entry_id else "",
        "computed": figure is not None and not figure.entry_id,
        "proof_query": urlencode({"chi-tieu": line.definition.code, "ky": figure.period.code}) if figure else "",
        "uses": uses,
        "uses_label": _uses_label(line),
    }


def twice_row(one: api.AskedTwice) -> dict[str, Any]:
    """Figures that several requests want of the same period."""
    named = language()
    return {
        "period": one.period.short_label(named),
        "figures": [definition.name(named) for definition, _dims in one.figures],
        "first": _("%(agency)s hỏi trước: “%(title)s”")
        % {"agency": one.first.assigner.name(named), "title": one.first.title(named)},
        "later": [
            {
                "text": (
                    _("%(agency)s dùng lại cho “%(title)s”") if is_read else _("%(agency)s hỏi lại trong “%(title)s”")
                )
                % {"agency": asking.assigner.name(named), "title": asking.title(named)},
                "is_read": is_read,
                "says": _spared(len(one.figures)) if is_read else _repeated(len(one.figures)),
            }
            for asking, is_read in one.later
        ],
    }


def spared_words(record: UnitRecord) -> dict[str, Any]:
    """What was not typed, in cells and minutes, and how the minutes are reckoned."""
    minutes = record.minutes
    cells = record.known + record.reused
    return {
        "cells": show_number(cells),
        "known": show_number(record.known),
        "reused": show_number(record.reused),
        "all": show_number(record.cells),
        "since": show_date(record.since),
        "minutes": show_number(round_half_up(minutes, 0)) if minutes is not None and cells else "",
        "rules": [
            _("Từ %(day)s: %(seconds)d giây một ô. %(source)s.%(doubt)s")
            % {
                "day": show_date(pace.valid_from),
                "seconds": pace.seconds_per_cell,
                "source": pace.source.rstrip("."),
                "doubt": "" if pace.confirmed else " " + _("Cần kiểm tra."),
            }
            for pace in record.paces
        ],
        "without": show_number(record.without_pace) if record.without_pace else "",
    }


def _uses_label(line: api.OwnLine) -> str:
    """`Sở Khoa học và Công nghệ: 3 nơi dùng`; boards and formulas have no agency."""
    count = len(line.uses)
    words = ngettext("%(count)d nơi dùng", "%(count)d nơi dùng", count) % {"count": count}
    agencies = ", ".join(unit.name(language()) for unit in line.agencies)
    return f"{agencies}: {words}" if agencies else words


def _spared(count: int) -> str:
    return ngettext("%(count)d ô không phải nhập lần hai", "%(count)d ô không phải nhập lần hai", count) % {
        "count": count
    }


def _repeated(count: int) -> str:
    words = ngettext(
        "%(count)d ô đứng trên hai biểu; hệ thống điền sẵn khi biểu trước đã gửi",
        "%(count)d ô đứng trên hai biểu; hệ thống điền sẵn khi biểu trước đã gửi",
        count,
    )
    return words % {"count": count}


def _use_url(use: api.OwnUse) -> str:
    if use.kind == "board":
        return f"{reverse('insight:board')}?{urlencode({'bang': use.code})}"
    if use.kind == "formula":
        return reverse("insight:indicator", args=[use.code])
    if use.kind == "version" and use.sent_on is not None:
        sent = use.sent_on
        return reverse("reporting:version", args=[sent.request_id, sent.number]) if sent.may_open else ""
    if use.kind == "request" and use.asking is not None:
        return reverse("reporting:form", args=[use.asking.assignment_id])
    return ""
