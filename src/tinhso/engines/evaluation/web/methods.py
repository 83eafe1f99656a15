"""Composite-index methods for audit: how far places move with each, and whether the parts of the index agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.methods import (
    Aggregation,
    MethodChoice,
    MethodCompared,
    Normalisation,
    NotCombined,
    Outliers,
    Weighting,
)
from tinhso.engines.evaluation.errors import MethodUnknown
from tinhso.engines.evaluation.web.plans import Reading
from tinhso.kernel.csv_text import csv_text
from tinhso.web_kit.attachment import CSV, attachment
from tinhso.web_kit.display import language, show_number

LEAST_DATA = (0, 50, 65, 80, 100)
WEAK = Decimal("0.3")
Asked = dict[str, str]


def words(one: StrEnum) -> str:
    """A choice in words."""
    known: dict[StrEnum, str] = {
        Normalisation.GOALPOSTS: _("theo cận của bộ chỉ số"),
        Normalisation.MIN_MAX: _("min-max"),
        Normalisation.Z_SCORE: _("điểm z"),
        Normalisation.PERCENTILE: _("bách phân vị"),
        Normalisation.RANK: _("thứ hạng"),
        Normalisation.BORDA: _("điểm Borda"),
        Normalisation.DISTANCE: _("khoảng cách tới đơn vị đầu"),
        Outliers.KEPT: _("giữ nguyên"),
        Outliers.WINSORISED: _("kéo giá trị quá xa về giá trị kề bên"),
        Weighting.GIVEN: _("theo điểm của bộ chỉ số"),
        Weighting.EQUAL: _("trọng số bằng nhau"),
        Weighting.PCA: _("theo thành phần chính thứ nhất"),
        Aggregation.ARITHMETIC: _("trung bình cộng"),
        Aggregation.GEOMETRIC: _("trung bình nhân"),
        Aggregation.HARMONIC: _("trung bình điều hòa"),
        Aggregation.COPELAND: _("Copeland: so từng cặp đơn vị"),
    }
    return known[one]


def _why_not(one: NotCombined) -> str:
    return {
        NotCombined.NEGATIVE: _("điểm z có giá trị âm, không gộp bằng trung bình nhân hay điều hòa được"),
        NotCombined.NO_COMPONENT: _("mọi đơn vị giống nhau ở mọi tiêu chí, không có gì để xếp"),
        NotCombined.NO_DIRECTION: _("không có thành phần chính nào đứng riêng, nên không đặt trọng số theo nó"),
    }[one]


def _fields() -> dict[str, tuple[str, type[StrEnum], str]]:
    """Each select of the form: its parameter, what it chooses from, its label."""
    return {
        "normalisation": ("chuan_hoa", Normalisation, _("Chuẩn hóa")),
        "outliers": ("ngoai_lai", Outliers, _("Giá trị quá xa")),
        "weighting": ("trong_so", Weighting, _("Trọng số")),
        "aggregation": ("gop", Aggregation, _("Cách gộp")),
    }


def _choice(request: HttpRequest) -> MethodChoice:
    """What the address asks for. Raises MethodUnknown (EVA-028)."""
    chosen: dict[str, Any] = {}
    for name, (parameter, kind, label) in _fields().items():
        text = request.GET.get(parameter, "")[:20]
        if text and text not in set(kind):
            raise MethodUnknown(label=label, value=text)
        if text:
            chosen[name] = kind(text)
    least = request.GET.get("du_lieu", "")[:5]
    if least and least not in {str(one) for one in LEAST_DATA}:
        raise MethodUnknown(label=_("Dữ liệu tối thiểu"), value=least)
    return MethodChoice(**chosen, least_data=Fraction(int(least or 0), 100))


@require_safe
@never_cache
def show_round(request: Reading, number: int) -> HttpResponse:
    """The result of a round held against other methods: agreement, places under a combination, fit of the parts."""
    page = api.audit_round(number, _choice(request), request.rights)
    back = reverse("evaluation:round_result", args=[number])
    link = reverse("evaluation:round_methods_csv", args=[number])
    return _page(request, page, back, link, lambda unit: reverse("evaluation:round_unit", args=[number, unit]), {})


@require_safe
@never_cache
def show_scorecard(request: Reading, code: str) -> HttpResponse:
    """The ranking of a scorecard that answers itself held against other methods."""
    page, kept = _scorecard(request, code)
    back = reverse("evaluation:scorecard", args=[code]) + (f"?{urlencode(kept)}" if kept else "")
    link = reverse("evaluation:scorecard_methods_csv", args=[code])
    return _page(request, page, back, link, lambda unit: reverse("evaluation:scorecard_unit", args=[code, unit]), kept)


@require_safe
@never_cache
def download_round(request: Reading, number: int) -> HttpResponse:
    """Every unit's place by every method, or with `bang=cach` the methods, with `bang=tieu-chi` the components."""
    page = api.audit_round(number, _choice(request), request.rights)
    return attachment(_csv(page, request.GET.get("bang", "")), f"phuong-phap-{number}.csv", CSV)


