"""Units followed by colleagues: each person of a receiving agency looks after some of the units that report to it.

A working aid: it gives and takes no right and leaves no event. Whoever plays a colleague's role for some days follows
that colleague's units with it; whoever leaves hands theirs over.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting.contracts.following import Following, NotAFollower, ReceivesNothing, ToRemind
from tinhso.engines.reporting.contracts.sharing import Colleague
from tinhso.engines.reporting.entry_models import FollowedUnit
from tinhso.engines.reporting.logic.life import refuse_stale
from tinhso.engines.reporting.logic.sharing import named
from tinhso.engines.reporting.queries.following import followers_of, ids_of_usernames, not_sent, units_reporting_to
from tinhso.engines.reporting.queries.people import drafters_of
from tinhso.kernel.vietnamese import sort_key


def following(rights: Rights) -> Following:
    """Return who of the reader's agency follows which units; six queries for any number.

    Raises:
        ReceivesNothing (REP-059)
    """
    agency_id = _agency(rights)
    followers: dict[int, list[int]] = {}
    rows = followers_of(agency_id)
    for person_id, unit_id in rows:
        followers.setdefault(unit_id, []).append(person_id)
    today = orgs.today()
    # Units that a reorganisation ended report no more: whoever followed one sees what came of it under its own name.
    wanted = orgs.last_views(units_reporting_to(agency_id) - {agency_id})
    units = sorted(
        (unit for unit in wanted if unit.valid_to is None or unit.valid_to >= today),
        key=lambda unit: sort_key(unit.name("vi")),
    )
    givers = ids_of_usernames(_givers(rights)) - {rights.user_id}
    return Following(
        next(iter(orgs.last_views({agency_id}))),
        tuple(units),
        named(drafters_of(agency_id, orgs.today())),
        {unit_id: tuple(people) for unit_id, people in followers.items()},
        frozenset(unit_id for person_id, unit_id in rows if person_id == rights.user_id),
        frozenset(unit_id for person_id, unit_id in rows if person_id in givers),
    )


def followed_units(rights: Rights) -> frozenset[int]:
    """Return the units that somebody follows today, those of colleagues whose role they play included; two queries."""
    people = ids_of_usernames(_givers(rights)) | {rights.user_id}
    agencies = _agencies(rights)
    return frozenset(
        unit_id for agency_id in agencies[:1] for person_id, unit_id in followers_of(agency_id) if person_id in people
    )


@transaction.atomic
def choose_followed(unit_ids: Collection[int], *, rights: Rights) -> None:
    """Follow exactly these of the units that report to the reader's agency; others are left out.

    Raises:
        ReceivesNothing (REP-059), StaleRights (REP-045).
    """
    refuse_stale(rights)
    agency_id, person = _agency(rights), int(rights.user_id or 0)
    wanted = set(unit_ids) & units_reporting_to(agency_id)
    FollowedUnit.objects.filter(agency_id=agency_id, person_id=person).exclude(unit_id__in=wanted).delete()
    _add(agency_id, person, wanted)


@transaction.atomic
def hand_over_units(person_id: int, *, rights: Rights) -> int:
    """Give everything the reader follows to a colleague of the same agency. Returns how many units.

    Raises:
        NotAFollower (REP-064), ReceivesNothing (REP-059), StaleRights (REP-045).
    """
    refuse_stale(rights)
    agency_id = _agency(rights)
    colleagues = {one for one, _title in drafters_of(agency_id, orgs.today())}
    if person_id == rights.user_id or person_id not in colleagues:
        raise NotAFollower()
    own = FollowedUnit.objects.filter(agency_id=agency_id, person_id=int(rights.user_id or 0))
    units = set(own.values_list("unit_id", flat=True))
    own.delete()
    _add(agency_id, person_id, units)
    return len(units)


def reminder_lists(request_id: int, *, rights: Rights) -> tuple[ToRemind, ...]:
    """Return the units of a request that have not sent, by the colleague who follows them; nobody's last.

    Raises:
        ReceivesNothing (REP-059)
    """
    board = following(rights)
    missing = not_sent(request_id, board.agency.id)
    views = [unit for unit in board.units if unit.id in missing]
    people: list[Colleague | None] = [*board.colleagues, None]
    known = {one.id for one in board.colleagues}
    lists = []
    for one in people:
        if one is None:
            own = [unit for unit in views if not known & set(board.followers.get(unit.id, ()))]
        else:
            own = [unit for unit in views if one.id in board.followers.get(unit.id, ())]
        if own:
            lists.append(ToRemind(one, tuple(own)))
    return tuple(lists)


def _add(agency_id: int, person_id: int, unit_ids: Collection[int]) -> None:
    FollowedUnit.objects.bulk_create(
        [FollowedUnit(agency_id=agency_id, person_id=person_id, unit_id=unit_id) for unit_id in sorted(unit_ids)],
        ignore_conflicts=True,
    )


def _agencies(rights: Rights) -> list[int]:
    """The agencies for which somebody receives reports, their own role before a lent one."""
    held = [one for one in rights.held if Action.ACCEPT in one.scopes]
    return [one.unit_id for one in sorted(held, key=lambda one: bool(one.delegated_by))]


def _agency(rights: Rights) -> int:
    found = _agencies(rights)
    if not found or rights.user_id is None:
        raise ReceivesNothing()
    return found[0]


def _givers(rights: Rights) -> set[str]:
    return {one.delegated_by for one in rights.held if one.delegated_by}
