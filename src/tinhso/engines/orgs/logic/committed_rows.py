"""What events of this engine commit to, and the check of units, structures, successions, rights and tokens with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.idp.oidc.models import Client
from django.db.models import Model, Q, QuerySet

from tinhso.engines.orgs.models import (
    Boundary,
    CalendarDay,
    Delegation,
    EmergencyAccess,
    Level,
    Link,
    RoleGrant,
    StraddlingRule,
    Structure,
    Succession,
    SuccessionLink,
    SuccessionUndo,
    Token,
    UndoneEnd,
    Unit,
    UnitAlias,
    UnitName,
    User,
    Viewing,
    Weight,
)
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.api import RowCheck
from tinhso.engines.trust.contracts import Finding

LOADED = "orgs.units_loaded"
USER_CREATED = "orgs.user_created"
USER_CHANGED = "orgs.user_changed"
# What an account may do and how its acts are titled. Its name, address and secrets are the person's: they may be
# erased, and who acted is a salted text of each event.
_OF_ACCOUNT = ("is_active", "is_superuser", "is_staff", "is_demo", "title_vi", "title_en", "last_day")
APPLIED = "orgs.succession_applied"
UNDONE = "orgs.succession_undone"
CALENDAR_LOADED = "orgs.calendar_loaded"
RULES_LOADED = "orgs.straddling_rules_loaded"
_UNITS = frozenset({LOADED, "orgs.units_created", APPLIED})
_NAMES = _UNITS | {"orgs.unit_renamed", "orgs.units_renamed"}
_SUCCESSIONS = frozenset({LOADED, APPLIED})
CHECKS = (
    RowCheck(Level.objects.all(), frozenset({LOADED, "orgs.level_created"}), event=""),
    RowCheck(Structure.objects.all(), frozenset({LOADED, "orgs.structure_created"}), event=""),
    RowCheck(Unit.objects.all(), _UNITS),
    RowCheck(UnitName.objects.all(), _NAMES),
    RowCheck(UnitAlias.objects.all(), _UNITS, event="unit__event_id"),
    RowCheck(Link.objects.all(), _UNITS | {"orgs.units_linked"}),
    RowCheck(Succession.objects.all(), _SUCCESSIONS),
    RowCheck(SuccessionLink.objects.all(), _SUCCESSIONS, event="succession__event_id"),
    RowCheck(SuccessionUndo.objects.all(), frozenset({UNDONE})),
    RowCheck(UndoneEnd.objects.all(), frozenset({UNDONE})),
    RowCheck(Weight.objects.all(), _SUCCESSIONS | {"orgs.weights_loaded"}),
    RowCheck(CalendarDay.objects.all(), frozenset({CALENDAR_LOADED})),
    RowCheck(StraddlingRule.objects.all(), frozenset({RULES_LOADED})),
    RowCheck(Boundary.objects.all(), frozenset({"orgs.boundaries_loaded"})),
    RowCheck(RoleGrant.objects.all(), frozenset({"orgs.role_granted"})),
    RowCheck(Delegation.objects.all(), frozenset({"orgs.role_delegated"})),
    RowCheck(Viewing.objects.all(), frozenset({"orgs.view_asked"})),
    RowCheck(EmergencyAccess.objects.all(), frozenset({"orgs.emergency_opened"})),
    RowCheck(Token.objects.all(), frozenset({"orgs.token_created"}), event=""),
    RowCheck(
        Client.objects.all(),
        frozenset({"orgs.application_added", "orgs.application_changed", "orgs.application_closed"}),
        event="",
    ),
    RowCheck(User.objects.all(), frozenset({USER_CREATED, USER_CHANGED}), event=""),
)


def check_org_rows() -> Iterator[Finding]:
    """Compare every row with the last event that committed to it; `trust` names what differs."""
    return trust.check_rows("orgs.", CHECKS)


def territory_rows(event_id: int, *more: QuerySet[Any]) -> dict[str, Any]:
    """Commit to the units, names, links and successions written or ended under an event."""
    return trust.commit_rows(
        *more,
        *(_touched(model, event_id) for model in (Unit, UnitName, Link)),
        UnitAlias.objects.filter(unit__event_id=event_id),
        Succession.objects.filter(event_id=event_id),
        SuccessionLink.objects.filter(succession__event_id=event_id),
        Weight.objects.filter(event_id=event_id),
    )


def undone_rows(event_id: int) -> dict[str, Any]:
    """Commit to an undone decision: what says so, what never held because of it, and the rows that are open again."""
    opened = UndoneEnd.objects.filter(event_id=event_id)
    again: list[QuerySet[Any]] = [
        model._default_manager.filter(
            Q(ended_by_id=event_id) | Q(id__in=opened.exclude(**{f"{what}_id": None}).values(f"{what}_id"))
        )
        for model, what in ((Unit, "unit"), (UnitName, "name"), (Link, "link"))
    ]
    return trust.commit_rows(SuccessionUndo.objects.filter(event_id=event_id), opened, *again)


def right_rows(event_id: int) -> dict[str, Any]:
    """Commit to the grants and delegations written or ended under an event."""
    return trust.commit_rows(*(_touched(model, event_id) for model in (RoleGrant, Delegation)))


def account_rows(user_id: int) -> dict[str, Any]:
    """Commit to what an account may do."""
    return trust.commit_rows(User.objects.filter(id=user_id), columns=_OF_ACCOUNT)


def _touched(model: type[Model], event_id: int) -> QuerySet[Any]:
    return model._default_manager.filter(Q(event_id=event_id) | Q(ended_by_id=event_id))
