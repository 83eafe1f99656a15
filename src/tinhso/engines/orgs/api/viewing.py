"""Looking at the product as another person sees it: asked for, allowed by that person, ended by either."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest

from tinhso.engines.orgs.api.accounts_desk import account_to_change
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.orgs.contracts.viewing import ALLOWED_MINUTES, UnknownViewing, ViewingView
from tinhso.engines.orgs.logic import keeping, viewing
from tinhso.engines.orgs.models import Viewing
from tinhso.engines.orgs.queries.delegations import person_of
from tinhso.engines.orgs.queries.viewings import open_viewings, run_out
from tinhso.engines.trust import api as trust


def ask_to_view(user_id: int, *, rights: Rights, reason: str) -> None:
    """Ask somebody to let one look on; asking twice is asking once.

    Raises:
        UnknownAccount (ORG-070), AccountOutOfHand (ORG-071), OwnAccount (ORG-073), AccountReasonMissing (ORG-074)
    """
    holder = account_to_change(user_id, rights)
    assert rights.user_id is not None, "nobody keeps accounts without one"
    why, now = keeping.check_reason(reason, holder.username), trust.now()
    with transaction.atomic():
        for over in run_out(holder.pk, rights.user_id, now):
            _end(over, rights.actor)  # one at most; its end is in the log like any other
        if open_viewings(now).filter(holder=holder, viewer_id=rights.user_id).exists():
            return
        event_id = trust.reserve_event()
        made = Viewing.objects.create(holder=holder, viewer_id=rights.user_id, event_id=event_id)
        _record("orgs.view_asked", made, rights.actor, why, event_id)


def allow_view(viewing_id: int, *, rights: Rights) -> None:
    """Let somebody look on for half an hour; only the account's holder, with their own hand.

    Raises:
        UnknownViewing (ORG-062)
    """
    with transaction.atomic():
        row = open_viewings(trust.now()).filter(pk=viewing_id, holder_id=rights.user_id).first()
        if row is None or rights.reads_only:
            raise UnknownViewing(viewing=viewing_id)
        row.allowed_until = trust.now() + timedelta(minutes=ALLOWED_MINUTES)
        row.save(update_fields=["allowed_until"])
        _record("orgs.view_allowed", row, rights.actor)


def end_view(viewing_id: int, *, rights: Rights) -> None:
    """End a permission or a wish, by its holder or by who looks on.

    Raises:
        UnknownViewing (ORG-062)
    """
    with transaction.atomic():
        row = open_viewings(trust.now()).filter(pk=viewing_id).first()
        if row is None or rights.user_id not in (row.holder_id, row.viewer_id):
            raise UnknownViewing(viewing=viewing_id)
        _end(row, rights.actor)


def begin_view(viewing_id: int, request: HttpRequest, *, rights: Rights) -> None:
    """Let this sign-in look on from now; the account must still be in hand.

    Raises:
        UnknownViewing (ORG-062), and what `ask_to_view` raises of the account.
    """
    row = (
        open_viewings(trust.now()).filter(pk=viewing_id, viewer_id=rights.user_id, allowed_until__isnull=False).first()
    )
    if row is None:
        raise UnknownViewing(viewing=viewing_id)
    account_to_change(row.holder_id, rights)
    with transaction.atomic():
        _record("orgs.view_begun", row, rights.actor)
    request.session[viewing.SESSION_KEY] = row.pk


def stop_view(request: HttpRequest) -> None:
    """Let this sign-in see its own again, and end the permission."""
    viewing_id = request.session.pop(viewing.SESSION_KEY, 0)
    with transaction.atomic():
        user_id = request.user.pk if not isinstance(request.user, AnonymousUser) else None
        row = open_viewings(trust.now()).filter(pk=viewing_id, viewer_id=user_id).first()
        if row is not None:
            _end(row, f"user:{row.viewer.username}")


def viewing_of_request(request: HttpRequest) -> ViewingView | None:
    """Return as whom this sign-in looks on; nothing is asked of the database where it does not."""
    viewing_id = request.session.get(viewing.SESSION_KEY)
    if viewing_id is None:
        return None
    row = open_viewings(trust.now()).filter(pk=viewing_id, allowed_until__isnull=False).first()
    if row is None or row.viewer_id != request.user.pk:
        del request.session[viewing.SESSION_KEY]
        return None
    return _view(row, "")


def viewings_of(rights: Rights, user_id: int | None = None) -> list[ViewingView]:
    """Return who asks or may look on as the reader, or (with an account) what the reader asked of it. Two queries."""
    found = open_viewings(trust.now())
    rows = list(
        found.filter(holder_id=rights.user_id)
        if user_id is None
        else found.filter(holder_id=user_id, viewer_id=rights.user_id)
    )
    texts = trust.texts_of([row.event_id for row in rows], ["reason"]) if rows else {}
    return [_view(row, texts.get(row.event_id, {}).get("reason", "")) for row in rows]


def _view(row: Viewing, reason: str) -> ViewingView:
    return ViewingView(row.pk, person_of(row.holder), person_of(row.viewer), reason, row.allowed_until)


def _end(row: Viewing, actor: str) -> None:
    row.ended_at = trust.now()
    row.save(update_fields=["ended_at"])
    _record("orgs.view_ended", row, actor)


def _record(kind: str, row: Viewing, actor: str, reason: str = "", event_id: int | None = None) -> None:
    """The account's holder reads every step as news."""
    until = row.allowed_until.isoformat() if row.allowed_until else None
    trust.record(
        kind=kind,
        subject=f"orgs.user:{row.holder_id}",
        actor=actor,
        reason=reason,
        public={"viewing": row.pk, "viewer": row.viewer_id, "until": until},
        rows=trust.commit_rows(Viewing.objects.filter(pk=row.pk)),
        event_id=event_id,
    )
