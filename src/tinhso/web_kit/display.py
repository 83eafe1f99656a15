"""Numbers, dates and time left, written once for all screens in the reader's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from tinhso.kernel.quantities import Operator, format_number, format_percent

NONE = "–"
Number = Decimal | Fraction | int
# A template hands over "" for a variable that is not there; it means the same as None.
Decimals = int | Literal[""] | None


def show_number(value: Number | str | None, decimals: Decimals = None, operator: Operator | int | str = "") -> str:
    """Return `1.234,5` in Vietnamese, `1,234.5` in English, an en dash for None.

    Args:
        value: exact number, or its plain text as the ledger and REST give it.
        decimals: decimals to show, rounded half up; None shows all there are.
        operator: an `Operator`, its code or its symbol; anything but `=` is written in front.
    """
    if value is None or value == "":
        return NONE
    return _symbol(operator) + format_number(_exact(value), language(), _wanted(decimals))


def show_percent(value: Number | str | None, decimals: Decimals = 1, operator: Operator | int | str = "") -> str:
    """Return `61,2%` (without a space) for a value already in percent."""
    if value is None or value == "":
        return NONE
    return _symbol(operator) + format_percent(_exact(value), language(), _wanted(decimals))


def show_signed(value: Number | str | None, decimals: Decimals = None) -> str:
    """Return a difference with its sign: `+0,9`, `−120`, `0`."""
    if value is None or value == "":
        return NONE
    exact = _exact(value)
    text = format_number(exact, language(), _wanted(decimals))
    return f"+{text}" if exact > 0 else text


def show_date(value: date | datetime | None) -> str:
    """Return `17/11/2026` in local time."""
    if value is None:
        return NONE
    return f"{_local(value):%d/%m/%Y}"


def show_datetime(value: datetime | None) -> str:
    """Return `17/11/2026 13:42` in local time."""
    if value is None:
        return NONE
    return f"{_local(value):%d/%m/%Y %H:%M}"


def show_weekday(value: date | datetime) -> str:
    """Return `thứ Ba` or `Tuesday`."""
    names = (
        gettext("thứ Hai"),
        gettext("thứ Ba"),
        gettext("thứ Tư"),
        gettext("thứ Năm"),
        gettext("thứ Sáu"),
        gettext("thứ Bảy"),
        gettext("Chủ nhật"),
    )
    return names[_local(value).weekday()]


def show_deadline(value: datetime, now: datetime) -> str:
    """Return a deadline as people say it: `17:00 hôm nay`, `17:00 ngày mai`, `17:00 thứ Năm 19/11`."""
    local, today = timezone.localtime(value), timezone.localdate(now)
    clock = f"{local:%H:%M}"
    days = (local.date() - today).days
    if days == 0:
        return gettext("%(clock)s hôm nay") % {"clock": clock}
    if days == 1:
        return gettext("%(clock)s ngày mai") % {"clock": clock}
    day = f"{local:%d/%m}" if local.year == today.year else f"{local:%d/%m/%Y}"
    return gettext("%(clock)s %(weekday)s %(day)s") % {"clock": clock, "weekday": show_weekday(local), "day": day}


def time_left(due: datetime, now: datetime) -> tuple[str, str]:
    """Return (words, tone): `còn 3 giờ` and `warn`, `quá hạn 2 ngày` and `bad`.

    Hours round down to what is surely left: 3 h 18 min is “còn 3 giờ”.
    """
    left = due - now
    if left < timedelta(0):
        return gettext("quá hạn %(time)s") % {"time": show_duration(-left)}, "bad"
    tone = "warn" if left < timedelta(days=1) else "quiet"
    return gettext("còn %(time)s") % {"time": show_duration(left)}, tone


def time_ago(then: datetime, now: datetime) -> str:
    """Return `vừa xong`, `2 phút trước`, `3 ngày trước`."""
    if now - then < timedelta(minutes=1):
        return gettext("vừa xong")
    return gettext("%(time)s trước") % {"time": show_duration(now - then)}


def show_duration(span: timedelta) -> str:
    """Return the largest whole unit of a span: minutes, hours, days."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(count)d phút", "%(count)d phút", minutes) % {"count": minutes}
    if minutes < 24 * 60:
        return ngettext("%(count)d giờ", "%(count)d giờ", minutes // 60) % {"count": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(count)d ngày", "%(count)d ngày", days) % {"count": days}


def language() -> str:
    """Return the reader's language, `vi` when none is active."""
    return translation.get_language() or "vi"


def _wanted(decimals: Decimals) -> int | None:
    return None if decimals == "" else decimals


def _exact(value: Number | str) -> Number:
    return Decimal(value) if isinstance(value, str) else value


def _symbol(operator: Operator | int | str) -> str:
    """Return the operator's symbol with a no-break space, nothing for equality."""
    symbol = operator if isinstance(operator, str) else Operator(operator).symbol
    return f"{symbol}\u00a0" if symbol not in {"", "="} else ""


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) else value
