"""The findings of a request beside the reports they were found in, in a constant number of queries.

The rules are asked once over the whole level (`rule_survey`); only reports that were sent are looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import FormDefinition, Row
from tinhso.engines.reporting.contracts.errors import UnknownRequest
from tinhso.engines.reporting.contracts.findings import FindingsView, FoundAt, FoundUnit, RuleFound
from tinhso.engines.reporting.contracts.rules import UnitFinding
from tinhso.engines.reporting.contracts.states import TaskState, Verb
from tinhso.engines.reporting.logic.assigning.requests import unit_ids_of, view_of
from tinhso.engines.reporting.logic.life import possible_verbs
from tinhso.engines.reporting.logic.rules.rule_book import rules_on
from tinhso.engines.reporting.logic.rules.rule_survey import findings_of_request
from tinhso.engines.reporting.logic.sheet import definitions_in_force
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.queries.assignments import assignments
from tinhso.engines.reporting.queries.definitions import forms_by_id
from tinhso.engines.reporting.queries.progress import is_sent
from tinhso.kernel.periods import Period


def findings_view(request_id: int, *, rights: Rights) -> FindingsView:
    """Return what the rules find in the reports of a request that were sent, in the order of the units' names.

    Raises:
        UnknownRequest (REP-026): nothing of it is within reach.
    """
    rows = list(assignments(rights).filter(request_id=request_id, kind="unit").exclude(state=TaskState.CANCELLED))
    if not rows:
        raise UnknownRequest(request=request_id)
    request, sent = rows[0].request, [row for row in rows if is_sent(row)]
    form = forms_by_id({request.form_version_id})[request.form_version_id]
    units = {view.id: view for view in orgs.last_views({row.subject_unit_id for row in rows} | unit_ids_of(request))}
    found = findings_of_request(request_id, rights=rights) if sent else {}
    period = Period(request.period.scheme, request.period.code, request.period.start, request.period.end)
    definitions = definitions_in_force(indicators.definition_versions(form.indicators), period)
    order = {unit_id: place for place, unit_id in enumerate(units)}
    sent.sort(key=lambda row: order[row.subject_unit_id])
    told = [
        FoundUnit(
            row.pk, units[row.subject_unit_id], TaskState(row.state), _may_return(row, rights),
            tuple(_found_at(one, form, definitions) for one in found[row.subject_unit_id]),
        )
        for row in sent if row.subject_unit_id in found
    ]  # fmt: skip
    return FindingsView(view_of(request, units), len(sent), tuple(told), _rules(told, form, period))


def _may_return(row: Assignment, rights: Rights) -> bool:
    return Verb.RETURN in possible_verbs(rights, row)


def _found_at(one: UnitFinding, form: FormDefinition, definitions: dict[str, DefinitionView]) -> FoundAt:
    row = _row_of(one.indicator, form.rows)
    definition = definitions[one.indicator]
    is_entered = definition.formula is None and not form.is_split
    return FoundAt(
        f"{row.no}|{one.code}", row.no, row.name_vi or definition.name("vi"), row.name_en or definition.name("en"),
        one.rule, one.severity, one.message_vi, one.message_en, one.suggestion if is_entered else None,
    )  # fmt: skip


def _row_of(indicator: str, rows: Sequence[Row]) -> Row:
    """The row of a finding: the indicator as a whole, else its first part."""
    of_it = [row for row in rows if row.indicator == indicator]
    return next((row for row in of_it if not row.dims), of_it[0])


def _rules(told: Sequence[FoundUnit], form: FormDefinition, period: Period) -> tuple[RuleFound, ...]:
    """The rules that found something, the busiest first; a rule of the form is named by what it asks."""
    counts = Counter(one.rule for unit in told for one in unit.findings)
    named = {rule.code: (rule.name_vi, rule.name_en) for rule in rules_on([period.end])[period.end]}
    named |= {f"{form.code}:{rule.code}": (rule.message_vi, rule.message_en) for rule in form.rules}
    return tuple(
        RuleFound(rule, *named.get(rule, (rule, rule)), count)
        for rule, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )
