"""“Đơn vị tôi theo dõi”: which units the reader looks after, handing them over, who is still to be reminded by whom."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number, read_numbers

# More requests than these nobody chooses from by name.
SHOWN = 24


@desk_page("GET", "POST")
def following(request: DeskRequest) -> HttpResponse:
    """The units that report to the reader's agency: tick those to follow, see who follows the others."""
    error: TinhSoError | None = None
    if request.method == "POST":
        try:
            messages.success(request, _act(request))
        except TinhSoError as refused:
            error = stays_on_page(refused)
        else:
            return redirect("reporting:following")
    board = api.following(request.rights)
    titles = {one.id: one.title for one in board.colleagues}
    asked = request.GET.get("bc", "")
    newest = api.request_lists(request.rights, consolidated_by=board.agency.id).ids
    shown = dict.fromkeys([*newest[:SHOWN], *(one for one in newest if str(one) == asked)])
    found = api.requests_by_id(list(shown), request.rights)
    chosen = next((one for one in found if str(one.id) == asked), found[0] if found else None)
    context = {
        "agency": board.agency.name(language()),
        "units": [
            {
                "id": unit.id,
                "name": unit.name(language()),
                "is_own": unit.id in board.own,
                "others": ", ".join(
                    titles[person] for person in board.followers.get(unit.id, ())
                    if person in titles and person != request.user.pk
                ),
            }
            for unit in board.units
        ],
        "own": len(board.own),
        "lent": len(board.lent),
        "colleagues": [(one.id, one.title) for one in board.colleagues if one.id != request.user.pk],
        "requests": [(one.id, one.title(language())) for one in found],
        "chosen": chosen.id if chosen else 0,
        "lists": [
            {
                "title": one.colleague.title if one.colleague else _("Chưa ai theo dõi"),
                "count": len(one.units),
                "names": ", ".join(unit.name(language()) for unit in one.units),
            }
            for one in (api.reminder_lists(chosen.id, rights=request.rights) if chosen else ())
        ],
        "error": error,
        "error_text": error.message(language()) if error else "",
    }  # fmt: skip
    return render(request, "reporting/following.html", context, status=status_of(error))


def _act(request: DeskRequest) -> str:
    sent = request.POST
    if sent.get("act") == "hand_over":
        person = sent.get("nguoi", "")
        count = api.hand_over_units(read_number(person, 0), rights=request.rights)
        return ngettext("Đã bàn giao %(count)d đơn vị.", "Đã bàn giao %(count)d đơn vị.", count) % {"count": count}
    chosen = read_numbers(sent.getlist("dv"))
    api.choose_followed(chosen, rights=request.rights)
    return _("Đã lưu đơn vị theo dõi.")
