"""The leader's list: read what asks to be read, then approve and send several reports in one act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.tasks import WaitingReport
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.entry.form_page import days_of
from tinhso.engines.reporting.web.reports_seen import reports_seen, seen_pairs
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.paging import page_of
from tinhso.web_kit.posted_numbers import read_number, read_numbers

PLAIN = "khong-luu-y"
PAGE = 25
"""Reports on one page: a leader reads what asks to be read, and what is ticked on a page is approved by its button."""


@desk_page("GET", "POST")
def approvals(request: DeskRequest) -> HttpResponse:
    """Every report that waits for the reader, with its warnings; those ticked are approved and sent at once."""
    error = None
    if request.method == "POST":
        chosen = read_numbers(request.POST.getlist("chon"))
        if not chosen:
            messages.warning(request, _("Chưa chọn báo cáo nào."))
            return redirect("reporting:approvals")
        try:
            return _approve(request, chosen)
        except TinhSoError as refused:
            error = stays_on_page(refused)
    return _page(request, error)


def _approve(request: DeskRequest, chosen: list[int]) -> HttpResponse:
    passkey = request.POST.get("credential", "")
    count = len(api.approve_sheets(chosen, rights=request.rights, passkey=passkey, seen=reports_seen(request)))
    words = ngettext("Đã phê duyệt và gửi %(count)d báo cáo.", "Đã phê duyệt và gửi %(count)d báo cáo.", count)
    messages.success(request, words % {"count": count})
    return redirect("reporting:my_work")


def _page(request: DeskRequest, error: TinhSoError | None) -> HttpResponse:
    wanted = read_number(request.GET.get("bao-cao", ""))
    page = page_of(request, api.waiting_ids(request.rights, wanted), PAGE)
    waiting = api.waiting_reports(request.rights, set(page.object_list))
    ticked = set(request.POST.getlist("chon"))
    if request.GET.get("chon") == PLAIN:
        ticked |= {str(one.card.id) for one in waiting if one.is_plain}
    context = {
        "page": page,
        "lines": [_line(one, str(one.card.id) in ticked) for one in waiting],
        "plain": sum(one.is_plain for one in waiting),
        "plain_value": PLAIN,
        "seen": seen_pairs({one.card.id: one.sent_event_id for one in waiting}),
        "passkey_options": _passkey_options(request, waiting),
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/approvals.html", context, status=status_of(error))


def _line(one: WaitingReport, is_ticked: bool) -> dict[str, Any]:
    card = one.card
    return {
        "id": card.id,
        "title": card.title(language()),
        "subject": card.subject.name(language()),
        "days": days_of(card),
        "due_at": card.due_at,
        "url": reverse("reporting:approval", args=[card.id]),
        "cells": ngettext(
            "%(count)d ô, %(known)d ô hệ thống đã biết", "%(count)d ô, %(known)d ô hệ thống đã biết", card.cells.total
        )
        % {"count": card.cells.total, "known": card.cells.known},
        "looks": [finding.message(language()) for finding in one.findings][:3] + _counted(one),
        "is_plain": one.is_plain,
        "is_ticked": is_ticked,
        "content": one.content,
    }


def _passkey_options(request: DeskRequest, waiting: Sequence[WaitingReport]) -> dict[str, Any] | None:
    """What the browser asks the leader's passkey; nothing without one."""
    contents = [] if request.rights.reads_only else [one.content for one in waiting]
    return api.passkey_request_together(contents, rights=request.rights)


def _counted(one: WaitingReport) -> list[str]:
    parts = []
    if one.disputed:
        parts.append(
            ngettext("%(count)d số báo là không đúng", "%(count)d số báo là không đúng", one.disputed)
            % {"count": one.disputed}
        )
    if one.noted:
        parts.append(ngettext("%(count)d ghi chú", "%(count)d ghi chú", one.noted) % {"count": one.noted})
    return parts
