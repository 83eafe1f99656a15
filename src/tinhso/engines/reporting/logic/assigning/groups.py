"""Named groups of units: made once, used in every request; each change is a new edition from a day on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts.request_errors import GroupUnclear, UnknownGroup
from tinhso.engines.reporting.contracts.requests import UnitGroupView
from tinhso.engines.reporting.logic.life import holds, refuse_stale
from tinhso.engines.reporting.models import UnitGroup, UnitGroupEdition
from tinhso.engines.trust import api as trust
from tinhso.kernel.vietnamese import clean_text, search_key


@transaction.atomic
def save_group(
    name_vi: str,
    unit_ids: Collection[int],
    *,
    owner_unit_id: int,
    rights: Rights,
    name_en: str = "",
    code: str = "",
    valid_from: date | None = None,
    reason: str = "",
) -> UnitGroupView:
    """Name a group of units, or give a known one another name or other members from a day on.

    Args:
        owner_unit_id: the agency that assigns to it; its own groups are offered to it first.
        code: of the group that is changed; empty makes a new one.

    Raises:
        GroupUnclear (REP-162): no name, no units, or the name is taken. UnknownGroup (REP-161). NoRight (ORG-020),
        StaleRights (REP-045).
    """
    refuse_stale(rights)
    if not holds(rights, Action.ASSIGN, owner_unit_id):
        raise NoRight(action=str(Action.ASSIGN), unit=owner_unit_id, actor=rights.actor)
    name, day = clean_text(name_vi).strip(), valid_from or orgs.today()
    if not name:
        raise GroupUnclear(reason_vi="Nhóm phải có tên", reason_en="A group needs a name", value=name_vi)
    members = sorted({view.id for view in orgs.unit_views(unit_ids, day)})
    if not members:
        raise GroupUnclear(reason_vi="Nhóm chưa có đơn vị nào", reason_en="The group has no unit", value=name)
    for unit_id in members:
        rights.require(Action.ASSIGN, unit_id)
    group = _group_of(code, owner_unit_id, name, day)
    event_id = trust.record(
        kind="reporting.group_saved",
        subject=f"reporting.group:{group.code}",
        actor=rights.actor,
        reason=reason,
        public={"group": group.code, "valid_from": day.isoformat(), "units": members},
    )
    UnitGroupEdition.objects.create(
        group=group, valid_from=day, name_vi=name, name_en=clean_text(name_en).strip(), unit_ids=members,
        event_id=event_id,
    )  # fmt: skip
    return group_named(group.code, rights=rights, on=day)


def groups(rights: Rights, on: date | None = None) -> tuple[UnitGroupView, ...]:
    """Return the groups of agencies somebody assigns for, in the order of their names; two queries."""
    rows = UnitGroupEdition.objects.filter(rights.scope(Action.ASSIGN).q("group__owner_unit_id"))
    return _views(rows.filter(valid_from__lte=on or orgs.today()))


def group_named(code: str, *, rights: Rights, on: date | None = None) -> UnitGroupView:
    """Return a group of an agency somebody assigns for, as it stands on a day.

    Raises:
        UnknownGroup (REP-161)
    """
    day = on or orgs.today()
    found = next((group for group in groups(rights, day) if group.code == code), None)
    if found is None:
        raise UnknownGroup(group=code, on=f"{day:%d/%m/%Y}")
    return found


def group_names(codes: Collection[str], language: str = "vi") -> dict[str, str]:
    """The last names of groups that a regime remembers, by code; one query."""
    rows = UnitGroupEdition.objects.filter(group__code__in=codes).order_by("valid_from", "id").select_related("group")
    return {row.group.code: (row.name_en or row.name_vi) if language.startswith("en") else row.name_vi for row in rows}


def members_of(code: str, on: date) -> tuple[int, ...]:
    """The units of a group on a day, for whoever may assign by the regime that names it.

    Raises:
        UnknownGroup (REP-161): there is no such group on that day.
    """
    editions = UnitGroupEdition.objects.filter(group__code=code, valid_from__lte=on)
    edition = editions.order_by("-valid_from", "-id").first()
    if edition is None:
        raise UnknownGroup(group=code, on=f"{on:%d/%m/%Y}")
    return tuple(edition.unit_ids)


def _views(rows: QuerySet[UnitGroupEdition]) -> tuple[UnitGroupView, ...]:
    newest: dict[int, UnitGroupEdition] = {}
    for row in rows.select_related("group").order_by("valid_from", "id"):
        newest[row.group_id] = row
    owners = {view.id: view for view in orgs.last_views({row.group.owner_unit_id for row in newest.values()})}
    views = [
        UnitGroupView(
            row.group.code, owners[row.group.owner_unit_id], row.name_vi, row.name_en, row.valid_from,
            tuple(row.unit_ids),
        )
        for row in newest.values()
    ]  # fmt: skip
    return tuple(sorted(views, key=lambda view: search_key(view.name_vi)))


def _group_of(code: str, owner_unit_id: int, name: str, day: date) -> UnitGroup:
    if code:
        found = UnitGroup.objects.filter(code=code, owner_unit_id=owner_unit_id).first()
        if found is None:
            raise UnknownGroup(group=code, on=f"{day:%d/%m/%Y}")
        return found
    made = f"{owner_unit_id}-" + "-".join(search_key(name).split())[:40]
    group, is_new = UnitGroup.objects.get_or_create(code=made, defaults={"owner_unit_id": owner_unit_id})
    if not is_new:
        raise GroupUnclear(reason_vi="Đã có nhóm mang tên này", reason_en="There is a group of this name", value=name)
    return group
