"""Pages of evaluation as papers: an A4 PDF, or Word where somebody asks for it."""

from __future__ import annotations

from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.web.plans import Reading, asked_moment
from tinhso.engines.evaluation.web.rounds.words import answer_words
from tinhso.engines.evaluation.web.scorecards import asked_ranking
from tinhso.kernel.papers import Paper, render
from tinhso.web_kit.attachment import CSV, attachment


def _file(request: HttpRequest, paper: Paper) -> HttpResponse:
    """The paper in the form asked for: `?dang=docx`, else PDF."""
    form: Literal["docx", "pdf"] = "docx" if request.GET.get("dang") == "docx" else "pdf"
    file = render(paper, form)
    return attachment(file.content, file.name, file.mime)


@require_safe
@never_cache
def plan(request: Reading, code: str) -> HttpResponse:
    """A plan judged on a day, as an A4 PDF or .docx."""
    return _file(request, api.plan_paper(api.compute_plan(code, asked_moment(request), request.rights)))


@require_safe
@never_cache
def target(request: Reading, code: str, target: str) -> HttpResponse:
    """A target with its way and its gap, as an A4 PDF or .docx."""
    page = api.compute_target(code, target, asked_moment(request), request.rights, "vi")
    return _file(request, api.target_paper(page))


@require_safe
@never_cache
def ranking(request: Reading, code: str) -> HttpResponse:
    """The ranking of a scorecard, as an A4 PDF or .docx."""
    return _file(request, api.ranking_paper(asked_ranking(request, code)))


@require_safe
@never_cache
def unit_ranking(request: Reading, code: str, unit: str) -> HttpResponse:
    """A unit's points in a scorecard, as an A4 PDF or .docx."""
    paper = api.unit_ranking_paper(asked_ranking(request, code), unit)
    if paper is None:
        raise Http404
    return _file(request, paper)


@require_safe
@never_cache
def result(request: Reading, number: int) -> HttpResponse:
    """The ranking of a round, as an A4 PDF or .docx."""
    return _file(request, api.result_paper(api.compute_result(number, request.rights)))


@require_safe
@never_cache
def scoring(request: Reading, number: int, unit: str) -> HttpResponse:
    """A unit's scoring sheet, as an A4 PDF or .docx."""
    page = api.read_unit(number, unit, request.rights)
    with translation.override("vi"):  # papers speak Vietnamese whatever the reader's language
        paper = api.scoring_paper(page, answer_words)
    return _file(request, paper)


@require_safe
@never_cache
def scoring_table(request: Reading, number: int, unit: str) -> HttpResponse:
    """A unit's scoring sheet, as CSV."""
    return attachment(api.scoring_csv(api.read_unit(number, unit, request.rights)), f"phieu-{number}-{unit}.csv", CSV)


@require_safe
@never_cache
def queue_table(request: Reading) -> HttpResponse:
    """What waits for the appraiser who asks, as CSV."""
    return attachment(api.queue_csv(request.rights), "cho-tham-dinh.csv", CSV)


@require_safe
@never_cache
def unit_table(request: Reading, code: str, unit: str) -> HttpResponse:
    """A unit's points in a scorecard by criterion, as CSV."""
    table = api.unit_ranking_csv(asked_ranking(request, code), unit)
    if table is None:
        raise Http404
    return attachment(table, f"{code}-{unit}.csv", CSV)
