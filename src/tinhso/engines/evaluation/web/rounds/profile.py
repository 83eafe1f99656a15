"""The pillars and the map of a round's result, and the result on one A4 page."""

from __future__ import annotations

from collections import Counter
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
from tinhso.engines.evaluation.contracts.round_errors import UnknownRound
from tinhso.engines.evaluation.web.paper_links import paper_links
from tinhso.engines.evaluation.web.plans import Reading
from tinhso.engines.evaluation.web.rounds.words import points, round_head
from tinhso.engines.orgs import api as orgs
from tinhso.web_kit.attachment import CSV, attachment
from tinhso.web_kit.charts import Chart, Series
from tinhso.web_kit.display import language, show_percent
from tinhso.web_kit.maps import CommuneMap, LegendItem, MapUnit

PERCENT = 100


def third_words() -> dict[str, str]:
    """The thirds of a ranking, as the map fills them."""
    return {"3": _("phần ba trên"), "2": _("phần ba giữa"), "1": _("phần ba dưới")}


@require_safe
@never_cache
def show(request: Reading, number: int) -> HttpResponse:
    """The pillars of a result as bars, of one unit beside the mean, and the units on a map by third of the ranking."""
    page = api.compute_result(number, request.rights)
    here = reverse("evaluation:round_profile", args=[number])
    wanted = request.GET.get("don-vi", "")[:20]
    chosen = next((one for one in page.lines if one.line.unit.code == wanted), None)
    if wanted and chosen is None:
        raise UnknownRound(round=f"{number}/{wanted}")
    csv_url = reverse("evaluation:round_profile_csv", args=[number])
    groups = api.thirds(page.lines)
    context = {
        "head": round_head(page.round),
        "result_url": reverse("evaluation:round_result", args=[number]),
        "provisional": str(page.round.state) == "open",
        "sentence": _sentence(page),
        "chart": _chart(page, chosen, csv_url),
        "pillars": _pillars(page, here),
        "chosen": wanted,
        "units": [
            {"code": one.line.unit.code, "name": one.line.unit.name(language())}
            for one in sorted(page.lines, key=lambda line: line.line.unit.sort_key)
        ],
        "map": _map(page, groups, here),
        "lines": [
            {"name": one.line.unit.name(language()), "url": f"{here}?{urlencode({'don-vi': one.line.unit.code})}",
             "rank": one.score.rank, "shown": points(one.score.share * page.round.card.points),
             "third": third_words()[groups[one.line.unit.code]]}
            for one in page.lines
        ],
        "csv_url": csv_url,
        "papers": paper_links("round_result_paper", number),
        "sheet_url": reverse("evaluation:round_sheet", args=[number]),
    }  # fmt: skip
    return render(request, "evaluation/round_profile.html", context)


def _sentence(page: api.ResultPage) -> str:
    known = [one for one in api.pillar_profiles(page) if one.mean is not None]
    if not known:
        return _("Chưa có điểm ở nhóm nào.")
    best, worst = (pick(known, key=lambda one: (one.mean or Fraction(0), one.code)) for pick in (max, min))
    return _("Cao nhất là %(best)s, bình quân đạt %(high)s số điểm; thấp nhất là %(worst)s, %(low)s.") % {
        "best": best.name.in_language(language()), "high": _percent(best.mean),
        "worst": worst.name.in_language(language()), "low": _percent(worst.mean),
    }  # fmt: skip


def _percent(share: Fraction | None) -> str:
    return "–" if share is None else show_percent(share * PERCENT, 1)


def _chart(page: api.ResultPage, chosen: api.ResultLine | None, csv_url: str) -> Chart:
    profiles = api.pillar_profiles(page)

    def scaled(shares: list[Fraction | None]) -> list[Fraction | None]:
        return [None if share is None else share * PERCENT for share in shares]

    series = [Series(_("bình quân"), scaled([one.mean for one in profiles]), 1, "bar", tone="quiet" if chosen else "")]
    sentence = _("Phần điểm đạt được của từng nhóm, bình quân các đơn vị.")
    if chosen is not None:
        own = scaled([chosen.score.by_node[one.code] for one in profiles])
        series.insert(0, Series(chosen.line.unit.name(language()), own, 1, "bar"))
        sentence = _("%(unit)s, hạng %(rank)s/%(total)s: phần điểm đạt được của từng nhóm, bên cạnh bình quân.") % {
            "unit": chosen.line.unit.name(language()), "rank": chosen.score.rank, "total": len(page.lines),
        }  # fmt: skip
    return Chart(
        chart_id="pillars",
        sentence=sentence,
        labels=[f"{one.code}. {one.name.in_language(language())}" for one in profiles],
        series=series,
        label_name=_("Nhóm"),
        unit="%",
        csv_url=csv_url,
        horizontal=True,
    )


def _pillars(page: api.ResultPage, here: str) -> list[dict[str, Any]]:
    names = {one.line.unit.code: one.line.unit.name(language()) for one in page.lines}
    return [
        {"name": f"{one.code}. {one.name.in_language(language())}", "points": points(one.points),
         "mean": _percent(one.mean), "low": _percent(one.low), "high": _percent(one.high),
         "best": [{"name": names[code], "url": f"{here}?{urlencode({'don-vi': code})}"} for code in one.best[:3]],
         "more": max(len(one.best) - 3, 0)}
        for one in api.pillar_profiles(page)
    ]  # fmt: skip


def _map(page: api.ResultPage, groups: dict[str, str], here: str) -> CommuneMap:
    said, counted = third_words(), Counter(groups.values())
    ordered = sorted(page.lines, key=lambda one: one.line.unit.sort_key)
    return CommuneMap(
        shapes=orgs.shapes_of([one.line.unit for one in page.lines]),
        units=[
            MapUnit(
                key=str(one.line.unit.id),
                name=one.line.unit.name(language()),
                label=_("hạng %(rank)s, %(score)s điểm (%(third)s)") % {
                    "rank": one.score.rank, "score": points(one.score.share * page.round.card.points),
                    "third": said[groups[one.line.unit.code]],
                },
                fill=groups[one.line.unit.code],
                href=f"{here}?{urlencode({'don-vi': one.line.unit.code})}",
            )
            for one in ordered
        ],
        legend=[LegendItem(fill, said[fill], counted[fill]) for fill in said],
        title=_("Bản đồ kết quả"),
    )  # fmt: skip


@require_safe
@never_cache
def download(request: Reading, number: int) -> HttpResponse:
    """Every unit with its third of the ranking and the share of each pillar, the means below, as CSV."""
    page = api.compute_result(number, request.rights)
    return attachment(api.profile_csv(page), f"nhom-{number}.csv", CSV)


@require_safe
@never_cache
def download_sheet(request: Reading, number: int) -> HttpResponse:
    """The result on one A4 page, PDF, in the reader's language."""
    address = request.build_absolute_uri(reverse("evaluation:round_result", args=[number]))
    file = api.result_sheet(api.compute_result(number, request.rights), language(), address)
    return attachment(file.content, file.name, file.mime)
