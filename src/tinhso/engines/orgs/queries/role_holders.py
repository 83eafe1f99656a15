"""How many accounts hold each role, have a second factor, are open: numbers only."""

from __future__ import annotations

from datetime import date

from allauth.idp.oidc.models import Client
from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q

from tinhso.engines.orgs.contracts.roles_now import AccountsNow
from tinhso.engines.orgs.models import Delegation, RoleGrant, Token, User
from tinhso.engines.orgs.queries.validity import not_ended, valid_on


def granted(on: date) -> dict[str, int]:
    """Return the number of open accounts that were given each role and hold it on a day."""
    rows = RoleGrant.objects.filter(valid_on(on), _open(on, "user__"))
    return dict(rows.order_by("role").values_list("role").annotate(Count("user_id", distinct=True)))


def lent(on: date) -> dict[str, int]:
    """Return the number of open accounts that act in each role for somebody who still holds it."""
    held = RoleGrant.objects.filter(
        valid_on(on), user_id=OuterRef("from_user_id"), role=OuterRef("role"), unit_id=OuterRef("unit_id")
    )
    rows = Delegation.objects.filter(valid_on(on), _open(on, "to_user__"), _open(on, "from_user__"), Exists(held))
    return dict(rows.order_by("role").values_list("role").annotate(Count("to_user_id", distinct=True)))


def count_accounts(on: date) -> AccountsNow:
    """Count accounts, second factors, tokens and applications (four queries)."""
    is_open = _open(on)
    accounts = User.objects.aggregate(open=Count("id", filter=is_open), all=Count("id"))
    proofs = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).filter(_open(on, "user__"))
    return AccountsNow(
        open=accounts["open"],
        closed=accounts["all"] - accounts["open"],
        proven=proofs.values("user_id").distinct().count(),
        tokens=Token.objects.filter(revoked_at=None, expires_on__gte=on).count(),
        applications=Client.objects.count(),
    )


def _open(on: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}is_active": True}) & not_ended(on, f"{prefix}last_day")
