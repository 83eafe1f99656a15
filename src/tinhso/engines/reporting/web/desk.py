"""What every screen of the desk starts with: somebody signed in, the methods it answers, what a refusal does."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.urls import reverse

from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit import signed_in
from tinhso.web_kit.signed_in import View

# A refusal of what somebody wrote, or of a state that changed meanwhile, belongs on the page they are on.
_STAYS_ON_PAGE = frozenset({HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT})


class DeskRequest(HttpRequest):
    """A request as these views get it: the reader's rights stand beside the user (site's ReaderRights)."""

    rights: Rights


def desk_page(*methods: str) -> Callable[[View], View]:
    """Answer these methods only, to people who are signed in; others come back to the page, or to their work."""
    return signed_in.desk_page(*methods, back=None if "GET" in methods else _my_work)


def _my_work(*_arguments: object, **_named: object) -> str:
    return reverse("reporting:my_work")


def stays_on_page(error: TinhSoError) -> TinhSoError:
    """Return an error that the page itself shows; raise any other, which answers a page of its own.

    Raises:
        TinhSoError: what has to do with rights, or with something that does not exist.
    """
    if error.status not in _STAYS_ON_PAGE:
        raise error
    return error


def status_of(error: TinhSoError | None) -> int:
    """The HTTP status of a page that shows this error."""
    return error.status if error else int(HTTPStatus.OK)


def holds(rights: Rights, action: Action, unit_id: int) -> bool:
    """Say whether a role that allows the action was given for this very unit, as receiving verbs demand."""
    reached = rights.scope(action)
    given = any(held.unit_id == unit_id and action in held.scopes for held in rights.held)
    return reached.everything or (given and reached.covers(unit_id))
