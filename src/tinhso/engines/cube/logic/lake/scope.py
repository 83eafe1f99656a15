"""Who a lake is made for: only figures that they may read go in, and its name for that does not change under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs.contracts import Action, Rights


@dataclass(frozen=True, slots=True)
class LakeScope:
    """How far a reader reaches: for each indicator the units, None for all; indicators out of reach are not there."""

    reader: str
    reach: Mapping[int, frozenset[int] | None]
    definitions: tuple[DefinitionView, ...]
    digest: str

    def covers(self, indicator_id: int, unit_id: int) -> bool:
        """Say whether a figure goes into the lake."""
        if indicator_id not in self.reach:
            return False
        units = self.reach[indicator_id]
        return units is None or unit_id in units


def scope_of(rights: Rights, definitions: Sequence[DefinitionView]) -> LakeScope:
    """Decide what of these indicators somebody may take along; the newest version says for whom its figures are."""
    scope = rights.scope(Action.SEE_FIGURES)
    newest = {one.indicator_id: one for one in definitions}
    audiences = {one.audience for one in newest.values() if scope.knows(one.audience)}
    reach = {number: scope.reach(one.audience) for number, one in newest.items() if one.audience in audiences}
    shown = tuple(one for one in definitions if one.indicator_id in reach)
    return LakeScope(rights.actor, reach, shown, scope.fingerprint(audiences))
