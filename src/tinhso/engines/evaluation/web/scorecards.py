"""Scorecards: what they ask, the ranking of one that answers itself, a unit's profile, the public bundle."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.scorecards import Component, ScorecardDefinition, Shape
from tinhso.engines.evaluation.errors import NothingToScore, UnknownScorecard
from tinhso.engines.evaluation.web.paper_links import paper_links
from tinhso.engines.evaluation.web.plans import Reading
from tinhso.engines.evaluation.web.rounds.words import given_words, points_words, range_places
from tinhso.web_kit.attachment import CSV, attachment
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number

PERCENT = 100


def shape_words(shape: Shape) -> str:
    """How a component is scored, in words."""
    return {
        Shape.YES_NO: _("có hoặc không"),
        Shape.GRADED: _("theo mức"),
        Shape.HALVES: _("hai nửa điểm"),
        Shape.RATIO: _("tỷ lệ nhân điểm tối đa"),
        Shape.TO_TARGET: _("tỷ lệ so với mục tiêu, không quá điểm tối đa"),
        Shape.GOALPOSTS: _("giữa hai cận"),
        Shape.FORMULA: _("theo công thức"),
        Shape.NOT_SCORED: _("không chấm điểm"),
    }[shape]


def _today() -> Any:
    return api.read_moment("").on


def _kept(request: HttpRequest) -> str:
    period = request.GET.get("ky", "")[:30]
    return f"?{urlencode({'ky': period})}" if period else ""


def asked_ranking(request: Reading, code: str) -> api.RankPage:
    """The ranking of a card for the period that the address names. Raises EVA-011, EVA-012."""
    return api.compute_ranking(code, request.GET.get("ky", "")[:30], _today(), request.rights)


@require_safe
def show_list(request: Reading) -> HttpResponse:
    """The scorecards in force: what each is about, how many criteria and points."""
    cards = [
        {
            "title": card.title.in_language(language()),
            "url": reverse("evaluation:scorecard", args=[card.code]),
            "count": len(card.components),
            "points": points_words(card.points),
            "source": card.source,
            "itself": api.answers_itself(card),
            "status": card.status.in_language(language()),
        }
        for card in api.list_scorecards(_today())
    ]
    return render(request, "evaluation/scorecards.html", {"cards": cards})


@require_safe
def show(request: Reading, code: str) -> HttpResponse:
    """A scorecard: its ranking with how sure each place is, where it answers itself; its criteria with their points."""
    card, _stored = api.find_scorecard(code, _today())
    page: api.RankPage | None = None
    if api.answers_itself(card):
        try:
            page = asked_ranking(request, code)
        except NothingToScore:
            page = None
    context: dict[str, Any] = {
        "card": card,
        "title": card.title.in_language(language()),
        "status": card.status.in_language(language()),
        "tree": _tree(card),
        "itself": api.answers_itself(card),
        "page": page,
        "package_url": reverse("evaluation:scorecard_package", args=[code]),
        "build_url": reverse("evaluation:scorecard_build", args=[code]) if api.may_build(code, request.rights) else "",
    }
    if page is not None:
        context |= _result(page, _kept(request))
    return render(request, "evaluation/scorecard.html", context)


@require_safe
def show_unit(request: Reading, code: str, unit: str) -> HttpResponse:
    """A unit's profile: its place, how sure it is, points by criterion, what would move it up."""
    page = asked_ranking(request, code)
    line = page.line(unit)
    if line is None:
        raise UnknownScorecard(scorecard=f"{code}/{unit}")
    whole = 1 if page.card.shown_as == "index" else page.card.points
    steps = {component.code: gain * whole for component, gain in api.unit_steps(page, unit)}
    context = {
        "title": page.card.title.in_language(language()),
        "card_url": reverse("evaluation:scorecard", args=[code]) + _kept(request),
        "name": line.unit.name(language()),
        "line": _line(page, line, _kept(request)),
        "total": len(page.lines),
        "period": page.period.label(language()),
        "decimals": page.card.decimals,
        "csv_url": reverse("evaluation:scorecard_unit_csv", args=[code, unit]) + _kept(request),
        "papers": paper_links("scorecard_unit_paper", code, unit, more=_kept(request)),
        "apart": [_named(page, other, _kept(request)) for other in page.apart.get(unit, ())],
        "rows": [
            {
                "code": one.code,
                "name": one.name.in_language(language()),
                "points": one.points,
                "had": _points_had(line.score.shares[one.code], one.points),
                "gain": steps.get(one.code),
                "shape": shape_words(one.shape),
                **_figure(page, unit, one),
            }
            for one in page.card.components
        ],
        "illustrative": page.card.illustrative,
    }
    return render(request, "evaluation/scorecard_unit.html", context)


