"""`{% load insight %}`: names of units, periods and texts in the reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _

from tinhso.kernel.periods import Period
from tinhso.web_kit.display import language, show_datetime

register = template.Library()


@register.filter
def named(thing: Any) -> str:
    """`{{ unit|named }}`: anything with `name(language)` in the reader's language."""
    return str(thing.name(language()))


@register.filter
def period_label(period: Period) -> str:
    """`{{ period|period_label }}`: `Tháng 11/2026 (15/10–14/11)`."""
    return period.label(language())


@register.filter
def short_period(period: Period) -> str:
    """`{{ period|short_period }}`: `11/2026`."""
    return period.short_label(language())


@register.filter
def vn_moment(moment: datetime) -> str:
    """`{{ moment|vn_moment }}`: `17/11/2026 13:42`, for sentences that are translated whole."""
    return show_datetime(moment)


@register.filter
def file_problem(line: Any) -> str:
    """`{{ file|file_problem }}`: why a file could not be made, in words."""
    if line.problem == "reach":
        return _("Quyền xem số của bạn đã đổi từ lúc hỏi; hãy tạo lại.")
    return str(line.problem)
