"""Plans within a reader's reach: what somebody does not see does not exist for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tinhso.engines.evaluation.contracts import PlanDefinition, TargetSpec, UnknownPlan, UnknownTarget
from tinhso.engines.evaluation.logic.packages.plan_files import plan_of
from tinhso.engines.evaluation.logic.plans.moments import Moment
from tinhso.engines.evaluation.models import PlanVersion
from tinhso.engines.evaluation.queries import first_version, plan_on, plans_on
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Rights, UnitView


@dataclass(frozen=True, slots=True)
class FoundPlan:
    """A plan the reader may see, with its unit of the day and the definitions its targets speak of."""

    id: int
    plan: PlanDefinition
    unit: UnitView
    definitions: dict[str, DefinitionView]

    def target(self, code: str) -> TargetSpec:
        """Return one target, or refuse (EVA-003)."""
        for spec in self.plan.targets:
            if spec.code == code:
                return spec
        raise UnknownTarget(plan=self.plan.code, target=code)


def visible_plans(rights: Rights, on: date) -> list[FoundPlan]:
    """Return the plans in force on a day that somebody may see (constant queries)."""
    rows = plans_on(on)
    units = orgs.units_by_codes({row.unit_code for row in rows}, on)
    seen = [row for row in rows if _may_see(row, units.get(row.unit_code), rights)]
    definitions = _definitions(seen, None)
    return [_found(row, units[row.unit_code], definitions) for row in seen]


def find_plan(code: str, moment: Moment, rights: Rights) -> FoundPlan:
    """Return the version of a plan in force on a day, its first one before any was.

    Raises:
        UnknownPlan (EVA-002): also where the reader may not see it.
    """
    row = plan_on(code, moment.on) or first_version(code)
    unit = orgs.units_by_codes({row.unit_code}, moment.on).get(row.unit_code) if row else None
    if row is None or unit is None or not _may_see(row, unit, rights):
        raise UnknownPlan(plan=code)
    return _found(row, unit, _definitions([row], moment.tree_size))


def _may_see(row: PlanVersion, unit: UnitView | None, rights: Rights) -> bool:
    return unit is not None and rights.scope(Action.SEE_FIGURES).covers(unit.id, row.publication)


def _definitions(rows: list[PlanVersion], tree_size: int | None) -> dict[str, DefinitionView]:
    codes = {target["indicator"] for row in rows for target in row.definition["targets"]}
    # In order of version, so that the last one stays: an indicator keeps its decimals in every version.
    return {view.code: view for view in indicators.definition_versions(codes, tree_size)} if codes else {}


def _found(row: PlanVersion, unit: UnitView, definitions: dict[str, DefinitionView]) -> FoundPlan:
    decimals = {code: view.decimals for code, view in definitions.items()}
    return FoundPlan(row.plan_id, plan_of(row.definition, decimals), unit, definitions)
