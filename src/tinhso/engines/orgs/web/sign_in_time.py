"""When an account was last used, by the product's clock: Django would write the machine's, which no page here shows."""

from __future__ import annotations

from django.contrib.auth.signals import user_logged_in

from tinhso.engines.orgs import api
from tinhso.engines.trust import api as trust

# Under Django's own name: whichever application is ready first, only one of the two listens.
_LISTENER = "update_last_login"


def connect() -> None:
    """Listen in the place of Django's own receiver."""
    user_logged_in.disconnect(dispatch_uid=_LISTENER)
    user_logged_in.connect(_signed_in, dispatch_uid=_LISTENER)


def _signed_in(user: api.User, **_: object) -> None:
    user.last_login = trust.now()
    user.save(update_fields=["last_login"])
