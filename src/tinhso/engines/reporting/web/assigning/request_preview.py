"""What a request would be and cost, in words: the same lines on every page that assigns."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.orgs.contracts import Reporters, StraddlingRule
from tinhso.engines.reporting.contracts.requests import AskedBefore, Burden, PastBurden, RequestPreview
from tinhso.engines.reporting.web.levels import level_name, level_names
from tinhso.kernel.quantities import round_half_up
from tinhso.web_kit.display import language, show_number

# Beyond so many units the names stand behind a click.
NAMES_SHOWN = 6


def preview_context(preview: RequestPreview) -> dict[str, Any]:
    """Everything `partials/request_preview.html` shows."""
    names = level_names(preview.period.end)
    units = [unit.name(language()) for unit in preview.respondents]
    by_level: dict[str, int] = {}
    for unit in preview.respondents:
        by_level[unit.level] = by_level.get(unit.level, 0) + 1
    return {
        "title": preview.title(language()),
        "form": preview.form_en if language().startswith("en") else preview.form_vi,
        "period": preview.period.label(language()),
        "cut_off": preview.cut_off_on,
        "deadlines": [(level_name(names, level), due) for level, due in preview.deadlines],
        "consolidator": preview.consolidator.name(language()) if preview.consolidator else "",
        "assigner": preview.assigner.name(language()),
        "respondents": [
            ngettext("%(count)d đơn vị (%(level)s)", "%(count)d đơn vị (%(level)s)", count)
            % {"count": count, "level": level_name(names, level)}
            for level, count in by_level.items()
        ],
        "unit_names": units,
        "hides_names": len(units) > NAMES_SHOWN,
        "on_behalf": [(one.name(language()), other.name(language())) for one, other in preview.on_behalf],
        "hides_on_behalf": len(preview.on_behalf) > NAMES_SHOWN,
        "straddling": [straddling_words(day, rule) for day, rule in preview.straddling],
        "legal_basis": preview.legal_basis,
        "illustrative": preview.illustrative,
        "burden": burden_words(preview.burden),
        "assumption": _assumption(preview.burden),
        "last_time": _last_time(preview.last_time),
        "asked_before": [_asked(one) for one in preview.asked_before],
    }


def straddling_words(day: date, rule: StraddlingRule | None) -> str:
    """Who reports a period inside which units change on a day."""
    who = {
        Reporters.NEW: _("đơn vị sau sắp xếp, cho cả kỳ"),
        Reporters.OLD: _("đơn vị trước sắp xếp, cho cả kỳ"),
        Reporters.BOTH: _("cả hai, mỗi đơn vị cho số ngày của mình"),
    }
    named = {
        "day": f"{day:%d/%m/%Y}",
        "additive": who[rule.additive if rule else Reporters.NEW],
        "others": who[rule.others if rule else Reporters.NEW],
    }
    words = _("Đơn vị thay đổi từ %(day)s. Số cộng được: %(additive)s. Số khác: %(others)s.") % named
    if rule is None:
        return words
    source = _("Theo: %(source)s.") % {"source": rule.source.rstrip(".")}
    return f"{words} {source}" if rule.confirmed else f"{words} {source} " + _("Cần kiểm tra.")


def burden_words(burden: Burden) -> list[tuple[str, str]]:
    """(name, value) of what a request costs."""
    cells = {"each": burden.cells_per_unit, "all": _n(burden.cells)}
    lines = [
        (
            _("Số ô"),
            ngettext(
                "%(each)d ô mỗi đơn vị, %(all)s ô tất cả",
                "%(each)d ô mỗi đơn vị, %(all)s ô tất cả",
                burden.cells_per_unit,
            )
            % cells,
        ),
        (
            _("Hệ thống đã có"),
            ngettext("%(count)s ô, không phải nhập", "%(count)s ô, không phải nhập", burden.known + burden.derived)
            % {"count": _n(burden.known + burden.derived)},
        ),
    ]
    if burden.reused:
        lines.append(
            (
                _("Dùng lại số đã có"),
                ngettext("%(count)s ô, nơi khác đã giao", "%(count)s ô, nơi khác đã giao", burden.reused)
                % {"count": _n(burden.reused)},
            )
        )
    lines.append((_("Còn phải nhập"), ngettext("%(count)s ô", "%(count)s ô", burden.left) % {"count": _n(burden.left)}))
    if burden.minutes_per_unit is not None and burden.person_hours is not None:
        minutes = show_number(round_half_up(burden.minutes_per_unit, 0))
        hours = show_number(round_half_up(burden.person_hours, 1))
        effort = _("khoảng %(minutes)s phút một đơn vị, %(hours)s giờ công cả thảy")
        lines.append((_("Công sức"), effort % {"minutes": minutes, "hours": hours}))
    return lines


def _assumption(burden: Burden) -> str:
    if burden.pace is None:
        return _("Chưa có giả định một ô nhập mất bao nhiêu giây, nên chưa ước được số phút.")
    words = _("Tính theo %(seconds)d giây một ô. %(source)s.") % {
        "seconds": burden.pace.seconds_per_cell,
        "source": burden.pace.source,
    }
    return words if burden.pace.confirmed else words + " " + _("Cần kiểm tra.")


def _last_time(past: PastBurden | None) -> str:
    if past is None:
        return ""
    words = ngettext(
        "Lần trước, “%(title)s”: %(reports)d báo cáo, %(typed)s ô nhập tay trong %(cells)s ô.",
        "Lần trước, “%(title)s”: %(reports)d báo cáo, %(typed)s ô nhập tay trong %(cells)s ô.",
        past.reports,
    )
    return words % {
        "title": past.title(language()),
        "reports": past.reports,
        "typed": _n(past.typed),
        "cells": _n(past.cells),
    }


def _asked(one: AskedBefore) -> dict[str, Any]:
    name = one.definition.name(language())
    return {
        "code": one.definition.code,
        "name": f"{name} ({one.dims})" if one.dims else name,
        "by": one.assigner.name(language()),
        "title": one.title(language()),
        "units": len(one.unit_ids),
        "answered": one.answered,
        "due_at": one.due_at,
    }


def _n(value: int | Fraction) -> str:
    return show_number(value)
