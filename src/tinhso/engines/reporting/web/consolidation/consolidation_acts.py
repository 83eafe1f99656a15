"""What the consolidating agency and the office do to a request: plain forms, each answered by the table again."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import Suggestion
from tinhso.engines.reporting.web.consolidation.consolidation_table import (
    Choice,
    awaits_acceptance,
    column_named,
    read_choice,
)
from tinhso.engines.reporting.web.consolidation.consolidation_views import show
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, stays_on_page
from tinhso.engines.reporting.web.quantities import number_locale
from tinhso.engines.reporting.web.reports_seen import reports_seen
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import parse_number, plain_text
from tinhso.web_kit.errors import PageNotFound
from tinhso.web_kit.posted_numbers import read_number, read_numbers

Act = Callable[[DeskRequest, int], str]


@desk_page("GET", "POST")
def act(request: DeskRequest, request_id: int, verb: str) -> HttpResponse:
    """Do one thing to a request (accept, return, adjust, send, lock …) and come back to the table.

    A page that shows a refusal stands at this address: reading it again leads to the table.
    """
    do = ACTS.get(verb)
    if do is None:
        raise PageNotFound(path=request.path)
    if request.method != "POST":
        return redirect("reporting:consolidation", request_id)
    try:
        thanks = do(request, request_id)
    except TinhSoError as refused:
        return show(request, request_id, stays_on_page(refused))
    messages.success(request, thanks)
    return redirect(reverse("reporting:consolidation", args=[request_id]) + _way_back(request))


def _accept(request: DeskRequest, request_id: int) -> str:
    chosen = _ids(request)
    if not chosen:
        return _("Chưa chọn báo cáo nào.")
    # The same boxes choose what is accepted and what is returned: an accepted report in the choice stays accepted.
    view = api.consolidation_view(request_id, rights=request.rights)
    done = {row.assignment_id for row in view.rows if row.is_accepted and not awaits_acceptance(row)}
    waiting = [one for one in chosen if one not in done] or chosen
    api.accept(waiting, rights=request.rights, seen=_seen(request))
    count = len(waiting)
    words = ngettext("Đã tiếp nhận %(count)d báo cáo.", "Đã tiếp nhận %(count)d báo cáo.", count)
    return words % {"count": count}


def _return(request: DeskRequest, request_id: int) -> str:
    row_no, value = request.POST.get("row", ""), request.POST.get("suggestion", "").strip()
    suggestions = []
    if row_no and value:
        # The verb reads Vietnamese numbers; what an English screen wrote is turned round first.
        exact = parse_number(value, locale=number_locale())
        # `2|value_sex_F` is one item of a row.
        no, _bar, column = row_no.partition("|")
        suggestions = [Suggestion(no, str(exact).replace(".", ","), column or "value")]
    [assignment_id] = _ids(request)[:1] or [0]
    api.return_submission(
        assignment_id,
        rights=request.rights,
        reason=request.POST.get("reason", ""),
        suggestions=suggestions,
        seen=_seen(request),
    )
    return _("Đã trả lại. Đơn vị thấy lý do ngay ở việc hôm nay.")


def _return_many(request: DeskRequest, request_id: int) -> str:
    """Return the chosen reports with one reason; each with the value its own check suggests, where that was asked."""
    chosen = _ids(request)
    if not chosen:
        return _("Chưa chọn báo cáo nào.")
    suggestions: dict[int, list[Suggestion]] = {one: [] for one in chosen}
    if request.POST.get("goi-y"):
        view = api.consolidation_view(request_id, rights=request.rights)
        for row in view.rows:
            if row.assignment_id in suggestions:
                suggestions[row.assignment_id] = [
                    Suggestion(one.row_no, plain_text(one.suggestion).replace(".", ","))
                    for one in row.findings
                    if one.suggestion is not None
                ]
    reason = request.POST.get("reason", "")
    api.return_submissions(suggestions, rights=request.rights, reason=reason, seen=_seen(request))
    count = len(chosen)
    words = ngettext("Đã trả lại %(count)d báo cáo.", "Đã trả lại %(count)d báo cáo.", count)
    return words % {"count": count}


def _adjust(request: DeskRequest, request_id: int) -> str:
    view = api.consolidation_view(request_id, rights=request.rights)
    column = column_named(view, request.POST.get("row", ""))
    if column is None or view.assignment_id is None:
        raise PageNotFound(path=request.path)
    title = request.POST.get("title", "").strip()
    text, decimals = request.POST.get("value", ""), column.definition.decimals
    value = parse_number(text, locale=number_locale(), decimals=decimals)
    api.add_adjustment(
        view.assignment_id,
        api.line_id_of(title),
        column.row.indicator,
        value,
        rights=request.rights,
        title_vi=title,
        reason=request.POST.get("reason", ""),
        dims=column.row.dims,
    )
    return _("Đã thêm dòng điều chỉnh. Dòng được tính khi bản tổng hợp gửi lên.")


def _copy_lines(request: DeskRequest, request_id: int) -> str:
    count = api.copy_lines(request_id, rights=request.rights)
    if not count:
        return _("Kỳ trước không có dòng nào để chép.")
    words = ngettext(
        "Đã chép %(count)d số từ kỳ trước. Sửa hoặc rút nếu kỳ này khác.",
        "Đã chép %(count)d số từ kỳ trước. Sửa hoặc rút nếu kỳ này khác.",
        count,
    )
    return words % {"count": count}


def _withdraw_adjustment(request: DeskRequest, request_id: int) -> str:
    [adjustment_id] = _ids(request)[:1] or [0]
    api.withdraw_adjustment(adjustment_id, rights=request.rights, reason=request.POST.get("reason", ""))
    return _("Đã rút dòng điều chỉnh.")


def _send_for_approval(request: DeskRequest, request_id: int) -> str:
    api.send_for_approval(_consolidation_id(request, request_id), rights=request.rights)
    return _("Đã trình lãnh đạo cơ quan phê duyệt bản tổng hợp.")


def _send_upward(request: DeskRequest, request_id: int) -> str:
    sent = request.POST
    receipt = api.send_upward(
        _consolidation_id(request, request_id), rights=request.rights, narrative=sent.get("narrative", ""),
        seen=sent.get("bang-da-doc", ""), passkey=sent.get("credential", ""),
    )  # fmt: skip
    return _("Đã phê duyệt và gửi lên, lần %(number)d.") % {"number": receipt.number}


def _send_back(request: DeskRequest, request_id: int) -> str:
    api.send_back_to_drafter(
        _consolidation_id(request, request_id), rights=request.rights, reason=request.POST.get("reason", "")
    )
    return _("Đã trả lại người tổng hợp.")


def _accept_consolidation(request: DeskRequest, request_id: int) -> str:
    own, seen = _consolidation_id(request, request_id), _versions_seen(request)
    api.accept_consolidation(own, rights=request.rights, seen=seen)
    return _("Đã tiếp nhận bản tổng hợp.")


def _return_consolidation(request: DeskRequest, request_id: int) -> str:
    own, seen = _consolidation_id(request, request_id), _versions_seen(request)
    api.return_consolidation(own, rights=request.rights, reason=request.POST.get("reason", ""), seen=seen)
    return _("Đã trả lại bản tổng hợp.")


def _lock(request: DeskRequest, request_id: int) -> str:
    api.lock_request(request_id, rights=request.rights, reason=request.POST.get("reason", ""))
    return _("Đã khóa kỳ báo cáo.")


def _unlock(request: DeskRequest, request_id: int) -> str:
    api.unlock_request(request_id, rights=request.rights, reason=request.POST.get("reason", ""))
    return _("Đã mở khóa kỳ báo cáo.")


def _ask(request: DeskRequest, request_id: int) -> str:
    [assignment_id] = _ids(request)[:1] or [0]
    sent = request.POST
    api.ask_about_cell(assignment_id, sent.get("row", ""), sent.get("text", ""), rights=request.rights)
    return _("Đã ghi câu hỏi. Đơn vị thấy ngay ở việc hôm nay.")


def _settle(request: DeskRequest, request_id: int) -> str:
    [assignment_id] = _ids(request)[:1] or [0]
    sent = request.POST
    api.settle_cell(assignment_id, sent.get("row", ""), sent.get("text", ""), rights=request.rights)
    return _("Đã ghi là đã rõ.")


ACTS: dict[str, Act] = {
    "hoi-o": _ask,
    "da-ro": _settle,
    "tiep-nhan": _accept,
    "tra-lai": _return,
    "tra-nhieu": _return_many,
    "dieu-chinh": _adjust,
    "rut-dieu-chinh": _withdraw_adjustment,
    "chep-dong": _copy_lines,
    "trinh": _send_for_approval,
    "gui-len": _send_upward,
    "tra-nguoi-tong-hop": _send_back,
    "tiep-nhan-tong-hop": _accept_consolidation,
    "tra-tong-hop": _return_consolidation,
    "khoa": _lock,
    "mo-khoa": _unlock,
}


def _ids(request: DeskRequest) -> list[int]:
    """The chosen reports: check boxes, or one list in a hidden field."""
    return read_numbers(part for text in request.POST.getlist("chon") for part in text.split(","))


def _seen(request: DeskRequest) -> dict[int, int]:
    """How often each report had been sent when the page was made."""
    return reports_seen(request, "da-xem")


def _versions_seen(request: DeskRequest) -> int | None:
    """How many versions had been sent when the page was made."""
    return read_number(request.POST.get("so-ban", ""))


def _consolidation_id(request: DeskRequest, request_id: int) -> int:
    view = api.consolidation_view(request_id, rights=request.rights)
    if view.assignment_id is None:
        raise PageNotFound(path=request.path)
    return view.assignment_id


def _way_back(request: DeskRequest) -> str:
    """The filter, the column and the panel that were open, as the form's own address has them."""
    choice = read_choice(request.GET)
    return choice.url() if choice != Choice() else ""