@require_safe
@never_cache
def download_scorecard(request: Reading, code: str) -> HttpResponse:
    """The same of a scorecard that answers itself."""
    page, _kept = _scorecard(request, code)
    return attachment(_csv(page, request.GET.get("bang", "")), f"phuong-phap-{code}.csv", CSV)


def _scorecard(request: Reading, code: str) -> tuple[api.MethodsPage, Asked]:
    period = request.GET.get("ky", "")[:30]
    found = api.audit_scorecard(code, period, api.read_moment("").on, _choice(request), request.rights)
    return found, {"ky": period} if period else {}


def _page(
    request: Reading, page: api.MethodsPage, back: str, link: str, unit_url: Callable[[str], str], kept: Asked
) -> HttpResponse:
    audit, choice = page.audit, page.audit.chosen.choice
    asked = {**kept, **{name: request.GET[name] for name in request.GET if name in _PARAMETERS}}
    context = {
        "title": page.card.title.in_language(language()),
        "period": page.period.label(language()),
        "illustrative": page.card.illustrative or bool(page.card.status.vi),
        "back_url": back,
        "sentence": _sentence(page),
        "compared": [_compared(page, one) for one in audit.compared],
        "fields": [_field(choice, name, *rest) for name, rest in _fields().items()],
        "least": [{"value": one, "current": choice.least_data == Fraction(one, 100)} for one in LEAST_DATA],
        "kept": kept,
        "chosen": _compared(page, audit.chosen),
        "is_official": choice.is_official,
        "lines": _lines(page, unit_url),
        "pillars": _pillars(page),
        "pillar_codes": [one.code for one in audit.pillars],
        "doubted": _doubted(page),
        "components": len(audit.components),
        "first_explains": None if audit.first_explains is None else audit.first_explains * 100,
        "csv_url": f"{link}?{urlencode(asked)}",
        "methods_url": f"{link}?{urlencode({**kept, 'bang': 'cach'})}",
        "components_url": f"{link}?{urlencode({**kept, 'bang': 'tieu-chi'})}",
    }  # fmt: skip
    return render(request, "evaluation/methods.html", context)


_PARAMETERS = frozenset({"chuan_hoa", "ngoai_lai", "trong_so", "gop", "du_lieu"})


def _field(choice: MethodChoice, name: str, parameter: str, kind: type[StrEnum], label: str) -> dict[str, Any]:
    chosen = getattr(choice, name)
    options = [{"value": str(one), "label": words(one), "current": one == chosen} for one in kind]
    return {"name": parameter, "label": label, "options": options}


def _sentence(page: api.MethodsPage) -> str:
    moved = [one for one in page.audit.compared if one.mean_shift is not None]
    if not moved or not page.audit.official.ranks:
        return _("Chưa có đơn vị nào để xếp.")
    most = max(moved, key=lambda one: one.mean_shift or 0)
    departure = _departure(most.choice)
    same = sum(not one.largest_shift for one in moved)
    return _(
        "Đổi từng cách một: %(same)s/%(total)s cách không đổi hạng đơn vị nào; đổi nhiều nhất là %(most)s, bình quân "
        "%(shift)s bậc."
    ) % {
        "same": same, "total": len(moved), "most": f"{departure[:1].lower()}{departure[1:]}",
        "shift": show_number(most.mean_shift, 1),
    }  # fmt: skip


def _departure(choice: MethodChoice) -> str:
    """What differs from the official way."""
    labels = {name: label for name, (_parameter, _kind, label) in _fields().items()}
    official = MethodChoice()
    parts = [
        f"{labels[name]}: {words(getattr(choice, name))}"
        for name in labels
        if getattr(choice, name) != getattr(official, name)
    ]
    if choice.least_data:
        parts.append(_("dữ liệu từ %(share)s%%") % {"share": int(choice.least_data * 100)})
    return "; ".join(parts) or _("Cách chính thức")


