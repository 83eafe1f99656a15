"""Which records stand above and below the line of a figure that a proof file can show."""

from __future__ import annotations

from collections.abc import Mapping

from tinhso.engines.indicators.contracts import DefinitionView, SpaceRule
from tinhso.engines.insight.contracts import FormulaNotProvable
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Code, Op, Operation

_PROVABLE_RULES = frozenset({SpaceRule.SUM, SpaceRule.MEAN, SpaceRule.MIN, SpaceRule.MAX, SpaceRule.NONE})


def roles_of(definition: DefinitionView) -> Mapping[str, str] | None:
    """Return `numerator` or `denominator` by input code; None for an indicator that is collected.

    Raises:
        FormulaNotProvable (INS-007): docs/reference/proof-format.md has no arithmetic for it.
    """
    if not definition.formula:
        if definition.space_rule not in _PROVABLE_RULES:
            raise FormulaNotProvable(indicator=definition.code)
        return None
    node = formulas.from_json(definition.formula)
    if isinstance(node, Operation) and node.op in {Op.SHARE, Op.DIVIDE} and len(node.args) == 2:
        above, below = node.args
        if isinstance(above, Code) and isinstance(below, Code) and above.code != below.code:
            return {above.code: "numerator", below.code: "denominator"}
    raise FormulaNotProvable(indicator=definition.code)


def is_provable(definition: DefinitionView) -> bool:
    """Whether a proof file can be made of this indicator's totals."""
    try:
        roles_of(definition)
    except FormulaNotProvable:
        return False
    return True
