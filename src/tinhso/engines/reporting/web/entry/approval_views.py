"""The unit leader's page: the form to read with its differences, then approve and send, or give it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import TaskView, Verb
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.entry.form_page import days_of, summary
from tinhso.engines.reporting.web.forms.form_paper import paper_of
from tinhso.engines.reporting.web.reading_rows import reading_head, reading_rows
from tinhso.engines.reporting.web.reports_seen import reports_seen, seen_pairs
from tinhso.engines.reporting.web.steps import timeline_of
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language


@desk_page("GET", "POST")
def approval(request: DeskRequest, task_id: int) -> HttpResponse:
    """A leader reads the unit's form with its differences and warnings, then approves it (which sends it) or not."""
    error = None
    if request.method == "POST":
        try:
            return _decide(request, task_id)
        except TinhSoError as refused:
            error = stays_on_page(refused)
    return _page(request, api.task(task_id, rights=request.rights), error)


def _decide(request: DeskRequest, task_id: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    if request.POST.get("act") == "approve":
        seen, passkey = reports_seen(request).get(task_id), request.POST.get("credential", "")
        receipt = api.approve(task_id, rights=request.rights, passkey=passkey, seen=seen)
        messages.success(request, _("Đã phê duyệt và gửi. Đây là phiếu xác nhận."))
        return redirect("reporting:receipt_of", task_id, receipt.number)
    api.require_unit_report(task_id, rights=request.rights)
    api.send_back_to_drafter(task_id, rights=request.rights, reason=reason)
    messages.success(request, _("Đã trả lại người nhập."))
    return redirect("reporting:my_work")


def _page(request: DeskRequest, task: TaskView, error: TinhSoError | None) -> HttpResponse:
    rows = reading_rows(task)
    may_decide = bool({"approve", "approve_correction"} & set(task.card.verbs))
    context = {
        "task": task,
        "card": task.card,
        "title": task.card.title(language()),
        "form_name": task.form.name(language()),
        "list_name": task.form.open_list.name(language()) if task.form.open_list else "",
        "days": days_of(task.card),
        "paper": paper_of(task.form),
        "head": reading_head(task, with_difference=True),
        "reading_rows": rows,
        "with_difference": True,
        "corrected_cells": _corrected(task),
        "warned_rows": [row for row in rows if row.finding or row.disputed],
        "summary": summary(task.cells, task.findings),
        "events": timeline_of(task.steps[-4:]),
        "reason": request.POST.get("reason", ""),
        "error": error,
        "error_text": error.message(language()) if error else "",
        "may_decide": may_decide,
        "seen": seen_pairs({task.card.id: sent_event_of(task)}),
        "passkey_options": _passkey_options(request, task) if may_decide else None,
    }
    return render(request, "reporting/approval.html", context, status=status_of(error))


def sent_event_of(task: TaskView) -> int:
    """The event by which a report was sent to its leader last."""
    return max((one.event_id for one in task.steps if one.verb is Verb.SEND_FOR_APPROVAL), default=0)


def _corrected(task: TaskView) -> list[dict[str, str]]:
    """What a correction changes of the figures that were sent; nothing for a report that is sent for the first time."""
    return [
        {
            "no": view.row.no,
            "name": view.name(language()),
            "before": quantities.shown(cell.sent, view.definition.decimals if view.definition else None),
            "after": quantities.shown(cell.quantity, view.definition.decimals if view.definition else None),
        }
        for view in task.rows
        for cell in view.cells.values()
        if cell.sent is not None
    ]


def _passkey_options(request: DeskRequest, task: TaskView) -> dict[str, object] | None:
    """What the browser asks the leader's passkey; nothing without one, or where the report cannot be sent as it is."""
    try:
        return None if request.rights.reads_only else api.passkey_request(task.card.id, rights=request.rights)
    except TinhSoError:
        return None
