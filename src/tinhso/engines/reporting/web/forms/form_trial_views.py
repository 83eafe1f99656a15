"""Trying a form before it is published: as the unit will see it, filled, judged by its rules; nothing is written."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import FormDefinition, TaskView
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page
from tinhso.engines.reporting.web.entry.form_input import read_cells, texts_of
from tinhso.engines.reporting.web.entry.form_lines import draw_lines
from tinhso.engines.reporting.web.entry.form_page import page_context
from tinhso.engines.reporting.web.entry.form_rows import Attempt
from tinhso.engines.reporting.web.quantities import number_locale
from tinhso.web_kit.display import language


@desk_page("GET", "POST")
def form_trial(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The form as a unit will see it; what is typed is judged as on the real form and reaches no ledger."""
    draft = api.draft(draft_id, rights=request.rights)
    form = api.form_of_draft(draft)
    units = api.trial_units(form, request.rights)
    unit = _chosen(units, request.GET.get("don-vi", ""))
    context: dict[str, object] = {"draft": draft, "draft_name": form.name(language()), "unit": unit}
    context["units"] = [(one.code, one.name(language())) for one in units]
    if unit is not None and form.indicators:
        context |= _filled(request, form, unit)
        task = context["task"]
        assert isinstance(task, TaskView)
        context["narrative"] = api.merged_outline(task)
        context["trial_url"] = reverse("reporting:form_trial", args=[draft_id]) + f"?don-vi={unit.code}"
    return render(request, "reporting/form_trial.html", context)


def _filled(request: DeskRequest, form: FormDefinition, unit: UnitView) -> dict[str, object]:
    blank = api.try_form(form, unit, rights=request.rights)
    if request.method != "POST":
        return _shown(blank.task)
    posted, act = request.POST.dict(), request.POST.get("act", "save")
    # A trial keeps nothing between two posts: no field builds on a stored state.
    cells = read_cells(blank.task, {name: text for name, text in posted.items() if not name.startswith("_v")}, act)
    tried = api.try_form(form, unit, cells, rights=request.rights, locale=number_locale())
    attempt = Attempt(texts_of(posted) if tried.refused else {}, tried.refused, sending=True)
    return _shown(tried.task, attempt)


def _shown(task: TaskView, attempt: Attempt | None = None) -> dict[str, object]:
    context = page_context(task, None, attempt)
    return context | {"drawn_lines": draw_lines(task, context["page"].rows)}


def _chosen(units: list[UnitView], code: str) -> UnitView | None:
    return next((unit for unit in units if unit.code == code), units[0] if units else None)
