"""The result of a round: places with how sure they are, by pillar and by cluster, and who is proposed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.web.paper_links import paper_links
from tinhso.engines.evaluation.web.plans import Reading
from tinhso.engines.evaluation.web.rounds.words import mark_of, points, range_places, round_head
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.papers import render as render_paper
from tinhso.web_kit.attachment import CSV, attachment
from tinhso.web_kit.display import language


@require_safe
@never_cache
def show(request: Reading, number: int) -> HttpResponse:
    """The ranking of a round: whole, pillars, clusters, ranges of 10,000 runs, and the commendation list."""
    page = api.compute_result(number, request.rights)
    card = page.round.card
    wanted = request.GET.get("khoi", "")
    here = reverse("evaluation:round_result", args=[number])
    names = {one.code: one.title.in_language(language()) for one in card.clusters}
    spoken = "en" if language().startswith("en") else "vi"
    context = {
        "head": round_head(page.round),
        "sent": page.sent,
        "total": len(page.lines),
        "provisional": str(page.round.state) == "open",
        "pillars": [{"code": one.code, "name": one.name.in_language(language())} for one in card.pillars],
        "chips": [
            {"url": here, "label": _("tất cả"), "count": len(page.lines), "current": wanted not in names},
            *(
                {"url": f"{here}?khoi={code}", "label": name, "current": wanted == code,
                 "count": sum(one.line.cluster == code for one in page.lines)}
                for code, name in names.items()
            ),
        ],
        "lines": [
            _line(page, one)
            for one in page.lines
            if wanted not in names or one.line.cluster == wanted
        ],
        "in_cluster": wanted in names,
        "proposed": [
            {"name": names[one.code], "lines": [_line(page, unit) for unit in page.proposed(one)]}
            for one in card.clusters
        ],
        "rule": api.rule_words(page, spoken),
        "sentence": api.result_sentence(page, spoken),
        "deciding": [
            {"name": f"{component.code} {component.name.in_language(language())}", "moved": Decimal(f"{moved:.1f}")}
            for component, moved in page.deciding[:5]
        ],
        "papers": paper_links("round_result_paper", number),
        "csv_url": reverse("evaluation:round_result_csv", args=[number]),
        "profile_url": reverse("evaluation:round_profile", args=[number]),
        "sheet_url": reverse("evaluation:round_sheet", args=[number]),
        "methods_url": reverse("evaluation:round_methods", args=[number]),
        "bundle_url": reverse("evaluation:round_bundle", args=[number]),
        "bridge_url": reverse("evaluation:round_bridge", args=[number]) if page.round.newer_version else "",
        "letter_url": reverse("evaluation:round_letter", args=[number]),
    }  # fmt: skip
    return render(request, "evaluation/round_result.html", context)


def _line(page: api.ResultPage, one: api.ResultLine) -> dict[str, Any]:
    number, card = page.round.number, page.round.card
    return {
        "rank": one.score.rank,
        "cluster_rank": one.cluster_rank,
        "name": one.line.unit.name(language()),
        "url": reverse("evaluation:round_unit", args=[number, one.line.unit.code]),
        "score": one.score.share * card.points,
        "shown": points(one.score.share * card.points),
        "low": one.range.low,
        "high": one.range.high,
        "median": one.range.median,
        "apart": one.not_apart,
        **range_places(one.range, len(page.lines)),
        "pillars": [one.pillar_ranks.get(node.code, "–") for node in card.pillars],
        "provisional": one.score.is_provisional,
        "proposed": one.is_proposed,
        "mark": mark_of(one.line.state),
        "sent": one.line.sent_at is not None,
    }


@require_safe
@never_cache
def download(request: Reading, number: int) -> HttpResponse:
    """The ranking of a round as CSV, with every pillar's points and place."""
    page = api.compute_result(number, request.rights)
    card = page.round.card
    parts = [f"{name}_{one.code}" for one in card.pillars for name in ("points", "rank")]
    rows: list[list[object]] = [
        [
            "rank",
            "unit",
            "name",
            "cluster",
            "cluster_rank",
            "score",
            "median",
            "low",
            "high",
            "not_told_apart",
            "proposed",
            *parts,
        ]
    ]
    for one in page.lines:
        pillars: list[Any] = []
        for node in card.pillars:
            share = one.score.by_node[node.code]
            pillars += ["" if share is None else api.plain_points(share * node.points),
                        one.pillar_ranks.get(node.code, "")]  # fmt: skip
        rows.append(
            [one.score.rank, one.line.unit.code, one.line.unit.name("vi"), one.line.cluster, one.cluster_rank,
             api.plain_points(one.score.share * card.points), one.range.median, one.range.low, one.range.high,
             one.not_apart, int(one.is_proposed), *pillars]
        )  # fmt: skip
    return attachment(csv_text(rows), f"ket-qua-{number}.csv", CSV)


@require_safe
@never_cache
def download_letter(request: Reading, number: int) -> HttpResponse:
    """The letter that proposes units for commendation, as .docx."""
    file = render_paper(api.commendation_letter(number, request.rights), "docx")
    return attachment(file.content, file.name, file.mime)


@require_safe
@never_cache
def download_bundle(request: Reading, number: int) -> HttpResponse:
    """The public bundle of a closed round, with a script that computes the table again by itself."""
    return attachment(api.result_bundle(number, request.rights), f"ket-qua-{number}.zip", "application/zip")
