"""Emergency accesses, whom they are told to, and who may read of them."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from tinhso.engines.orgs.contracts import Action, Rights, Role
from tinhso.engines.orgs.models import EmergencyAccess, RoleGrant, User
from tinhso.engines.orgs.queries.validity import valid_on

# Who answers for a unit's figures, and who watches over all of them.
OWNERS = (Role.APPROVER, Role.LEADER, Role.CONSOLIDATOR, Role.KEEPER)
WATCHING = (Role.AUDITOR, Role.OPERATOR)


def running(now: datetime) -> QuerySet[EmergencyAccess]:
    """What is open now."""
    return EmergencyAccess.objects.filter(until__gt=now, ended_at=None).select_related("user")


def emergencies_within(rights: Rights) -> QuerySet[EmergencyAccess]:
    """What somebody may read of: their own; as who watches all; as who reads the log of a unit, that unit's."""
    found = EmergencyAccess.objects.select_related("user").order_by("-id")
    log = rights.scope(Action.READ_LOG)
    if log.everything or rights.may(Action.OPERATE):
        return found
    return found.filter(log.q("unit_id") | Q(user_id=rights.user_id))


def told_of(unit_id: int, day: date) -> list[User]:
    """The open accounts that are told when a unit is opened, by number. One query."""
    owners = Q(role__in=OWNERS, unit_id=unit_id)
    holders = RoleGrant.objects.filter(valid_on(day), owners | Q(role__in=WATCHING)).values("user_id")
    open_still = Q(last_day=None) | Q(last_day__gte=day)
    return list(User.objects.filter(open_still, pk__in=holders, is_active=True).order_by("pk"))
