"""Emergency access: opened by who has the right, with a reason, for minutes; ended by itself or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest

from tinhso.engines.orgs.api.calendar_day import today
from tinhso.engines.orgs.api.reading import unit_by_code
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.orgs.contracts.emergency import (
    CHOICES_MINUTES,
    LEAST_REASON,
    EmergencyReasonMissing,
    EmergencyTime,
    EmergencyView,
    UnknownEmergency,
)
from tinhso.engines.orgs.contracts.errors import NoRight
from tinhso.engines.orgs.logic.emergency_mail import TOPIC
from tinhso.engines.orgs.models import EmergencyAccess, Unit, User
from tinhso.engines.orgs.queries.delegations import person_of
from tinhso.engines.orgs.queries.emergencies import emergencies_within, running, told_of
from tinhso.engines.orgs.queries.units import last_views
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import EventSpec

SESSION_KEY = "tinhso_emergency"


def open_emergency(unit_code: str, request: HttpRequest, *, minutes: int, reason: str, rights: Rights) -> None:
    """Let this sign-in read a unit's unpublished figures for some minutes; whoever answers for them is told.

    What the same person had open is ended first. Restricted figures stay closed.

    Raises:
        NoRight (ORG-020), SecondFactorNeeded (ORG-060), UnknownUnit (ORG-001), EmergencyReasonMissing (ORG-091),
        EmergencyTime (ORG-092)
    """
    rights.require(Action.BREAK_GLASS)
    unit = unit_by_code(unit_code.strip(), today())
    rights.require(Action.BREAK_GLASS, unit.id)
    assert rights.user_id is not None, "nobody holds the right without an account"
    why = reason.strip()
    if len(why) < LEAST_REASON:
        raise EmergencyReasonMissing(least=LEAST_REASON)
    if minutes not in CHOICES_MINUTES:
        raise EmergencyTime(minutes=minutes, known=", ".join(str(choice) for choice in CHOICES_MINUTES))
    with transaction.atomic():
        now = trust.now()
        for before in running(now).filter(user_id=rights.user_id):
            _end(before, rights.actor)
        event_id = trust.reserve_event()
        made = EmergencyAccess.objects.create(
            user_id=rights.user_id,
            unit_id=unit.id,
            begun_at=now,
            until=now + timedelta(minutes=minutes),
            event_id=event_id,
        )
        _record("orgs.emergency_opened", made, rights.actor, why, event_id)
        _tell(made, rights, why)
    request.session[SESSION_KEY] = made.pk


def end_emergency(emergency_id: int, *, rights: Rights) -> None:
    """End an emergency access before its time: by who opened it, or by who operates the system.

    Raises:
        UnknownEmergency (ORG-093)
    """
    with transaction.atomic():
        row = running(trust.now()).select_for_update(of=("self",)).filter(pk=emergency_id).first()
        if row is None or not (row.user_id == rights.user_id or rights.may(Action.OPERATE)):
            raise UnknownEmergency(emergency=emergency_id)
        _end(row, rights.actor)


def close_emergency(request: HttpRequest) -> None:
    """End what this sign-in has open; nothing happens where it has ended already."""
    emergency_id = request.session.pop(SESSION_KEY, 0)
    with transaction.atomic():
        row = running(trust.now()).filter(pk=emergency_id, user_id=request.user.pk or 0).first()
        if row is not None:
            _end(row, f"user:{row.user.username}")


def end_with_session(request: HttpRequest) -> None:
    """End an emergency access whose session is gone: its person signed out. Asked once a sign-out, not once a page."""
    opened: EmergencyView | None = getattr(request, "emergency", None)
    if opened is None or SESSION_KEY in request.session:
        return
    with transaction.atomic():
        row = running(trust.now()).filter(pk=opened.id).first()
        if row is not None:
            _end(row, f"user:{row.user.username}")


def emergency_of_request(request: HttpRequest) -> EmergencyView | None:
    """Return what this sign-in has open; nothing is asked of the database where it has nothing."""
    emergency_id = request.session.get(SESSION_KEY)
    if emergency_id is None:
        return None
    row = running(trust.now()).filter(pk=emergency_id, user_id=request.user.pk or 0).first()
    if row is None:
        del request.session[SESSION_KEY]
        return None
    return _views([row], {}, None)[0]


def count_open_emergencies() -> int:
    """Return how many units are open now; whose and why is told on the page that lists them. One query."""
    return running(trust.now()).count()


def may_read_emergencies(rights: Rights) -> bool:
    """Say whether somebody reads of emergency accesses at all."""
    return any(rights.may(action) for action in (Action.BREAK_GLASS, Action.OPERATE, Action.READ_LOG))


class EmergenciesInReach(Sequence[EmergencyView]):
    """The emergency accesses somebody may read of, newest first: one query to count, three a page."""

    def __init__(self, rights: Rights) -> None:
        if not may_read_emergencies(rights):
            raise NoRight(action=str(Action.BREAK_GLASS), unit="–", actor=rights.actor)
        self._rights, self._found = rights, emergencies_within(rights)

    def __len__(self) -> int:
        return self._found.count()

    def __getitem__(self, wanted: int | slice) -> EmergencyView | list[EmergencyView]:  # type: ignore[override]
        rows = list(self._found[wanted]) if isinstance(wanted, slice) else [self._found[wanted]]
        texts = trust.texts_of([row.event_id for row in rows], ["reason"]) if rows else {}
        views = _views(rows, {number: said.get("reason", "") for number, said in texts.items()}, self._rights)
        return views if isinstance(wanted, slice) else views[0]


def _views(rows: list[EmergencyAccess], reasons: dict[int, str], rights: Rights | None) -> list[EmergencyView]:
    units, now = {view.id: view for view in last_views({row.unit_id for row in rows})} if rows else {}, trust.now()
    found = []
    for row in rows:
        is_running = row.ended_at is None and row.until > now
        mine = rights is not None and (row.user_id == rights.user_id or rights.may(Action.OPERATE))
        found.append(
            EmergencyView(
                row.pk, person_of(row.user), units[row.unit_id], reasons.get(row.event_id, ""), row.begun_at, row.until,
                row.ended_at, is_running, is_running and mine,
            )
        )  # fmt: skip
    return found


def _tell(row: EmergencyAccess, rights: Rights, reason: str) -> None:
    """Log the notice to each of those concerned, who read it as news of their account, and write to their address."""
    told: list[User] = [user for user in told_of(row.unit_id, today()) if user.pk != rights.user_id]
    public = _public(row)
    trust.record_many(
        [
            EventSpec(
                kind="orgs.emergency_told",
                subject=f"orgs.user:{user.pk}",
                actor=rights.actor,
                at=row.begun_at,
                public=public,
                reason=reason,
            )
            for user in told
        ]
    )
    trust.publish_many([(TOPIC, {"emergency_id": row.pk, "user_id": user.pk}) for user in told if user.email])


def _end(row: EmergencyAccess, actor: str) -> None:
    row.ended_at = trust.now()
    row.save(update_fields=["ended_at"])
    _record("orgs.emergency_ended", row, actor)


def _public(row: EmergencyAccess) -> dict[str, object]:
    unit = Unit.objects.get(pk=row.unit_id)
    return {"emergency": row.pk, "unit": unit.code, "until": row.until.isoformat()}


def _record(kind: str, row: EmergencyAccess, actor: str, reason: str = "", event_id: int | None = None) -> None:
    trust.record(
        kind=kind,
        subject=f"orgs.user:{row.user_id}",
        actor=actor,
        reason=reason,
        public=_public(row),
        rows=trust.commit_rows(EmergencyAccess.objects.filter(pk=row.pk)),
        event_id=event_id,
    )
