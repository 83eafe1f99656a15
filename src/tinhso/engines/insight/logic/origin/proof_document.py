"""The file that proves a figure offline (docs/reference/proof-format.md), for one record or a total.

1. find the row and all its contributions; 2. take each contribution's leaf and its way to its event's root; 3. take
the definition, and the rows of the register by which the units belong to the total's; 4. prove all events under one
checkpoint; 5. write what is shown beside what proves it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import Contribution, ContributionKind, FigureQuery, FigureRow
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, EntryView, Missing, Scenario, TimeRule
from tinhso.engines.insight.contracts import Choice, FormulaNotProvable, NothingToProve, UnitsNotInLog
from tinhso.engines.insight.logic.choosing import unit_day
from tinhso.engines.insight.logic.defined import definition_in
from tinhso.engines.insight.logic.origin.asked_total import USUAL, AskedTotal, TotalOptions, find_total, is_plain
from tinhso.engines.insight.logic.origin.proof_roles import roles_of
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import WHOLE, Action, Rights, UnitView
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.api import CommittedRow
from tinhso.kernel import formulas
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.formulas import Op, Operation
from tinhso.kernel.periods import parse_period
from tinhso.kernel.quantities import from_scaled, plain_text

PAGE = 1000


def proof_of_total(
    choice: Choice, code: str, unit_code: str, period_code: str, options: TotalOptions = USUAL
) -> dict[str, Any]:
    """Return the proof document of a total.

    Raises:
        NothingToProve (INS-005), FormulaNotProvable (INS-007), UnitsNotInLog (INS-013), NotSealed (TRU-013): try again
        in a few seconds.
    """
    if not is_plain(options):
        raise NothingToProve(indicator=code, unit=unit_code, period=period_code)
    asked = find_total(choice, code, unit_code, period_code, options)
    roles = roles_of(asked.definition)
    counted = _all_contributions(asked.question, asked.unit.id, asked.row)
    if not counted:
        raise NothingToProve(indicator=code, unit=unit_code, period=period_code)
    _refuse_other_periods(asked.definition, asked.row, counted, choice.tree_size)
    units = _ways(choice, asked, counted)
    return _document(asked, counted, roles, units, choice.tree_size)


def _refuse_other_periods(
    definition: DefinitionView, row: FigureRow, counted: Sequence[Contribution], tree_size: int | None
) -> None:
    """Figures of other periods are shown to make one only where they simply add up, or close it as its last state."""
    for code, period in {(one.indicator, one.period) for one in counted if one.period != row.period}:
        told = definition_in(code, period, tree_size)
        closes = told.time_rule is TimeRule.LAST and period.end == row.period.end
        if not (told.is_additive or closes):
            raise FormulaNotProvable(indicator=definition.code)


def _ways(choice: Choice, asked: AskedTotal, counted: Sequence[Contribution]) -> list[CommittedRow]:
    """Return the rows of the register by which the units of the figures belong to the unit of the total."""
    today = in_vietnam(choice.moment).date()
    ids = {one.unit_id for one in counted}
    lasts = {one.period.end for one in counted}
    days = lasts | {unit_day(choice.structure, asked.row.period, today)}
    # A unit that ended inside a period belonged where it stood until then.
    days |= {unit.valid_to for unit in orgs.last_views(ids) if unit.valid_to and unit.valid_to < max(lasts)}
    divided = {one.unit_id for one in counted if one.weight_billionths != WHOLE}
    basis = asked.question.basis
    rows = orgs.belonging(ids, asked.unit.id, days, choice.tree_size, divided=divided, basis=basis)
    if rows is None:
        raise UnitsNotInLog(unit=asked.unit.code)
    return rows


def proof_of_entry(entry_id: int, rights: Rights) -> dict[str, Any]:
    """Return the proof document of one record of the ledger.

    Raises:
        UnknownEntry (IND-025), NoRight (ORG-020), NothingToProve (INS-005), NotSealed (TRU-013)
    """
    entry = indicators.entry(entry_id)
    definition = indicators.definition(entry.indicator, on=parse_period(entry.period).end)
    rights.require(Action.SEE_FIGURES, entry.key.unit_id, definition.audience)
    if entry.missing is Missing.MOVED:  # half of a change of status, never a readable state
        raise NothingToProve(indicator=entry.indicator, unit=entry.unit, period=entry.period)
    figure = {
        "indicator": entry.indicator,
        "unit": entry.unit,
        "unit_from": entry.unit_from.isoformat(),
        "period": entry.period,
        "dims": entry.key.dims,
        "scenario": Scenario(entry.key.scenario).code,
        "rule": "record",
        "value": None if entry.value is None else plain_text(from_scaled(entry.value, entry.decimals)),
        "decimals": entry.decimals,
        "operator": entry.operator.symbol,
    }
    if entry.key.line:
        figure["line"] = entry.key.line
    written_by = {one.version: one for one in indicators.definition_versions([entry.indicator])}
    path = indicators.figure_paths([entry_id])[entry_id]
    used = written_by[entry.definition_version]
    events = trust.event_proofs({entry.event_id, used.event_id})
    contribution = trust.combine_figure_proof(indicators.figure_leaf(entry), path, events[entry.event_id])
    return trust.figure_proof_document(figure, [contribution], definition=_shown(used, events))


def _shown(definition: DefinitionView, events: Mapping[int, Mapping[str, Any]]) -> trust.ShownDefinition:
    content = indicators.definition_content(definition)
    return trust.ShownDefinition(definition.version, content, events[definition.event_id])


def _figure(definition: DefinitionView, row: FigureRow, unit: UnitView) -> dict[str, Any]:
    figure: dict[str, Any] = {
        "indicator": row.indicator,
        "unit": unit.code,
        "unit_from": unit.valid_from.isoformat(),
        "period": row.period.code,
        "dims": row.dims,
        "scenario": row.scenario.code,
        "rule": "ratio_of_sums" if definition.formula else str(definition.space_rule),
        "value": None if row.value is None else plain_text(row.value),
        "decimals": row.decimals,
        "operator": row.operator.symbol,
    }
    if definition.formula:
        node = formulas.from_json(definition.formula)
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
    asked: AskedTotal,
    counted: Sequence[Contribution],
    roles: Mapping[str, str] | None,
    units: Sequence[CommittedRow],
    tree_size: int | None,
) -> dict[str, Any]:
    entry_ids = [one.entry_id for one in counted if one.entry_id is not None]
    entries: Mapping[int, EntryView] = indicators.entries(entry_ids)
    paths = indicators.figure_paths(entry_ids)
    said_by = {one.event_id for one in counted if one.event_id is not None}
    said_by |= {asked.definition.event_id} | {row.event_id for row in units}
    events = trust.event_proofs(said_by, tree_size)
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
    return trust.figure_proof_document(
        _figure(asked.definition, asked.row, asked.unit),
        contributions,
        definition=_shown(asked.definition, events),
        units=[(row, events[row.event_id]) for row in units],
    )
