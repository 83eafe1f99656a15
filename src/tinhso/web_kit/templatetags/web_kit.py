"""`{% load web_kit %}`: numbers, dates, marks, charts, maps. The logic lives in the modules beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Page
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tinhso.kernel.data_block import write_block
from tinhso.web_kit import display
from tinhso.web_kit.assets import asset_url
from tinhso.web_kit.charts import Chart
from tinhso.web_kit.icons import icon as draw_icon
from tinhso.web_kit.maps import CommuneMap
from tinhso.web_kit.marks import TONE_ICONS, check_tone, find_mark
from tinhso.web_kit.menus import draw_main_menu, draw_user_menu
from tinhso.web_kit.paging import page_links, with_parameter
from tinhso.web_kit.pickers import draw_picker
from tinhso.web_kit.sparkline import Number, draw_bars, draw_line, share_of

register = template.Library()

register.simple_tag(asset_url, name="asset")
register.simple_tag(draw_main_menu, takes_context=True, name="main_menu")
register.simple_tag(draw_picker, name="picker")
register.simple_tag(draw_user_menu, takes_context=True, name="user_menu")
register.simple_tag(draw_icon, name="icon")
register.simple_tag(display.show_number, name="number")
register.simple_tag(display.show_percent, name="percent")
register.simple_tag(display.show_signed, name="signed")
register.filter("vn_number", lambda value, decimals=None: display.show_number(value, decimals))
register.filter("vn_percent", lambda value, decimals=1: display.show_percent(value, decimals))
register.filter("vn_date", display.show_date)
register.filter("vn_datetime", display.show_datetime)
register.filter("vn_weekday", display.show_weekday)
register.simple_tag(display.show_date, name="vn_date")
register.simple_tag(display.show_datetime, name="vn_datetime")


@register.filter
def data_block(data: object, element_id: str) -> SafeString:
    """`{{ rules|data_block:"rules-42" }}`: plain data for a script, as by `json_script`, but lasting parts once."""
    # No tag can begin in what is written, so it may stand as it is.
    text = SafeString(write_block(data))
    return format_html('<script id="{}" type="application/json">{}</script>', element_id, text)


def _now(context: Context) -> datetime:
    """The page's clock, which every page has from the site; what is drawn apart from a page must be given one.

    Without it the drawing fails: the machine's clock is not the product's, and the page would say two times.
    """
    now = context.get("now")
    if not isinstance(now, datetime):
        raise ImproperlyConfigured("A deadline or an age is drawn without the page's clock: put `now` in the context.")
    return now


@register.simple_tag(takes_context=True)
def time_left(context: Context, due: datetime) -> SafeString:
    """`{% time_left task.due_at %}`: a mark such as “còn 3 giờ” or “quá hạn 2 ngày”."""
    words, tone = display.time_left(due, _now(context))
    return mark(tone, words, icon="clock" if tone != "bad" else "alert")


@register.simple_tag(takes_context=True)
def deadline(context: Context, due: datetime) -> str:
    """`{% deadline task.due_at %}`: “17:00 hôm nay”."""
    return display.show_deadline(due, _now(context))


@register.simple_tag(takes_context=True)
def time_ago(context: Context, then: datetime) -> str:
    """`{% time_ago row.updated_at %}`: “2 phút trước”."""
    return display.time_ago(then, _now(context))


@register.simple_tag
def mark(tone: str, text: str, icon: str | None = None) -> SafeString:
    """`{% mark "warn" "1 cảnh báo" %}`: icon, words and colour; `icon=""` leaves the icon out."""
    name = TONE_ICONS[check_tone(tone)] if icon is None else icon
    return format_html('<span class="mark tone-{}">{}{}</span>', tone, draw_icon(name) if name else "", text)


@register.simple_tag
def status_mark(code: str, text: str = "") -> SafeString:
    """`{% status_mark task.state %}`; `text=` replaces the word and keeps icon and colour."""
    found = find_mark(code)
    return mark(found.tone, text or str(found.word), icon=found.icon)


@register.inclusion_tag("web_kit/partials/chart.html")
def chart(spec: Chart) -> dict[str, Any]:
    """`{% chart chart %}`: sentence, picture, table of the same numbers, CSV link."""
    first = spec.series[0].values if spec.series else ()
    return {"chart": spec, "still": draw_line(first, 640, 220, spec.goal.value if spec.goal else None)}


@register.inclusion_tag("web_kit/partials/commune_map.html")
def commune_map(spec: CommuneMap) -> dict[str, Any]:
    """`{% commune_map map %}`: sentence, SVG with a link per unit, legend."""
    return {"map": spec}


@register.inclusion_tag("web_kit/partials/sparkline.html")
def sparkline(
    values: Sequence[Number | None],
    label: str = "",
    tone: str = "",
    goal: Number | None = None,
    width: int = 140,
    height: int = 36,
) -> dict[str, Any]:
    """`{% sparkline values tone="bad" goal=80 label="24 tháng" %}`: without a label it is decoration."""
    return {
        "line": draw_line(values, width, height, None if goal == "" else goal),
        "tone": check_tone(tone) if tone else "",
        "label": label,
    }


@register.inclusion_tag("web_kit/partials/spark_bars.html")
def spark_bars(
    values: Sequence[Number | None], label: str = "", tone: str = "", width: int = 248, height: int = 84
) -> dict[str, Any]:
    """`{% spark_bars values tone="warn" label="12 kỳ gần nhất" %}`: bars from zero, the last one in the tone."""
    bars = draw_bars(values, width, height)
    return {"bars": bars, "tone": check_tone(tone) if tone else "", "label": label, "width": width, "height": height}


@register.inclusion_tag("web_kit/partials/bar.html")
def bar(
    value: Number, whole: Number = 100, label: str = "", tone: str = "", goal: Number | None = None
) -> dict[str, Any]:
    """`{% bar 91 102 label="91/102 xã" %}`: a bar from zero, with an optional goal line."""
    place = share_of(goal, whole) if goal not in (None, "") else None
    return {"share": share_of(value, whole), "label": label, "tone": tone, "goal": place}


@register.inclusion_tag("web_kit/partials/cell_progress.html")
def cell_progress(known: int, typed: int, total: int) -> dict[str, Any]:
    """`{% cell_progress 14 3 20 %}`: cells the system knew, cells typed, cells left."""
    return {
        "known": share_of(known, total),
        "typed": share_of(typed, total),
        "filled": known + typed,
        "total": total,
    }


@register.inclusion_tag("web_kit/partials/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], parameter: str = "trang") -> dict[str, Any]:
    """`{% pager page %}`: links to the pages of `paging.page_of`, keeping the filters of the address."""
    query = context["request"].GET
    return {"page": page, "links": list(page_links(page, query, parameter)), "query": query, "parameter": parameter}


@register.simple_tag(takes_context=True)
def query_with(context: Context, name: str, value: object | None = None) -> str:
    """`<a href="{% query_with "ky" "nd09:2026-11" %}">`: this address with one parameter changed or removed."""
    return with_parameter(context["request"].GET, name, None if value is None else str(value))


@register.filter
def attribute_date(value: date | datetime) -> str:
    """ISO text for `<time datetime>`."""
    return value.isoformat()


@register.filter
def unlocalized(value: float) -> str:
    """A coordinate for SVG: `12.5`, never `12,5`, whatever the reader's language."""
    return f"{value:g}"


@register.filter
def at(items: Sequence[Any], index: int) -> Any:
    """`columns|at:forloop.counter0`: the item at a position, None beyond the end."""
    return items[index] if index < len(items) else None
