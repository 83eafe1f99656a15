"""Saved groups of units: a list, a form that names a group and ticks its units."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.web.assigning.chosen_units import Chosen, choices
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import span
from tinhso.web_kit.display import language
from tinhso.web_kit.errors import NoAccess

# Units that reports are usually assigned to, lowest first.
LEVELS = ("commune", "agency")


@desk_page("GET", "POST")
def groups(request: DeskRequest) -> HttpResponse:
    """Saved groups of units (“các xã biên giới”): see them, name a new one, change who belongs to one."""
    if not request.rights.may(Action.ASSIGN):
        raise NoAccess()
    sent = request.POST if request.method == "POST" else request.GET
    known = api.groups(request.rights)
    current = next((one for one in known if one.code == sent.get("nhom")), None)
    codes = tuple(sent.getlist("don_vi"))
    error = None
    if request.method == "POST":
        try:
            saved = _save(request, codes, current.code if current else "")
            messages.success(request, _("Đã lưu nhóm “%(name)s”.") % {"name": saved})
            return redirect("reporting:groups")
        except TinhSoError as refused:
            error = stays_on_page(refused)
    elif current:
        codes = tuple(unit.code for unit in orgs.unit_views(current.unit_ids))
    today = orgs.today()
    context: dict[str, Any] = {
        "groups": [
            {
                "code": one.code,
                "name": one.name(language()),
                "owner": one.owner.name(language()),
                "count": len(one.unit_ids),
                "since": one.valid_from,
            }
            for one in known
        ],
        "current": current,
        "name_vi": sent.get("ten", current.name_vi if current else ""),
        # A group is made of units, never of other groups.
        "choices": choices(request.rights, span(today, today), LEVELS, Chosen(None, (), (), codes, False))
        | {"groups": []},
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/groups.html", context, status=status_of(error))


def _save(request: DeskRequest, codes: tuple[str, ...], code: str) -> str:
    owners = sorted(request.rights.units_as(Role.ASSIGNER))
    units = orgs.units_by_codes(codes)
    saved = api.save_group(
        request.POST.get("ten", ""),
        [unit.id for unit in units.values()],
        owner_unit_id=owners[0] if owners else 0,
        rights=request.rights,
        code=code,
    )
    return saved.name(language())
