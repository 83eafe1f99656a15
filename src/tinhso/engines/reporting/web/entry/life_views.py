"""What became of a report: its timeline, one cell's history, its receipt; and taking it back or correcting it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellHistoryLine, CellKind, Quantity, RowView, TaskState, TaskView
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.cell_notes import notes_on_screen, thread_of
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.entry.form_page import days_of
from tinhso.engines.reporting.web.entry.receipts import receipt_context
from tinhso.engines.reporting.web.steps import timeline_of
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language, show_datetime
from tinhso.web_kit.errors import PageNotFound


@desk_page("GET")
def life(request: DeskRequest, task_id: int) -> HttpResponse:
    """The history of a report: every step since it was assigned, who, when and why."""
    task = api.task(task_id, rights=request.rights)
    context = _about(task) | {"events": timeline_of(task.steps), "receipts": task.receipts}
    return render(request, "reporting/life.html", context)


@desk_page("GET", "POST")
def cell(request: DeskRequest, task_id: int, row_no: str) -> HttpResponse:
    """One cell of a form: every value it held in the draft, its last periods, and what its receiver asks about it."""
    error: TinhSoError | None = None
    if request.method == "POST":
        try:
            api.answer_about_cell(task_id, row_no, request.POST.get("text", ""), rights=request.rights)
        except TinhSoError as refused:
            error = stays_on_page(refused)
        else:
            messages.success(request, _("Đã gửi trả lời."))
            return redirect("reporting:cell", task_id, row_no)
    task = api.task(task_id, rights=request.rights)
    row = next((view for view in task.rows if view.row.no == row_no and view.cell), None)
    if row is None:
        raise PageNotFound(path=request.path)
    lines = api.cell_history(task_id, row_no, rights=request.rights)
    evidence = api.evidence_of(task_id, rights=request.rights)
    decimals = row.definition.decimals if row.definition else None
    context = _about(task) | {
        "row": row,
        "name": row.name(language()),
        "unit": quantities.unit_name(row.definition),
        "text": quantities.shown(row.cell.quantity, decimals) if row.cell else "–",
        "events": [_change(line) for line in reversed(lines)],
        "recent": [*(quantity.value for _period, quantity in row.history), *_value_of(row)],
        "recent_rows": [
            {"cells": [period.label(language()), quantities.shown(quantity, decimals)]}
            for period, quantity in reversed(row.history)
        ],
        "villages": [
            {"cells": [name, quantities.shown(Quantity(value), decimals)]}
            for name, value in (row.cell.parts if row.cell and task.may_edit else ())
        ],
        "village_columns": [
            {"label": _("Thôn, buôn")},
            {"label": quantities.unit_name(row.definition), "number": True},
        ],
        "may_split": task.may_edit and row.enterable,
        "evidence": [one for one in evidence if one.row_no == row_no],
        **notes_on_screen(thread_of(api.cell_threads(task_id, rights=request.rights), row_no)),
        "error": error,
        "error_text": error.message(language()) if error else "",
        "typed": request.POST.get("text", ""),
        "recent_columns": [{"label": _("Kỳ")}, {"label": quantities.unit_name(row.definition), "number": True}],
    }
    return render(request, "reporting/cell.html", context, status=status_of(error))


@desk_page("GET")
def receipt(request: DeskRequest, task_id: int, number: int | None = None) -> HttpResponse:
    """“Phiếu xác nhận đã gửi” of the last sending, or of the one with this number; prints on one sheet."""
    found = api.receipts(task_id, rights=request.rights)
    chosen = next((one for one in reversed(found) if number in (None, one.number)), None)
    if chosen is None:
        raise PageNotFound(path=request.path)
    return render(request, "reporting/receipt.html", receipt_context(chosen, found))


@desk_page("GET", "POST")
def change(request: DeskRequest, task_id: int) -> HttpResponse:
    """Take a sent report back to mend it (withdraw), or open a locked one for a correction; both with a reason."""
    task = api.task(task_id, rights=request.rights)
    # By its state, not by what this person may: whoever may not take it back must hear that, not of corrections.
    is_withdrawal = task.card.state is TaskState.SUBMITTED
    reason, error = request.POST.get("reason", ""), None
    if request.method == "POST":
        verb = api.withdraw if is_withdrawal else api.start_correction
        try:
            verb(task_id, rights=request.rights, reason=reason)
        except TinhSoError as refused:
            error = stays_on_page(refused)
        else:
            messages.success(request, _("Đã mở lại biểu. Sửa xong thì trình phê duyệt lại."))
            return redirect("reporting:form", task_id)
    context = _about(task) | {
        "is_withdrawal": is_withdrawal,
        "reason": reason,
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/change.html", context, status=status_of(error))


def _about(task: TaskView) -> dict[str, Any]:
    return {
        "task": task,
        "card": task.card,
        "title": task.card.title(language()),
        "days": days_of(task.card),
    }


def _value_of(row: RowView) -> list[Decimal]:
    """The figure of this period as the last bar; none while the cell is empty."""
    return [row.cell.quantity.value] if row.cell and row.cell.quantity.value is not None else []


def _change(line: CellHistoryLine) -> dict[str, Any]:
    """One change of a cell, for the timeline. The account is opaque and not for showing."""
    before, after = line.before or _("ô trống"), line.after or _("ô trống")
    how = {
        CellKind.CARRIED: _("giữ như kỳ trước"),
        CellKind.ZERO: _("không phát sinh"),
        CellKind.KNOWN: _("dùng số của hệ thống"),
    }.get(line.kind, "")
    villages = ", ".join(f"{name} {number}" for name, number in line.parts)
    typed = (
        _("gõ lúc %(time)s theo máy, khi mất mạng") % {"time": show_datetime(line.claimed_at)}
        if line.claimed_at
        else ""
    )
    detail = [show_datetime(line.at), typed, how, villages, f"“{line.note}”" if line.note else ""]
    return {
        "event": _("%(before)s thành %(after)s") % {"before": before, "after": after},
        "detail": " · ".join(part for part in detail if part),
    }
