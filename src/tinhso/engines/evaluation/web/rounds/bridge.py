"""A closed round re-scored under another version: old points, new points, and what every component changes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.rounds import NotRescored
from tinhso.engines.evaluation.errors import UnknownScorecard
from tinhso.engines.evaluation.web.plans import Reading
from tinhso.engines.evaluation.web.rounds.words import points, round_head, signed_points
from tinhso.kernel.csv_text import csv_text
from tinhso.web_kit.attachment import CSV, attachment
from tinhso.web_kit.display import language

MOST_PARTS = 3


def _bridge(request: Reading, number: int) -> api.BridgePage:
    text = request.GET.get("phien-ban", "")[:6]
    if text and not text.isdecimal():
        raise UnknownScorecard(scorecard=f"{number}:{text}")
    return api.compute_bridge(number, int(text) if text else None, request.rights)


@require_safe
@never_cache
def show(request: Reading, number: int) -> HttpResponse:
    """The bridge of every unit; of one unit all its parts."""
    page = _bridge(request, number)
    here = reverse("evaluation:round_bridge", args=[number])
    wanted = request.GET.get("don-vi", "")[:20]
    chosen = next((one for one in page.lines if one.unit.code == wanted), None)
    kept = {"phien-ban": page.card.version}
    context: dict[str, Any] = {
        "head": round_head(page.round),
        "version": page.card.version,
        "result_url": reverse("evaluation:round_result", args=[number]),
        "chips": [
            {"url": f"{here}?{urlencode({'phien-ban': one})}", "label": _("phiên bản %(version)s") % {"version": one},
             "current": one == page.card.version}
            for one in page.versions
        ],
        "sentence": _sentence(page),
        "lines": [_line(page, one, f"{here}?{urlencode({**kept, 'don-vi': one.unit.code})}") for one in page.lines],
        "unanswered": [
            {"code": code, "name": page.names[code].in_language(language()), "count": count, "why": _why(why)}
            for code, whys in page.unanswered.items()
            for why, count in whys.items()
        ],
        "chosen": None if chosen is None else {
            **_line(page, chosen, ""),
            "parts": [
                {"code": code, "name": page.names[code].in_language(language()), "part": signed_points(part)}
                for code, part in _ordered(chosen)
            ],
        },
        "csv_url": f"{reverse('evaluation:round_bridge_csv', args=[number])}?{urlencode(kept)}",
    }  # fmt: skip
    return render(request, "evaluation/round_bridge.html", context)


def _why(one: NotRescored) -> str:
    return {
        NotRescored.NEW: _("tiêu chí mới, lúc đó chưa hỏi"),
        NotRescored.NO_FIGURE: _("lúc đóng đợt chưa có số liệu này"),
        NotRescored.BY_FIGURE: _("lúc đó số liệu chấm, nay đơn vị tự chấm"),
        NotRescored.OTHER_SHAPE: _("đổi hẳn cách chấm"),
        NotRescored.NO_ANSWER: _("lúc đó không có câu trả lời"),
        NotRescored.CUT: _("điểm thẩm định khác tự chấm, không suy ra được một câu trả lời duy nhất"),
        NotRescored.NOT_IN_RULE: _("câu trả lời cũ không có trong cách chấm mới"),
    }[one]


def _sentence(page: api.BridgePage) -> str:
    moved = sum(one.old_rank != one.new_rank for one in page.lines)
    return _("Theo phiên bản %(version)s, %(moved)s/%(total)s đơn vị đổi hạng.") % {
        "version": page.card.version, "moved": moved, "total": len(page.lines),
    }  # fmt: skip


def _ordered(one: api.BridgeLine) -> list[tuple[str, Any]]:
    return sorted(one.parts.items(), key=lambda pair: (-abs(pair[1]), pair[0]))


def _line(page: api.BridgePage, one: api.BridgeLine, url: str) -> dict[str, Any]:
    return {
        "name": one.unit.name(language()),
        "url": url,
        "old": points(one.old),
        "new": points(one.new),
        "difference": signed_points(one.new - one.old) or "0",
        "old_rank": one.old_rank,
        "new_rank": one.new_rank,
        "most": ", ".join(f"{code} {signed_points(part)}" for code, part in _ordered(one)[:MOST_PARTS]) or "–",
    }


@require_safe
@never_cache
def download(request: Reading, number: int) -> HttpResponse:
    """Every unit with every part, exact fractions as decimals of four places."""
    page = _bridge(request, number)
    codes = sorted({code for one in page.lines for code in one.parts}, key=api.code_order)
    rows: list[list[object]] = [["unit", "name", "old_rank", "new_rank", "old", "new", "difference", *codes]]
    for one in page.lines:
        exact = [one.old, one.new, one.new - one.old, *(one.parts.get(code, Fraction(0)) for code in codes)]
        rows.append(
            [
                one.unit.code,
                one.unit.name("vi"),
                one.old_rank,
                one.new_rank,
                *(api.plain_points(part) for part in exact),
            ]
        )
    return attachment(csv_text(rows), f"cau-noi-{number}-{page.card.version}.csv", CSV)
