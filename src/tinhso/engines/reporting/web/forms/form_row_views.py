"""Indicators for the rows of a draft: all waiting rows on one page, or one row with a search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import FormDraftView, NewIndicator, RowAnswer
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.forms.form_drawing import notes_of, why
from tinhso.engines.reporting.web.forms.form_list_views import thank
from tinhso.engines.reporting.web.levels import level_name, level_names
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import measure_units
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number

NEW, HEADING, REMOVE = "new", "heading", "remove"
SCHEMES = ("nd09.month", "nd09.quarter", "nd09.year", "calendar.month", "calendar.quarter", "calendar.year")


@desk_page("GET", "POST")
def form_rows(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Every row that waits with what it may mean: accept, choose another, make a new indicator, or refuse."""
    draft = api.draft(draft_id, rights=request.rights)
    error = None
    if request.method == "POST":
        try:
            answers = [one for at in range(len(draft.definition["rows"])) if (one := _answer(draft, at, request.POST))]
            changed = api.answer_rows(draft_id, answers, _revision(request.POST), rights=request.rights)
            made = sum(one.new is not None for one in answers)
            words = ngettext("Đã xếp %(count)d dòng", "Đã xếp %(count)d dòng", len(answers)) % {"count": len(answers)}
            thank(
                request,
                f"{words}, {ngettext('%(count)d chỉ tiêu mới', '%(count)d chỉ tiêu mới', made) % {'count': made}}."
                if made
                else f"{words}.",
            )
            return redirect("reporting:form_draft", changed.id)
        except TinhSoError as refused:
            error = stays_on_page(refused)
    context = {
        "draft": draft,
        "name": draft.name_vi,
        "notes": notes_of(draft),
        "proposals": proposals_of(draft, request.POST),
        **choices(),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/form_rows.html", context, status=status_of(error))


@desk_page("GET", "POST")
def form_row(request: DeskRequest, draft_id: int, at: int) -> HttpResponse:
    """One row: search the indicators with or without tones, choose one, or define a new one in place."""
    draft = api.draft(draft_id, rights=request.rights)
    rows = draft.definition["rows"]
    if at >= len(rows):
        return redirect("reporting:form_draft", draft_id)
    row, error = rows[at], None
    if request.method == "POST":
        answer = _answer(draft, at, request.POST)
        try:
            if answer:
                api.answer_rows(draft_id, [answer], _revision(request.POST), rights=request.rights)
            return redirect(reverse("reporting:form_draft", args=[draft_id]) + f"#dong-{at}")
        except TinhSoError as refused:
            error = stays_on_page(refused)
    asked = request.GET.get("tim", row["name_vi"])
    context = {
        "draft": draft,
        "name": draft.name_vi,
        "row": row,
        "at": at,
        "asked": asked,
        "found": [indicator_line(one) for one in api.search_indicators(asked)],
        "new": _new_fields(row, at, request.POST),
        **choices(),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/form_row.html", context, status=status_of(error))


def proposals_of(draft: FormDraftView, posted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows that wait, with their candidates and the fields of a new indicator, as last chosen."""
    known = {one.code: one for one in indicators.definitions()}
    matches = api.matches_of(draft.definition)
    found = []
    for at, row in enumerate(draft.definition["rows"]):
        if not row.get("waiting"):
            continue
        candidates = matches.get(row["no"], ())
        sure = api.is_sure(candidates)
        default = candidates[0].code if sure else "" if candidates else NEW
        found.append(
            {
                "at": at,
                "no": row.get("label") or row["no"],
                "name": row["name_vi"],
                "cell": row.get("cell", ""),
                "options": [(one.code, known[one.code].name(language()), why(one)) for one in candidates],
                "choice": posted.get(f"q{at}", default),
                "asks": bool(candidates) and not sure,
                "new": _new_fields(row, at, posted),
            }
        )
    return found


def choices() -> dict[str, Any]:
    """What the fields of a new indicator may hold."""
    names = level_names(orgs.today())
    return {
        "units": [(one.code, one.name(language())) for one in measure_units()],
        "levels": [(code, level_name(names, code)) for code in names],
        "schemes": [(code, scheme_words()[code]) for code in SCHEMES],
        "dimensions": [(one.code, one.name(language())) for one in indicators.dimension_items().values()],
    }


def scheme_words() -> dict[str, str]:
    """Kinds of periods in words."""
    return {
        "nd09.month": _("Tháng (chốt ngày 14)"),
        "nd09.quarter": _("Quý (chốt ngày 14)"),
        "nd09.year": _("Năm (chốt 14/12)"),
        "calendar.month": _("Tháng dương lịch"),
        "calendar.quarter": _("Quý dương lịch"),
        "calendar.year": _("Năm dương lịch"),
    }


def indicator_line(one: DefinitionView) -> dict[str, str]:
    """An indicator as a search shows it."""
    return {
        "code": one.code,
        "name": one.name(language()),
        "unit": quantities.unit_name(one),
        "level": one.collected_level,
    }


def _answer(draft: FormDraftView, at: int, posted: Mapping[str, str]) -> RowAnswer | None:
    """What was chosen for a row, None where it still waits."""
    choice = posted.get(f"q{at}", "")
    row_no = draft.definition["rows"][at]["no"]
    if not choice:
        return None
    if choice in (HEADING, REMOVE):
        return RowAnswer(row_no, choice)
    if choice != NEW:
        return RowAnswer(row_no, "code", choice)
    decimals = posted.get(f"n{at}-decimals", "0")
    new = NewIndicator(
        name_vi=posted.get(f"n{at}-name_vi", ""),
        name_en=posted.get(f"n{at}-name_en", ""),
        code=posted.get(f"n{at}-code", ""),
        measure_unit=posted.get(f"n{at}-unit", ""),
        decimals=read_number(decimals, 0),
        nature=posted.get(f"n{at}-nature", "flow"),
        level=posted.get("level", "commune"),
        scheme=posted.get("scheme", SCHEMES[0]),
        dimensions=_chosen_dimensions(posted, at),
    )
    return RowAnswer(row_no, NEW, new=new)


def _chosen_dimensions(posted: Mapping[str, str], at: int) -> tuple[str, ...]:
    chosen = posted.getlist(f"n{at}-dims") if isinstance(posted, QueryDict) else ()
    return tuple(str(one) for one in chosen)


def _new_fields(row: Mapping[str, Any], at: int, posted: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name_vi": posted.get(f"n{at}-name_vi", row["name_vi"]),
        "unit": posted.get(f"n{at}-unit", row.get("unit_code", "")),
        "nature": posted.get(f"n{at}-nature", "flow"),
        "code": posted.get(f"n{at}-code", ""),
        "dimensions": _chosen_dimensions(posted, at),
    }


def _revision(posted: Mapping[str, str]) -> int:
    text = posted.get("revision", "")
    return read_number(text, 0)
