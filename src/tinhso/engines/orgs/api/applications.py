"""Other applications of the province that sign people in by their account here."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.http import HttpRequest

from tinhso.engines.orgs.api.people import rights_of
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.orgs.contracts.applications import (
    LONGEST_NAME,
    SCOPES,
    ApplicationNameMissing,
    ApplicationView,
    UnknownApplication,
    read_redirects,
)
from tinhso.engines.orgs.logic import keeping
from tinhso.engines.orgs.logic.sign_in_key import signing_key_pem
from tinhso.engines.orgs.models import User
from tinhso.engines.orgs.queries.units import last_views
from tinhso.engines.trust import api as trust


def applications(rights: Rights) -> list[ApplicationView]:
    """Return every application, by name; who operates the system only. One query."""
    rights.require(Action.OPERATE)
    return [_view(row) for row in Client.objects.order_by("name", "id")]


def add_application(name: str, redirects: str, *, profile: bool, rights: Rights, reason: str) -> tuple[str, str]:
    """Let an application sign people in. Returns its identifier and its secret, which is shown once and kept nowhere.

    Args:
        redirects: the addresses it may send people back to, one a line.
        profile: it may be told the name and the unit, not only that somebody is the same person as before.

    Raises:
        NoRight (ORG-020), ApplicationNameMissing (ORG-095), RedirectNotUsable (ORG-094), AccountReasonMissing (ORG-074)
    """
    rights.require(Action.OPERATE)
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME:
        raise ApplicationNameMissing(most=LONGEST_NAME)
    addresses, why = read_redirects(redirects), keeping.check_reason(reason, called)
    secret = secrets.token_urlsafe(32)
    row = Client(name=called, created_at=trust.now())
    row.set_redirect_uris(addresses)
    row.set_scopes(list(SCOPES if profile else SCOPES[:1]))
    row.set_secret(secret)
    with transaction.atomic():
        row.save(force_insert=True)
        _record("orgs.application_added", row, rights.actor, why)
    return row.pk, secret


def renew_secret(client_id: str, *, rights: Rights, reason: str) -> str:
    """Give an application a new secret, shown once; the old one opens nothing from now on.

    Raises:
        NoRight (ORG-020), UnknownApplication (ORG-096), AccountReasonMissing (ORG-074)
    """
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        row = _open_one(client_id, rights)
        why = keeping.check_reason(reason, row.name)
        row.set_secret(secret)
        row.save(update_fields=["secret"])
        _record("orgs.application_changed", row, rights.actor, why)
    return secret


def close_application(client_id: str, *, rights: Rights, reason: str) -> None:
    """Let an application sign nobody in any more; what it was told keeps, what it may still ask ends now.

    Raises:
        NoRight (ORG-020), UnknownApplication (ORG-096), AccountReasonMissing (ORG-074)
    """
    with transaction.atomic():
        row = _open_one(client_id, rights)
        why = keeping.check_reason(reason, row.name)
        row.redirect_uris = row.grant_types = row.response_types = ""
        row.save(update_fields=["redirect_uris", "grant_types", "response_types"])
        Token.objects.filter(client=row).delete()
        _record("orgs.application_closed", row, rights.actor, why)


def note_entered(request: HttpRequest, client_id: str) -> None:
    """Log that somebody let an application know who they are; in the transaction of the act."""
    row = Client.objects.get(pk=client_id)
    trust.record(
        kind="orgs.application_entered",
        subject=f"orgs.user:{request.user.pk}",
        actor=f"user:{request.user.get_username()}",
        public={"application": row.pk, "name": row.name},
    )


def told_of(user: User, scopes: list[str]) -> dict[str, Any]:
    """Return what an application is told of somebody: a stable subject; by `profile` also name and unit. No more."""
    told: dict[str, Any] = {"sub": str(user.pk)}
    if "profile" not in scopes:
        return told
    told["name"] = user.title_vi or user.username
    held = rights_of(user).held
    own = [one for one in held if not one.delegated_by] or list(held)
    if own:
        told["unit"] = next(iter(last_views({own[0].unit_id}))).code
    return told


def sign_in_key() -> str:
    """Return the private key (PEM) that signs what applications are told."""
    return signing_key_pem()


def may_still_sign_in(user: User) -> bool:
    """Say whether an account is open today: neither closed nor past its last day."""
    return not rights_of(user).is_anonymous


def _open_one(client_id: str, rights: Rights) -> Client:
    rights.require(Action.OPERATE)
    row = Client.objects.select_for_update().filter(pk=client_id).exclude(redirect_uris="").first()
    if row is None:
        raise UnknownApplication(client=client_id[:40])
    return row


def _view(row: Client) -> ApplicationView:
    return ApplicationView(
        client_id=row.pk,
        name=row.name,
        redirects=tuple(row.get_redirect_uris()),
        scopes=tuple(row.get_scopes()),
        created_at=row.created_at,
        is_closed=not row.redirect_uris,
    )


def _record(kind: str, row: Client, actor: str, reason: str) -> None:
    trust.record(
        kind=kind,
        subject=f"orgs.application:{row.pk}",
        actor=actor,
        reason=reason,
        public={"name": row.name, "redirects": row.get_redirect_uris(), "scopes": row.get_scopes()},
        rows=trust.commit_rows(Client.objects.filter(pk=row.pk)),
    )
