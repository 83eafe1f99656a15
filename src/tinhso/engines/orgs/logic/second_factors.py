"""Second factors of an account: what is enrolled, and what this sign-in has shown. The tables are allauth's."""

from __future__ import annotations

from django.http import HttpRequest

from tinhso.engines.orgs.contracts import Proof
from tinhso.engines.orgs.models import User

ENROLLED_HERE = "tinhso_second_factor"
PLAYED = "tinhso_played"


def proof_of(request: HttpRequest, user: User, *, is_demonstration: bool) -> Proof:
    """Read from the session what its person has shown. Asks the database nothing."""
    from allauth.account.authentication import get_authentication_records

    if is_demonstration and request.session.get(PLAYED) == user.pk:
        return Proof.PLAYED
    used = any(record.get("method") == "mfa" for record in get_authentication_records(request, user))
    # Who enrols shows the factor by that: asking for it a second time in the same minute would prove nothing more.
    return Proof.SECOND if used or request.session.get(ENROLLED_HERE) == user.pk else Proof.FIRST


def forget_proof(request: HttpRequest) -> None:
    """Let nothing that was shown in this sign-in count any more."""
    from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS

    request.session.pop(ENROLLED_HERE, None)
    kept = [record for record in request.session.get(RECORDS) or [] if record.get("method") != "mfa"]
    request.session[RECORDS] = kept


def remove_all(user: User) -> int:
    """Take every second factor from an account and return how many there were."""
    from allauth.mfa.models import Authenticator

    found = Authenticator.objects.filter(user=user)
    count: int = found.count()
    found.delete()
    return count


def is_enrolled(user: User) -> bool:
    """Say whether an account has a code application or a passkey."""
    from allauth.mfa.models import Authenticator

    strong = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=user, type__in=strong).exists())
