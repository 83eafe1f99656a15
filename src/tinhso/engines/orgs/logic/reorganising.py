"""Carrying a decision out from its file: units are made, others end and go into them, all under one event."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from tinhso.engines.orgs.contracts import NewSuccessionLink, ReorganisationPreview, UnitView
from tinhso.engines.orgs.logic.decision_file import Decision, read_decision
from tinhso.engines.orgs.logic.restating import restatement
from tinhso.engines.orgs.logic.successions import Share, add_weights, apply_succession, refuse_known_code
from tinhso.engines.orgs.logic.unit_uses import registered_left_out
from tinhso.engines.orgs.logic.units import create_units, end_units
from tinhso.engines.orgs.queries import rights, units
from tinhso.engines.orgs.queries.straddling import read_rules

DAY = timedelta(days=1)


def carry_out(
    file: Path, effective_on: date, *, code: str, decision: str, basis: str, event_id: int
) -> ReorganisationPreview:
    """Write what a decision's file says and tell what it did.

    Raises:
        UnreadableFile (ORG-030), WrongRow (ORG-031), and what `create_units`, `apply_succession`, `add_weights` refuse.
    """
    refuse_known_code(code)
    read = read_decision(file, effective_on)
    old_ids = {line.old_id for line in read.lines}
    ended = units.units_by_ids(old_ids, effective_on - DAY)
    roles = rights.count_roles_at(old_ids, effective_on)
    # A new unit mostly takes over the code of one that goes into it: that one has to be gone before.
    taken_over = {unit.code for unit in read.to_create}
    if giving := [unit.id for unit in ended if unit.code in taken_over]:
        end_units(giving, effective_on - DAY, event_id)
    made = create_units(read.to_create, event_id) if read.to_create else []
    views = {view.id: view for view in units.last_views([unit.id for unit in made])}
    created = [views[unit.id] for unit in made]
    codes = {line.new_code for line in read.lines}
    new = {unit.code: unit for unit in (*units.units_by_codes(codes, effective_on).values(), *created)}
    links = [NewSuccessionLink(line.old_id, new[line.new_code].id, line.whole) for line in read.lines]
    apply_succession(
        code=code, effective_on=effective_on, decision=decision, source=file.name, links=links, event_id=event_id
    )
    if shares := _shares(read, new, file.name):
        add_weights(shares, basis, event_id)
    divided = {line.old_id for line in read.lines if not line.whole}
    restated = restatement(old_ids, effective_on, basis)
    rules = read_rules()
    return ReorganisationPreview(
        effective_on=effective_on,
        ended=tuple(ended),
        created=tuple(created),
        divided=tuple(unit for unit in ended if unit.id in divided),
        without_weight=tuple(unit for unit in ended if unit.id in restated.without_weight),
        roles=roles,
        rules=rules,
        left_out=registered_left_out(frozenset(old_ids), effective_on, rules),
    )


def _shares(decision: Decision, new: dict[str, UnitView], source: str) -> dict[tuple[int, int], Share]:
    """Shares of the old units all of whose parts have one."""
    parts: dict[int, dict[tuple[int, int], int | None]] = defaultdict(dict)
    for line in decision.lines:
        if not line.whole:
            parts[line.old_id][line.old_id, new[line.new_code].id] = line.billionths
    known: dict[tuple[int, int], Share] = {}
    for shares in parts.values():
        if all(share is not None for share in shares.values()):
            known |= {key: Share(share, source) for key, share in shares.items() if share is not None}
    return known
