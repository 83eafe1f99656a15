"""Signing in with a second factor: what it proves, and every change of it in the log."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest

from tinhso.engines.orgs.api.people import rights_of
from tinhso.engines.orgs.contracts import Action, Proof, Rights, SecondFactorPolicy
from tinhso.engines.orgs.contracts.emergency import EmergencyView
from tinhso.engines.orgs.contracts.viewing import ViewingView
from tinhso.engines.orgs.logic import factor_secrets, people, second_factors, viewing
from tinhso.engines.orgs.logic.rights import with_emergency
from tinhso.engines.orgs.models import User
from tinhso.engines.trust import api as trust


def rights_of_request(request: HttpRequest) -> Rights:
    """Return what the person of a browser's session may do today, bounded by how they signed in. Ask once a request.

    Somebody who looks on (`viewing_of_request`, put on the request by the guard) gets what the account's holder sees;
    somebody with an emergency access also what it opens.
    """
    user = request.user
    if not isinstance(user, User):
        return rights_of(AnonymousUser())
    demonstration = settings.TINHSO_MODE == "demo"
    own = rights_of(user, proof=second_factors.proof_of(request, user, is_demonstration=demonstration))
    seen: ViewingView | None = getattr(request, "viewing", None)
    if seen is None or not own.may(Action.KEEP_ACCOUNTS):
        opened: EmergencyView | None = getattr(request, "emergency", None)
        return own if opened is None else with_emergency(own, opened.unit.id)
    # As its holder sees it with everything proven: the guard lets nothing be done meanwhile.
    return viewing.as_seen(rights_of(User.objects.get(pk=seen.holder.id), proof=Proof.SECOND), own)


def mark_played(request: HttpRequest, user: User) -> None:
    """Note in a session that its person plays a role of the demonstration."""
    request.session[second_factors.PLAYED] = user.pk


def note_enrolled(request: HttpRequest, user: User, kind: str) -> None:
    """Log that somebody enrolled a second factor, and let it count for this sign-in."""
    request.session[second_factors.ENROLLED_HERE] = user.pk
    _record("orgs.second_factor_added", user, f"user:{user.username}", kind)


def note_removed(request: HttpRequest, user: User, kind: str) -> None:
    """Log that somebody took a second factor from their own account; without any left this sign-in proves nothing."""
    if not second_factors.is_enrolled(user):
        second_factors.forget_proof(request)
    _record("orgs.second_factor_removed", user, f"user:{user.username}", kind)


def remove_second_factors(username: str, *, actor: str, reason: str = "") -> int:
    """Take every second factor from an account whose person lost the device; they enrol anew. Returns how many.

    Raises:
        UnknownUser (ORG-024)
    """
    user = people.user_named(username)
    with transaction.atomic():
        count = second_factors.remove_all(user)
        _record("orgs.second_factor_removed", user, actor, "all", reason)
    return count


def keep_secret(text: str) -> str:
    """Return a second factor's secret as the database keeps it."""
    return factor_secrets.encrypted(text, settings.SECRET_KEY)


def read_secret(kept: str) -> str:
    """Return a second factor's secret as it was given; empty where another installation's key encrypted it."""
    return factor_secrets.decrypted(kept, settings.SECRET_KEY)


def enrolment_is_due(user: User) -> bool:
    """Say whether somebody must enrol a second factor before they see anything unpublished."""
    return SecondFactorPolicy(settings.TINHSO_SECOND_FACTOR) is SecondFactorPolicy.ALL and not (
        second_factors.is_enrolled(user)
    )


def _record(kind: str, user: User, actor: str, factor: str, reason: str = "") -> None:
    with transaction.atomic():
        trust.record(kind=kind, subject=f"orgs.user:{user.pk}", actor=actor, reason=reason, public={"factor": factor})


__all__ = [
    "Proof",
    "enrolment_is_due",
    "keep_secret",
    "mark_played",
    "note_enrolled",
    "note_removed",
    "read_secret",
    "remove_second_factors",
    "rights_of_request",
]
