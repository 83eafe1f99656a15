"""The file that proves a figure offline (docs/reference/proof-format.md), for one record or a total.

1. find the row and all its contributions; 2. take each contribution's leaf and its way to its event's root;
3. prove all events under one checkpoint; 4. write what is shown beside what proves it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import Contribution, ContributionKind, FigureQuery, FigureRow
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, EntryView
from tinhso.engines.insight.contracts import Choice, NothingToProve
from tinhso.engines.insight.logic.asked_total import USUAL, TotalOptions, find_total, is_plain
from tinhso.engines.insight.logic.proof_roles import roles_of
from tinhso.engines.orgs.contracts import WHOLE, Action, Rights
from tinhso.engines.trust import api as trust
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Op, Operation
from tinhso.kernel.periods import parse_period
from tinhso.kernel.quantities import from_scaled, plain_text

PAGE = 1000


def proof_of_total(
    choice: Choice, code: str, unit_code: str, period_code: str, options: TotalOptions = USUAL
) -> dict[str, Any]:
    """Return the proof document of a total.

    Raises:
        NothingToProve (INS-005), FormulaNotProvable (INS-007), NotSealed (TRU-013): try again in a few seconds.
    """
    if not is_plain(options):
        raise NothingToProve(indicator=code, unit=unit_code, period=period_code)
    asked = find_total(choice, code, unit_code, period_code, options)
    roles = roles_of(asked.definition)
    counted = _all_contributions(asked.question, asked.unit.id, asked.row)
    if not counted:
        raise NothingToProve(indicator=code, unit=unit_code, period=period_code)
    return _document(_figure(asked.definition, asked.row, asked.unit.code), counted, roles, choice.tree_size)


def proof_of_entry(entry_id: int, rights: Rights) -> dict[str, Any]:
    """Return the proof document of one record of the ledger.

    Raises:
        UnknownEntry (IND-025), NoRight (ORG-020), NotSealed (TRU-013)
    """
    entry = indicators.entry(entry_id)
    definition = indicators.definition(entry.indicator, on=parse_period(entry.period).end)
    rights.require(Action.SEE_FIGURES, entry.key.unit_id, definition.audience)
    figure = {
        **_names(definition),
        "indicator": entry.indicator,
        "unit": entry.unit,
        "period": entry.period,
        "dims": entry.key.dims,
        "rule": "sum",
        "value": None if entry.value is None else plain_text(from_scaled(entry.value, entry.decimals)),
        "decimals": entry.decimals,
        "operator": entry.operator.symbol,
    }
    path = indicators.figure_paths([entry_id])[entry_id]
    event = trust.event_proof(entry.event_id)
    return trust.figure_proof_document(figure, [trust.combine_figure_proof(indicators.figure_leaf(entry), path, event)])


def _names(definition: DefinitionView) -> dict[str, str]:
    return {
        "name_vi": definition.name_vi,
        "name_en": definition.name_en,
        "measure_unit": definition.measure_unit,
    }


def _figure(definition: DefinitionView, row: FigureRow, unit_code: str) -> dict[str, Any]:
    figure: dict[str, Any] = {
        **_names(definition),
        "indicator": row.indicator,
        "unit": unit_code,
        "period": row.period.code,
        "dims": row.dims,
        "scenario": row.scenario.code,
        "rule": "ratio_of_sums" if definition.formula else str(definition.space_rule),
        "value": None if row.value is None else plain_text(row.value),
        "decimals": row.decimals,
        "operator": row.operator.symbol,
        "expected": row.expected,
        "received": row.received,
    }
    if definition.formula:
        # Units answer for each input of a formula; the count of answers belongs to the inputs, not to the ratio.
        del figure["expected"], figure["received"]
        node = formulas.from_json(definition.formula)
        figure["formula"] = formulas.to_text(node)
        if isinstance(node, Operation) and node.op is Op.SHARE:
            figure["multiplier"] = "100"
    return figure


def _all_contributions(question: FigureQuery, unit_id: int, row: FigureRow) -> list[Contribution]:
    items: list[Contribution] = []
    page = 1
    while True:
        found = cube.contributions(question, unit_id, row.period, dims=row.dims, page=page, size=PAGE)
        items += found.items
        if not found.has_next:
            return [one for one in items if one.kind is not ContributionKind.MISSING and one.entry_id is not None]
        page += 1


def _document(
    figure: Mapping[str, Any], counted: Sequence[Contribution], roles: Mapping[str, str] | None, tree_size: int | None
) -> dict[str, Any]:
    entry_ids = [one.entry_id for one in counted if one.entry_id is not None]
    entries: Mapping[int, EntryView] = indicators.entries(entry_ids)
    paths = indicators.figure_paths(entry_ids)
    events = trust.event_proofs({one.event_id for one in counted if one.event_id is not None}, tree_size)
    contributions = [
        trust.combine_figure_proof(
            indicators.figure_leaf(entries[one.entry_id]),
            paths[one.entry_id],
            events[one.event_id],
            role=roles[one.indicator] if roles else "numerator",
            weight_billionths=None if one.weight_billionths == WHOLE else one.weight_billionths,
        )
        for one in counted
        if one.entry_id is not None and one.event_id is not None
    ]
    return trust.figure_proof_document(figure, contributions)
