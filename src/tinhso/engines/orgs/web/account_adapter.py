"""How accounts behave on the sign-in pages: nobody makes an account for themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by whoever keeps them (`orgs.api.create_user`), never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse self sign-up on every page that asks."""
        return False