def _compared(page: api.MethodsPage, one: MethodCompared) -> dict[str, Any]:
    outcome = one.outcome
    return {
        "label": _departure(one.choice),
        "why_not": _why_not(one.why_not) if one.why_not else "",
        "agreement": show_number(one.agreement, 3),
        "shift": show_number(one.mean_shift, 1),
        "largest": one.largest_shift,
        "most": page.units[one.most_moved].name(language()) if one.most_moved else "",
        "flat": ", ".join(outcome.flat) if outcome else "",
        "moved": ", ".join(f"{code} ({count})" for code, count in outcome.moved.items()) if outcome else "",
        "too_little": [page.units[unit].name(language()) for unit in outcome.too_little] if outcome else [],
    }


def _share(value: Decimal | None) -> str:
    return show_number(value, 2)


def _lines(page: api.MethodsPage, unit_url: Callable[[str], str]) -> list[dict[str, Any]]:
    """Units by their official place, with the one under what was chosen."""
    official, chosen = page.audit.official.ranks, page.audit.chosen.outcome
    other: Mapping[str, int] = chosen.ranks if chosen else {}
    found = []
    for unit, rank in sorted(official.items(), key=lambda pair: (pair[1], pair[0])):
        reached = [one.outcome.ranks[unit] for one in page.audit.compared if one.outcome and unit in one.outcome.ranks]
        shift = rank - other[unit] if unit in other else None
        found.append(
            {"name": page.units[unit].name(language()), "url": unit_url(unit), "rank": rank, "other": other.get(unit),
             "shift": "" if not shift else f"{'+' if shift > 0 else '−'}{abs(shift)}",
             "best": min(reached, default=rank), "worst": max(reached, default=rank)}
        )  # fmt: skip
    return found


def _pillars(page: api.MethodsPage) -> list[dict[str, Any]]:
    codes = [one.code for one in page.audit.pillars]
    return [
        {"code": one.code, "name": one.name.in_language(language()), "components": one.components,
         "alpha": _share(one.alpha), "whole": _share(one.to_whole),
         "others": ["" if code == one.code else _share(one.to_others[code]) for code in codes]}
        for one in page.audit.pillars
    ]  # fmt: skip


def _doubted(page: api.MethodsPage) -> list[dict[str, Any]]:
    """The components that go little with the others."""
    return [
        {"code": one.code, "name": one.name.in_language(language()), "pillar": _share(one.to_pillar),
         "whole": _share(one.to_whole), "against": least < 0}
        for one in page.audit.components
        if (least := _least(one.to_pillar, one.to_whole)) < WEAK
    ]  # fmt: skip


def _least(*values: Decimal | None) -> Decimal:
    return min((value for value in values if value is not None), default=Decimal(1))


def _csv(page: api.MethodsPage, table: str) -> str:
    if table == "cach":
        return csv_text([_METHOD_HEAD, *(_method_row(one) for one in (*page.audit.compared, page.audit.chosen))])
    if table == "tieu-chi":
        rows = [[one.code, one.name.vi, one.pillar, _plain(one.to_pillar), _plain(one.to_whole)]
                for one in page.audit.components]  # fmt: skip
        return csv_text([["component", "name", "pillar", "correlation_pillar", "correlation_whole"], *rows])
    outcomes = [one.outcome for one in page.audit.compared]
    head = [_short(one.choice) for one in page.audit.compared]
    chosen = page.audit.chosen.outcome
    rows_of_units: list[list[object]] = [["unit", "name", "official", *head, "chosen", "chosen_score"]]
    for unit, rank in sorted(page.audit.official.ranks.items(), key=lambda pair: (pair[1], pair[0])):
        others = [one.ranks.get(unit, "") if one else "" for one in outcomes]
        own = [chosen.ranks.get(unit, ""), _plain(chosen.scores.get(unit))] if chosen else ["", ""]
        rows_of_units.append([unit, page.units[unit].name("vi"), rank, *others, *own])
    return csv_text(rows_of_units)


_METHOD_HEAD = ["normalisation", "outliers", "weighting", "aggregation", "least_data", "agreement", "mean_shift",
                "largest_shift", "most_moved", "left_out", "why_not"]  # fmt: skip


def _method_row(one: MethodCompared) -> list[object]:
    choice, outcome = one.choice, one.outcome
    return [
        choice.normalisation, choice.outliers, choice.weighting, choice.aggregation, _plain(choice.least_data),
        _plain(one.agreement), _plain(one.mean_shift), one.largest_shift if outcome else "", one.most_moved,
        " ".join(outcome.flat) if outcome else "", one.why_not or "",
    ]  # fmt: skip


def _short(choice: MethodChoice) -> str:
    """The one thing that differs, as its code."""
    official = MethodChoice()
    return next(str(getattr(choice, name)) for name in _fields() if getattr(choice, name) != getattr(official, name))


def _plain(value: Fraction | Decimal | None) -> str:
    return "" if value is None else api.plain_points(Fraction(value))
