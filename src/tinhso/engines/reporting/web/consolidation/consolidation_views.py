"""The consolidating agency's pages: its requests, and one request as a table with a panel beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import ConsolidationView, Punctuality, TaskState
from tinhso.engines.reporting.web.assigning.request_lists import list_context
from tinhso.engines.reporting.web.consolidation import consolidation_table as table
from tinhso.engines.reporting.web.consolidation.consolidation_desk import desk_of
from tinhso.engines.reporting.web.consolidation.consolidation_panel import panel_of
from tinhso.engines.reporting.web.consolidation.consolidation_totals import lines_of, totals_row
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of
from tinhso.engines.reporting.web.reports_seen import seen_pairs
from tinhso.engines.reporting.web.restated import legend_of
from tinhso.engines.reporting.web.steps import timeline_of
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.paging import page_of

CAME_LATE = frozenset({Punctuality.SENT_LATE, Punctuality.ON_TIME_CLAIMED})
_BEFORE_APPROVAL = frozenset({TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.DRAFTING})


@desk_page("GET")
def consolidations(request: DeskRequest) -> HttpResponse:
    """The reports that the reader's agency receives: how many units sent, what waits to be accepted."""
    context = list_context(request, request.rights, "reporting:consolidation", receiving_units(request.rights))
    context["may_follow"] = any(Action.ACCEPT in held.scopes for held in request.rights.held)
    return render(request, "reporting/consolidations.html", context)


@desk_page("GET")
def consolidation(request: DeskRequest, request_id: int) -> HttpResponse:
    """One request as a table: units by form rows, totals of x/N compared with the same units, a panel for one cell."""
    return show(request, request_id)


def receiving_units(rights: Rights) -> set[int] | None:
    """The reader's own agencies, to which reports come, first or after another consolidated; None: look at all."""
    return {held.unit_id for held in rights.held if Action.ACCEPT in held.scopes} or None


def show(request: DeskRequest, request_id: int, error: TinhSoError | None = None) -> HttpResponse:
    """Render the table with its panel; with a refusal, at its status."""
    choice = table.read_choice(request.GET, api.followed_units(request.rights))
    view = api.consolidation_view(request_id, rights=request.rights, opened=choice.unit)
    panel, desk = panel_of(view, choice, request.rights), desk_of(view, choice, request.rights)
    context = (
        table_context(view, choice, request)
        | desk
        | {
            "panel": panel,
            "seen": seen_pairs({row.assignment_id: row.submissions for row in view.rows}),
            **(_sending(request, view) if desk["may_send_upward"] else {}),
            "request_id": request_id,
            "error": error,
            "error_text": error.message(language()) if error else "",
            "posted": request.POST,
        }
    )
    return render(request, "reporting/consolidation.html", context, status=status_of(error))


def _sending(request: DeskRequest, view: ConsolidationView) -> dict[str, Any]:
    """What goes with the leader's button: what the table told them, and what their passkey is asked to sign."""
    read = api.table_read(view)
    own = None if request.rights.reads_only else view.assignment_id
    asked = api.passkey_request_upward(own, read, rights=request.rights) if own else None
    return {"table_read": read, "passkey_options": asked}


def table_context(view: ConsolidationView, choice: table.Choice, request: DeskRequest) -> dict[str, Any]:
    """What the table's template shows."""
    chosen = table.chosen_column(view, choice)
    total = view.totals.get(chosen.row.no) if chosen else None
    place = view.request.aggregate.name(language()) if view.request.aggregate else _("Cộng")
    left, columns = table.rows_left(view, choice), table.columns_of(view, choice)
    page = page_of(request, left, table.PAGE)
    return {
        "view": view,
        "list_name": view.form.open_list.name(language()) if view.form.open_list else "",
        "title": view.request.title(language()),
        "lede": _lede(view),
        "columns": columns,
        "heads": table.heads_of(choice),
        "choice": choice,
        "page": page,
        "units": table.units_of(view, choice, list(page.object_list)),
        "choosable": ",".join(str(row.assignment_id) for row in left if table.awaits_acceptance(row)),
        "totals": totals_row(view, choice),
        "lines": lines_of(view, choice, place),
        "filters": table.filters_of(view, choice),
        "came_late": sum(row.punctuality in CAME_LATE for row in view.rows),
        "form_rows": table.names_of(list(view.columns)),
        "is_one_row": len(columns) < len(view.columns),
        "place": place,
        "chosen_total": total,
        "restated_note": _restated_note(view, chosen.row.no) if chosen else "",
        "sentence": total.sentence(table.name_of(chosen), chosen.definition.decimals, language())
        if chosen and total
        else "",
        "column_count": len(view.columns) + 8,
        "back": choice.url() if choice != table.Choice(followed=choice.followed) else "",
        "events": timeline_of(view.steps),
        "state_text": _("đang tổng hợp") if view.state in _BEFORE_APPROVAL else "",
    }


def _restated_note(view: ConsolidationView, row_no: str) -> str:
    return legend_of(
        figure
        for row in view.rows
        for figure in (row.previous[row_no], row.same_period_last_year[row_no], row.year_to_date[row_no])
    )


def _lede(view: ConsolidationView) -> str:
    """`Biểu 01/CĐS-T · tháng 11/2026 (15/10–14/11)`: which form, which period."""
    # “Biểu 01/CĐS-T. Dịch vụ công …”: the form's number is enough above a title.
    return " · ".join([view.form.name(language()).partition(". ")[0], view.request.period.label(language())])
