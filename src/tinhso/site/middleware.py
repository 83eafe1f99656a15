"""What every request knows before a view sees it: the reader's rights, asked for once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from tinhso.engines.orgs import api as orgs


class ReaderRights:
    """Puts `request.rights` (orgs.api.Rights) beside `request.user`; nothing is asked until a view needs it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.rights = SimpleLazyObject(lambda: orgs.rights_of_request(request))  # type: ignore[attr-defined]
        return self.get_response(request)
