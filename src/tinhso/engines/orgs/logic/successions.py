"""Decisions that change units: what ends, what it goes into, and in which shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tinhso.engines.orgs.contracts import WHOLE, NewSuccessionLink
from tinhso.engines.orgs.contracts.decision_errors import DecisionExists
from tinhso.engines.orgs.contracts.errors import SuccessionNotClear, WeightsNotOne
from tinhso.engines.orgs.logic.units import end_units
from tinhso.engines.orgs.models import Succession, SuccessionLink, Unit, Weight
from tinhso.engines.orgs.queries import successions as stored

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a divided unit that goes along one link, and where the number comes from."""

    billionths: int
    source: str


Shares = dict[tuple[int, int], Share]


def refuse_known_code(code: str) -> None:
    """Refuse a code that a decision bears already (ORG-081)."""
    if known := Succession.objects.filter(code=code).first():
        raise DecisionExists(decision=code, on=known.effective_on)


def apply_succession(
    *,
    code: str,
    effective_on: date,
    decision: str,
    source: str,
    links: Sequence[NewSuccessionLink],
    event_id: int,
) -> Succession:
    """Write a succession and end the old units the day before.

    Raises:
        SuccessionNotClear (ORG-012), UnitAlreadyEnded (ORG-011)
    """
    _check_links(links, effective_on)
    end_units({link.old_id for link in links}, effective_on - DAY, event_id)
    succession = Succession.objects.create(
        code=code, effective_on=effective_on, decision=decision, source=source, event_id=event_id
    )
    SuccessionLink.objects.bulk_create(
        [
            SuccessionLink(
                succession=succession,
                old_unit_id=link.old_id,
                new_unit_id=link.new_id,
                whole=link.whole,
                default=link.default or link.whole,
            )
            for link in links
        ],
        batch_size=1000,
    )
    return succession


def add_weights(shares: Mapping[tuple[int, int], Share], basis: str, event_id: int) -> None:
    """Write the shares of divided units by (old, new) unit: all parts of each old unit, summing to one.

    Raises:
        WeightsNotOne (ORG-013): a sum differs from one, a part is missing or has no link.
    """
    by_old: dict[int, dict[int, int]] = defaultdict(dict)
    for (old_id, new_id), share in shares.items():
        by_old[old_id][new_id] = share.billionths
    links = stored.links_between(by_old.keys())
    expected: dict[int, set[int]] = defaultdict(set)
    for old_id, new_id in links:
        expected[old_id].add(new_id)
    for old_id, parts in by_old.items():
        if sum(parts.values()) != WHOLE or parts.keys() != expected[old_id]:
            raise WeightsNotOne(
                unit=Unit.objects.get(id=old_id).code,
                basis=basis,
                total=Decimal(sum(parts.values())) / WHOLE,
                expected=len(expected[old_id]),
                found=len(parts),
            )
    Weight.objects.bulk_create(
        [
            Weight(link=links[key], basis=basis, billionths=share.billionths, source=share.source, event_id=event_id)
            for key, share in shares.items()
        ],
        batch_size=1000,
    )


def _check_links(links: Sequence[NewSuccessionLink], effective_on: date) -> None:
    """Every old unit goes whole to one, or in parts to several, that are valid on the day."""
    units = Unit.objects.in_bulk(list({unit_id for link in links for unit_id in (link.old_id, link.new_id)}))
    by_old: dict[int, list[NewSuccessionLink]] = defaultdict(list)
    for link in links:
        by_old[link.old_id].append(link)
    gone_before = stored.links_between(by_old.keys())
    for old_id, parts in by_old.items():
        problem = _why_unclear(parts, units, effective_on)
        if any(known_old == old_id for known_old, _ in gone_before):
            problem = "đã có một quyết định sắp xếp khác", "another succession already ends it"
        if problem:
            raise SuccessionNotClear(unit=units[old_id].code, problem_vi=problem[0], problem_en=problem[1])


def _why_unclear(
    parts: Sequence[NewSuccessionLink], units: Mapping[int, Unit], effective_on: date
) -> tuple[str, str] | None:
    if len({part.new_id for part in parts}) != len(parts):
        return "một đơn vị mới được ghi hai lần", "a new unit is named twice"
    if any(part.whole for part in parts) != (len(parts) == 1):
        return (
            "phải sang nguyên vẹn một đơn vị, hoặc chia thành ít nhất hai phần",
            "it must go whole to one unit, or be divided into at least two parts",
        )
    for part in parts:
        new = units[part.new_id]
        if not new.valid_from <= effective_on <= (new.valid_to or date.max) or part.new_id == part.old_id:
            return (
                f"đơn vị mới {new.code} không có hiệu lực ngày {effective_on}",
                f"the new unit {new.code} is not valid on {effective_on}",
            )
    return None
