"""Who a lake is made for: only figures that they may read go in, and its name for that does not change under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs.contracts import Action, Rights, Scope


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
    """Decide what of these indicators somebody may take along."""
    return _reached(rights.actor, rights.scope(Action.SEE_FIGURES), definitions)


def scope_of_cube(definitions: Sequence[DefinitionView]) -> LakeScope:
    """Take the whole ledger: the cube itself reads it, and bounds each answer by whoever asks."""
    return _reached("system:cube", Scope(everything=True), definitions)


def _reached(reader: str, scope: Scope, definitions: Sequence[DefinitionView]) -> LakeScope:
    """Decide what is reached; the newest version of an indicator says for whom its figures are."""
    newest = {one.indicator_id: one for one in definitions}
    audiences = {one.audience for one in newest.values() if scope.knows(one.audience)}
    reach = {number: scope.reach(one.audience) for number, one in newest.items() if one.audience in audiences}
    shown = tuple(one for one in definitions if one.indicator_id in reach)
    return LakeScope(reader, reach, shown, scope.fingerprint(audiences))
