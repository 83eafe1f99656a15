"""The findings of a request beside the reports they were found in, as the consolidation's own table has them.

Only reports that were sent are looked at; the number of queries is that of the table, whatever the number of units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import (
    ConsolidationColumn,
    ConsolidationRow,
    ConsolidationView,
    Finding,
    FindingsView,
    FoundAt,
    FoundUnit,
    RuleFound,
    Verb,
)
from tinhso.engines.reporting.logic.consolidation.consolidation_table import consolidation_view
from tinhso.engines.reporting.logic.life import TABLE, holds
from tinhso.engines.reporting.logic.rules.rule_book import rules_on


def findings_view(request_id: int, *, rights: Rights) -> FindingsView:
    """Return what the rules find in the reports of a request that were sent, in the order of the units' names.

    Raises:
        UnknownRequest (REP-026): nothing of it is within reach.
    """
    view = consolidation_view(request_id, rights=rights)
    receiver = (view.request.consolidator or view.request.assigner).id
    returning = holds(rights, TABLE[Verb.RETURN].action, receiver)
    columns = {column.row.no: column for column in view.columns}
    units = tuple(
        FoundUnit(
            row.assignment_id, row.unit, row.state, returning and _is_returnable(row),
            tuple(_found_at(one, columns, row.submissions) for one in row.findings),
        )
        for row in view.rows if row.findings
    )  # fmt: skip
    return FindingsView(view.request, view.counts.sent, units, _rules(units, view))


def _is_returnable(row: ConsolidationRow) -> bool:
    return row.state in TABLE[Verb.RETURN].from_states


def _found_at(one: Finding, columns: Mapping[str, ConsolidationColumn], submissions: int) -> FoundAt:
    column = columns[one.row_no]
    key = f"{one.row_no}|{one.code}|{submissions}"
    return FoundAt(
        key, one.row_no, column.name("vi"), column.name("en"), rule_of(one.code), one.severity,
        one.message_vi, one.message_en, None if column.definition.formula else one.suggestion,
    )  # fmt: skip


def rule_of(code: str) -> str:
    """The rule that a finding's code belongs to: `rule:x` of a package, `identity:x` of the form, or a kind's own."""
    kind, _colon, name = code.partition(":")
    return name if kind == "rule" else code


def _rules(units: Sequence[FoundUnit], view: ConsolidationView) -> tuple[RuleFound, ...]:
    """The rules that found something, the busiest first; a rule of the form is named by what it asks."""
    counts = Counter(one.rule for unit in units for one in unit.findings)
    day = view.request.period.end
    named = {rule.code: (rule.name_vi, rule.name_en) for rule in rules_on([day])[day]}
    named |= {f"identity:{rule.code}": (rule.message_vi, rule.message_en) for rule in view.form.rules}
    return tuple(
        RuleFound(rule, *named.get(rule, (rule, rule)), count)
        for rule, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )
