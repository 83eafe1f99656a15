"""What became of a unit, and in which shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from tinhso.engines.orgs.models import SuccessionLink, Weight
from tinhso.engines.orgs.queries.validity import in_force, known_by


def successor_links(old_ids: Collection[int], until: date, known: int | None = None) -> dict[int, list[SuccessionLink]]:
    """Links out of these units by successions in force on a day, by old unit."""
    rows = SuccessionLink.objects.filter(
        in_force(known, "succession__"), old_unit_id__in=old_ids, succession__effective_on__lte=until
    ).order_by("old_unit_id", "new_unit_id")
    found = defaultdict(list)
    for link in rows:
        found[link.old_unit_id].append(link)
    return dict(found)


def predecessor_ids(
    new_ids: Collection[int], known: int | None = None, after: date | None = None, until: date | None = None
) -> dict[int, list[int]]:
    """The units that went, whole or in part, into these; only by decisions in force from days between two, if given."""
    rows = SuccessionLink.objects.filter(in_force(known, "succession__"), new_unit_id__in=new_ids)
    rows = rows.filter(succession__effective_on__gt=after) if after else rows
    rows = rows.filter(succession__effective_on__lte=until) if until else rows
    rows = rows.order_by("old_unit__code", "old_unit_id")
    found = defaultdict(list)
    for new_id, old_id in rows.values_list("new_unit_id", "old_unit_id"):
        found[new_id].append(old_id)
    return dict(found)


def newest_weights(old_ids: Collection[int], basis: str, known: int | None = None) -> dict[int, int]:
    """Billionths by succession link: for every old unit the newest known set of this basis."""
    rows = list(
        Weight.objects.filter(known_by(known), link__old_unit_id__in=old_ids, basis=basis)
        .order_by("event_id")
        .values_list("link__old_unit_id", "event_id", "link_id", "billionths")
    )
    newest = {old_id: event_id for old_id, event_id, _, _ in rows}
    return {link_id: part for old_id, event_id, link_id, part in rows if newest[old_id] == event_id}


def newest_weight_rows(links: Sequence[SuccessionLink], basis: str, known: int | None = None) -> list[Weight]:
    """The rows behind `newest_weights` of these links, in the order of their units."""
    newest = newest_weights({link.old_unit_id for link in links}, basis, known)
    rows = Weight.objects.filter(known_by(known), link_id__in=newest.keys() & {link.id for link in links}, basis=basis)
    latest = {row.link_id: row for row in rows.order_by("event_id")}
    return [latest[link_id] for link_id in sorted(latest)]


def links_between(old_ids: Collection[int]) -> dict[tuple[int, int], SuccessionLink]:
    """Every link out of these units that is in force, by (old, new)."""
    rows = SuccessionLink.objects.filter(in_force(prefix="succession__"), old_unit_id__in=old_ids)
    return {(link.old_unit_id, link.new_unit_id): link for link in rows}
