"""What a decision to reorganise would touch: it is applied as it would be, looked at, and taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import transaction

from tinhso.engines.orgs.contracts import NewSuccessionLink, NewUnit, ReorganisationPreview, UnitView
from tinhso.engines.orgs.logic.decision_file import Decision, read_decision
from tinhso.engines.orgs.logic.restating import restatement
from tinhso.engines.orgs.queries import rights, units

Create = Callable[[list[NewUnit]], list[UnitView]]
Apply = Callable[[list[NewSuccessionLink], dict[tuple[int, int], int]], None]
BASIS = "preview"


def preview_reorganisation(file: Path, effective_on: date, create: Create, apply: Apply) -> ReorganisationPreview:
    """Apply a decision in a transaction that is always rolled back, and tell what it did.

    Args:
        create, apply: the verbs that would be used; what they refuse, the preview refuses.
    """
    with transaction.atomic():
        decision = read_decision(file, effective_on)
        before = date.fromordinal(effective_on.toordinal() - 1)
        old_ids = {line.old_id for line in decision.lines}
        ended = units.units_by_ids(old_ids, before)
        created = create(list(decision.to_create))
        codes = {line.new_code for line in decision.lines}
        new = {unit.code: unit for unit in (*units.units_by_codes(codes, effective_on).values(), *created)}
        links = [NewSuccessionLink(line.old_id, new[line.new_code].id, line.whole) for line in decision.lines]
        apply(links, _weights(decision, new))
        divided = {line.old_id for line in decision.lines if not line.whole}
        restated = restatement(old_ids, effective_on, BASIS)
        found = ReorganisationPreview(
            effective_on=effective_on,
            ended=tuple(ended),
            created=tuple(created),
            divided=tuple(unit for unit in ended if unit.id in divided),
            without_weight=tuple(unit for unit in ended if unit.id in restated.without_weight),
            roles=rights.count_roles_at(old_ids, effective_on),
        )
        transaction.set_rollback(True)
    return found


def _weights(decision: Decision, new: dict[str, UnitView]) -> dict[tuple[int, int], int]:
    """Shares of the old units all of whose parts have one."""
    parts: dict[int, dict[tuple[int, int], int | None]] = defaultdict(dict)
    for line in decision.lines:
        if not line.whole:
            parts[line.old_id][line.old_id, new[line.new_code].id] = line.billionths
    known: dict[tuple[int, int], int] = {}
    for shares in parts.values():
        if all(share is not None for share in shares.values()):
            known |= {key: share for key, share in shares.items() if share is not None}
    return known
