"""What rests on units within this engine: later decisions, roles, names, links, codes taken by others."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q

from tinhso.engines.orgs.contracts import UnitUse
from tinhso.engines.orgs.models import Boundary, Delegation, Link, RoleGrant, SuccessionLink, Unit, UnitName
from tinhso.engines.orgs.queries.validity import in_force, not_ended, present


def later_decisions(unit_ids: Collection[int]) -> Iterator[UnitUse]:
    """Decisions in force by which these units themselves go on into others."""
    rows = SuccessionLink.objects.filter(in_force(prefix="succession__"), old_unit_id__in=unit_ids)
    for code in sorted(set(rows.values_list("succession__code", flat=True))):
        yield UnitUse(f"quyết định “{code}” sắp xếp tiếp các đơn vị nhận", f"“{code}” reorganises them further")


def later_life(made: Collection[int], since_event: int) -> Iterator[UnitUse]:
    """What happened to units that were made for a decision."""
    into = SuccessionLink.objects.filter(in_force(prefix="succession__"), new_unit_id__in=made)
    for code in sorted(set(into.exclude(succession__event_id=since_event).values_list("succession__code", flat=True))):
        yield UnitUse(f"quyết định “{code}” cũng nhập vào đơn vị mới", f"“{code}” joins them too")
    at_new = Q(unit_id__in=made)
    counted = (
        (RoleGrant.objects.filter(present(), at_new), "vai trò ở đơn vị mới", "roles at the new units"),
        (Delegation.objects.filter(present(), at_new), "ủy quyền ở đơn vị mới", "delegations at the new units"),
        (Boundary.objects.filter(at_new), "ranh giới của đơn vị mới", "outlines of the new units"),
        (
            UnitName.objects.filter(at_new).exclude(event_id=since_event),
            "tên mới của đơn vị mới", "new names of the new units",
        ),
        (
            Link.objects.filter(Q(child_id__in=made) | Q(parent_id__in=made)).exclude(event_id=since_event),
            "đơn vị đã gắn với đơn vị mới", "links with the new units",
        ),
        (Unit.objects.filter(id__in=made).exclude(ended_by=None), "đơn vị mới đã kết thúc", "new units that ended"),
    )  # fmt: skip
    for rows, vi, en in counted:
        if count := rows.count():
            yield UnitUse(f"{count} {vi}", f"{count} {en}")


def taken_codes(ended: Collection[int], from_day: date, made: Collection[int]) -> Iterator[UnitUse]:
    """Codes of ended units that other units bear since; those of units made for the decision come free again."""
    codes = Unit.objects.filter(id__in=ended).values("code")
    others = Unit.objects.filter(present(), not_ended(from_day), code__in=codes).exclude(id__in=[*ended, *made])
    for code in others.order_by("code").values_list("code", flat=True):
        yield UnitUse(f"mã {code} nay đã dùng cho đơn vị khác", f"the code {code} is borne by another unit now")


def moved_on(ended: Collection[int], since_event: int) -> Iterator[UnitUse]:
    """What would contradict ended units that hold on: later names or places of theirs, parents gone meanwhile."""
    names = UnitName.objects.filter(unit_id__in=ended, event_id__gt=since_event).count()
    if names:
        yield UnitUse(f"{names} lần đổi tên đơn vị cũ", f"{names} renamings of the old units")
    opened = Link.objects.filter(ended_by_id=since_event)
    children = opened.values("child_id")
    moved = Link.objects.filter(present(), child_id__in=children, event_id__gt=since_event)
    for code in sorted(set(moved.values_list("child__code", flat=True))):
        yield UnitUse(f"đơn vị {code} đã chuyển sang đơn vị cấp trên khác", f"unit {code} has moved under another one")
    gone = opened.filter(parent__valid_to__isnull=False).exclude(parent__ended_by_id=since_event)
    for code in sorted(set(gone.values_list("parent__code", flat=True))):
        yield UnitUse(f"đơn vị cấp trên {code} đã hết hiệu lực", f"the unit above, {code}, has ended")
