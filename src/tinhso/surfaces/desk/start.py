"""`/`: everybody is sent to the page that their day begins with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from tinhso.engines.orgs.api import Action, Rights

# The first action that a person may do decides where the day begins: whoever leads sees the board first.
FIRST_PAGES: tuple[tuple[Action, str], ...] = (
    (Action.DRAFT, "reporting:my_work"),
    (Action.APPROVE, "reporting:my_work"),
    (Action.ACCEPT, "reporting:requests"),
    (Action.ASSIGN, "reporting:requests"),
    (Action.SEE_BOARD, "insight:board"),
    (Action.READ_LOG, "insight:log"),
)


def first_page(rights: Rights) -> str:
    """Name of the route that somebody with these rights starts from."""
    return next((page for action, page in FIRST_PAGES if rights.may(action)), "insight:figures")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the page their role begins with; the public to the published figures."""
    return redirect(first_page(request.rights))  # type: ignore[attr-defined]
