"""Pages kept as they looked: keeping one, the list of one's own, opening one, its very bytes."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import Choice, MalformedChoice
from tinhso.engines.insight.web.board_look import board_context
from tinhso.engines.insight.web.choice import Reading
from tinhso.engines.insight.web.explore_page import pivot_context
from tinhso.engines.orgs.api import Action
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import in_vietnam
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language

BOARD, PIVOT = "dieu-hanh", "khai-thac"


@require_http_methods(["GET", "HEAD", "POST"])
def pages(request: Reading) -> HttpResponse:
    """The pages one has kept; posting keeps the page of an address as it looks now."""
    if request.method != "POST":
        return render(request, "insight/kept_pages.html", {"pages": api.list_pages(request.rights)})
    page_id = _keep(request, request.POST.get("trang", ""), QueryDict(request.POST.get("dia-chi", "")))
    return redirect("insight:kept_page", page_id)


@require_safe
def page(request: Reading, page_id: int) -> HttpResponse:
    """A kept page, held against the log before it is shown."""
    kept = api.open_page(request.rights, page_id)
    # Our own templates wrote it, and its hash has just been found in the log.
    return render(request, "insight/kept_page.html", {"page": kept, "content": mark_safe(kept.content)})


@require_safe
def page_file(request: Reading, page_id: int) -> HttpResponse:
    """The very bytes that were kept, whose SHA-256 the log says."""
    kept = api.open_page(request.rights, page_id)
    return attachment(kept.content.encode(), f"ban-chup-{kept.id}.html", "text/html; charset=utf-8")


def _keep(request: Reading, kind: str, asked: QueryDict) -> int:
    now = trust.now()
    parameters = {name: texts[-1] for name, texts in _lists(asked).items() if kind == BOARD or name != "ky"}
    choice = api.read_choice(parameters, rights=request.rights, now=now, language=language())
    if kind == BOARD:
        request.rights.require(Action.SEE_BOARD)
        title, context = choice.board.title.in_language(choice.language), board_context(choice)
        title = f"{title}, {choice.period.short_label(choice.language)}"
    elif kind == PIVOT:
        exploration = api.read_exploration(_lists(asked), choice)
        pivot = api.compute_pivot(api.require_chosen(exploration))
        names = ", ".join(one.name(choice.language) for one in exploration.definitions)
        title, context = _("Khai thác: %(names)s") % {"names": names}, pivot_context(asked, pivot)
    else:
        known = f"{BOARD}, {PIVOT}"
        raise MalformedChoice(
            parameter="trang", value=kind, hint_vi=f"Chọn một trong: {known}.", hint_en=f"Choose one of: {known}."
        )
    content = render_to_string("insight/kept_content.html", {"choice": choice, "now": now, **context})
    return api.keep_page(request.rights, title, _address(kind, asked, choice, now), language(), _size(choice), content)


def _lists(asked: QueryDict) -> dict[str, list[str]]:
    return {name: [str(text) for text in texts] for name, texts in asked.lists() if texts}


def _address(kind: str, asked: QueryDict, choice: Choice, now: datetime) -> str:
    """The same page as of the moment it was kept, or of the one it looked back to."""
    query = asked.copy()
    moment = in_vietnam(choice.as_of or now).replace(tzinfo=None)
    query["tinh-den"] = moment.isoformat(timespec="seconds")
    if kind == BOARD:
        query["ky"] = choice.period.code
    return f"{reverse('insight:board' if kind == BOARD else 'insight:explore')}?{query.urlencode()}"


def _size(choice: Choice) -> int:
    latest = trust.latest_checkpoint()
    return choice.tree_size if choice.tree_size is not None else (latest.tree_size if latest else 0)
