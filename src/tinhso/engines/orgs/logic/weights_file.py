"""Shares of divided units from a file, kept exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from tinhso.engines.orgs.contracts import WHOLE
from tinhso.engines.orgs.contracts.errors import WeightWithoutLink
from tinhso.engines.orgs.logic.csv_rows import Row, read_rows
from tinhso.engines.orgs.logic.successions import Share, Shares, add_weights
from tinhso.engines.orgs.queries import successions as stored_successions
from tinhso.engines.orgs.queries import units as stored


def weights_to_add(file: Path) -> tuple[dict[str, Shares], int]:
    """Read a file of weights and return, by basis, the shares that are not known yet, and how many already are.

    Raises:
        WeightWithoutLink (ORG-015), WrongRow (ORG-031)
    """
    rows = read_rows(file, ("old_code", "old_valid_from", "new_code", "basis", "weight", "source"))
    units = stored.units_with_keys((row["old_code"], row.day("old_valid_from")) for row in rows)
    old_ids = [unit.id for unit in units.values()]
    new_ids = _successor_codes(old_ids)
    given: dict[str, Shares] = defaultdict(dict)
    for row in rows:
        old = units.get((row["old_code"], row.day("old_valid_from")))
        new_id = new_ids.get((old.id, row["new_code"])) if old else None
        if old is None or new_id is None:
            raise WeightWithoutLink(
                old=row["old_code"],
                old_from=row["old_valid_from"],
                new=row["new_code"],
                file=row.file,
                line=row.line,
            )
        if (old.id, new_id) in given[row["basis"]]:
            raise row.wrong("new_code", "phần này được ghi hai lần", "this part is named twice")
        given[row["basis"]][old.id, new_id] = Share(_billionths(row), row["source"])
    fresh = {basis: kept for basis, shares in given.items() if (kept := _not_known_yet(basis, shares))}
    return fresh, len(rows) - sum(len(shares) for shares in fresh.values())


def add_weight_file(given: Mapping[str, Shares], event_id: int) -> int:
    """Write weights by basis; returns how many."""
    for basis, shares in given.items():
        add_weights(shares, basis, event_id)
    return sum(len(shares) for shares in given.values())


def _successor_codes(old_ids: Collection[int]) -> dict[tuple[int, str], int]:
    """The successor of each old unit by its code."""
    links = stored_successions.links_between(old_ids)
    codes = {unit.id: unit.code for unit in stored.known_units({new_id for _, new_id in links})}
    return {(old_id, codes[new_id]): new_id for old_id, new_id in links}


def _billionths(row: Row) -> int:
    """A weight as billionths, exactly."""
    try:
        scaled = Decimal(row["weight"]) * WHOLE
    except InvalidOperation:
        raise row.wrong("weight", "phải là số thập phân dạng 0.55", "it must be a decimal like 0.55") from None
    if not scaled.is_finite() or scaled != scaled.to_integral_value() or not 0 <= scaled <= WHOLE:
        raise row.wrong(
            "weight",
            "phải từ 0 đến 1 và có nhiều nhất 9 chữ số thập phân",
            "it must lie between 0 and 1 and have at most 9 decimals",
        )
    return int(scaled)


def _not_known_yet(basis: str, shares: Shares) -> Shares:
    """The shares of those old units whose newest known set differs from the given one."""
    links = stored_successions.links_between({old_id for old_id, _ in shares})
    newest = stored_successions.newest_weights({old_id for old_id, _ in shares}, basis)
    differing = {
        old_id for (old_id, new_id), share in shares.items() if newest.get(links[old_id, new_id].id) != share.billionths
    }
    return {key: share for key, share in shares.items() if key[0] in differing}
