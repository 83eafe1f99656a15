"""The log of what was done, and the checkpoints under which it stands."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import MalformedChoice
from tinhso.engines.insight.web.choice import Reading
from tinhso.web_kit.display import language
from tinhso.web_kit.paging import with_parameter


def _number(request: Reading, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 15:
        raise MalformedChoice(parameter=name, value=text, hint_vi="Cần một số.", hint_en="A number is wanted.")
    return int(text)


@require_safe
def show_log(request: Reading) -> HttpResponse:
    """The log, newest first: what was done, to what, by which office, and its place in the sealed log."""
    families = api.families()
    family = request.GET.get("loai", "")
    if family and family not in families:
        known = ", ".join(families)
        raise MalformedChoice(parameter="loai", value=family, hint_vi=f"Chọn: {known}.", hint_en=f"Choose: {known}.")
    page = api.log_page(
        request.rights,
        family=family,
        before=_number(request, "truoc"),
        language=language(),
    )
    chips = [{"url": request.path, "label": _("Tất cả"), "current": not family}] + [
        {"url": f"{request.path}?loai={code}", "label": words, "current": code == family}
        for code, words in families.items()
    ]
    older_url = with_parameter(request.GET, "truoc", str(page.older)) if page.older else ""
    return render(request, "insight/log.html", {"page": page, "chips": chips, "older_url": older_url})


@require_safe
def show_seals(request: Reading) -> HttpResponse:
    """The signed checkpoints of the log, its public key, and the proof that one checkpoint continues another."""
    sizes = (request.GET["tu"], request.GET["den"]) if request.GET.get("tu") and request.GET.get("den") else None
    page = api.seals_page(_number(request, "duoi"), sizes)
    older_url = with_parameter(request.GET, "duoi", str(page.older)) if page.older else ""
    return render(request, "insight/seals.html", {"page": page, "older_url": older_url})