def _figure(page: api.RankPage, unit: str, component: Component) -> dict[str, str]:
    """What a figure answers, and the way to its origin; why nothing is there and what follows."""
    answer = page.answers[unit].get(component.code)
    if answer is None:
        return {"answer": "–", "url": ""}
    asked = {"chi-tieu": component.indicator, "don-vi": unit, "ky": page.period.code}
    url = f"{reverse('insight:proof')}?{urlencode(asked)}" if component.indicator else ""
    return {"answer": given_words(component, answer), "url": url}


def _named(page: api.RankPage, unit: str, kept: str) -> dict[str, str]:
    line = page.line(unit)
    name = line.unit.name(language()) if line else unit
    return {"name": name, "url": reverse("evaluation:scorecard_unit", args=[page.card.code, unit]) + kept}


@require_safe
def download_table(request: Reading, code: str) -> HttpResponse:
    """The ranking as CSV."""
    return attachment(api.ranking_csv(asked_ranking(request, code)), f"{code}.csv", CSV)


@require_safe
def download_bundle(request: Reading, code: str) -> HttpResponse:
    """The public bundle: data, specification, hashes, and a script that computes the table again by itself."""
    return attachment(api.ranking_bundle(asked_ranking(request, code)), f"{code}.zip", "application/zip")


def _points_had(share: Fraction | None, points: Fraction) -> Fraction | None:
    return None if share is None else share * points


def _result(page: api.RankPage, kept: str) -> dict[str, Any]:
    code = page.card.code
    first = page.lines[0]
    return {
        "sentence": _("%(unit)s đứng đầu với %(score)s điểm; %(sure)s/%(total)s đơn vị có hạng chắc chắn đến từng bậc.")
        % {
            "unit": first.unit.name(language()),
            "score": api.shown_score(page.card, first.score).replace(".", "," if language() == "vi" else "."),
            "sure": sum(one.range.low == one.range.high for one in page.lines),
            "total": len(page.lines),
        },
        "lines": [_line(page, one, kept) for one in page.lines],
        "deciding": [
            {"name": component.name.in_language(language()), "moved": Decimal(f"{moved:.1f}")}
            for component, moved in page.deciding[:5]
        ],
        "period": page.period.label(language()),
        "csv_url": reverse("evaluation:scorecard_csv", args=[code]) + kept,
        "papers": paper_links("scorecard_paper", code, more=kept),
        "methods_url": reverse("evaluation:scorecard_methods", args=[code]) + kept,
        "bundle_url": reverse("evaluation:scorecard_bundle", args=[code]) + kept,
    }


def _line(page: api.RankPage, line: Any, kept: str) -> dict[str, Any]:
    whole = 1 if page.card.shown_as == "index" else page.card.points
    return {
        "rank": line.score.rank,
        "name": line.unit.name(language()),
        "url": reverse("evaluation:scorecard_unit", args=[page.card.code, line.unit.code]) + kept,
        "score": line.score.share * whole,
        "median": line.range.median,
        "low": line.range.low,
        "high": line.range.high,
        "apart": len(page.apart[line.unit.code]),
        **range_places(line.range, len(page.lines)),
        "provisional": line.score.is_provisional,
    }


def _tree(card: ScorecardDefinition) -> list[dict[str, Any]]:
    """Nodes and components in the order of their codes."""
    rows: list[dict[str, Any]] = [
        {"code": node.code, "name": node.name.in_language(language()), "points": node.points, "is_node": True}
        for node in card.nodes
    ]
    rows += [
        {
            "code": one.code,
            "name": one.name.in_language(language()),
            "points": one.points,
            "shape": shape_words(one.shape),
            "indicator": one.formula or one.indicator,
        }
        for one in card.components
    ]
    return sorted(rows, key=lambda row: _place(row["code"]))


def _place(code: str) -> list[tuple[int, str]]:
    return [(0, part) if (number := read_number(part)) is None else (number, "") for part in code.split(".")]
