"""The rules over the ledger for a whole level and period: set-wise by the cube, told in the words of the form.

The same checks as on a form (`rule_book`), decided by the cube: its figures are what counts, drafts are not among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import RuleCheck, RuleQuestion, Verdict
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, FigureKey
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import FormDefinition
from tinhso.engines.reporting.contracts.errors import UnknownRequest
from tinhso.engines.reporting.contracts.rules import THIS, Check, RuleCount, RuleSurvey, UnitFinding
from tinhso.engines.reporting.logic.rules.rule_book import about, condition_of_form, rules_on
from tinhso.engines.reporting.logic.rules.rule_words import say
from tinhso.engines.reporting.logic.sheet import BY_MACHINE, definitions_in_force
from tinhso.engines.reporting.models import Assignment
from tinhso.engines.reporting.queries.assignments import requests_in_reach
from tinhso.engines.reporting.queries.definitions import forms_by_id, forms_on
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Code
from tinhso.kernel.periods import Period

Definitions = Mapping[str, DefinitionView]


def check_period(period: Period, level: str, *, rights: Rights) -> RuleSurvey:
    """Decide every rule in force over the figures of all units of a level.

    Raises:
        UnknownLevel (CUB-005).
    """
    return _survey(period, level, rights, forms_on(period.end))


def findings_of_request(request_id: int, *, rights: Rights) -> dict[int, tuple[UnitFinding, ...]]:
    """Return what the rules find in the counted figures of a request, by unit; units without a finding are left out.

    Raises:
        UnknownRequest (REP-022).
    """
    request = requests_in_reach(rights).filter(id=request_id).select_related("period").first()
    if request is None:
        raise UnknownRequest(request=request_id)
    rows = Assignment.objects.filter(request_id=request_id, kind="unit").select_related("subject_unit")
    units = {row.subject_unit_id for row in rows}
    form = forms_by_id({request.form_version_id})[request.form_version_id]
    stored = request.period
    period = Period(stored.scheme, stored.code, stored.start, stored.end)
    found: dict[int, list[UnitFinding]] = {}
    for level in sorted(levels_of(units, period.end)):
        for finding in _survey(period, level, rights, [form], frozenset(units), frozenset(form.indicators)).findings:
            if finding.unit_id in units:
                found.setdefault(finding.unit_id, []).append(finding)
    return {unit_id: tuple(findings) for unit_id, findings in found.items()}


def levels_of(unit_ids: Iterable[int], on: date) -> set[str]:
    """Return the levels that units belong to on a day."""
    return {view.level for view in orgs.unit_views(set(unit_ids), on)}


def _survey(
    period: Period,
    level: str,
    rights: Rights,
    forms: Sequence[FormDefinition],
    within: frozenset[int] | None = None,
    only: frozenset[str] | None = None,
) -> RuleSurvey:
    """Decide the checks of forms over the units of a level.

    Args:
        within: as in `RuleQuestion`. only: indicators whose figures are looked at, None for all of the level.
    """
    definitions = definitions_in_force(indicators.definition_versions(), period)
    checks = _checks(forms, period.end)
    asked = [
        (check, RuleCheck(str(place), check.condition, over, _values(check)))
        for place, check in enumerate(checks)
        if (over := _over(check, definitions, period, level, only)) is not None
    ]
    by_key = {one.key: check for check, one in asked}
    if not asked:
        return RuleSurvey(period, level, (), ())
    table = cube.check_rules(RuleQuestion(tuple(one for _, one in asked), period, level, rights, within))
    broken = [one for one in table.verdicts if one.holds is False]
    machine = _by_machine([one for one in broken if by_key[one.key].only_typed], definitions, period)
    told: dict[tuple[int, str], set[str]] = {}
    findings: list[UnitFinding] = []
    counts = {check.rule: RuleCount(check.rule, 0, 0, 0) for check in by_key.values()}
    for verdict in table.verdicts:
        check = by_key[verdict.key]
        at = verdict.indicator or check.at
        spoken = told.setdefault((verdict.unit_id, at), set())
        if verdict.holds is None:
            counts[check.rule] = counts[check.rule].with_undecided()
        elif (verdict.unit_id, at) in machine or spoken & {check.rule, *check.yields_to}:
            continue
        else:
            spoken.add(check.rule)
            counts[check.rule] = counts[check.rule].with_broken()
            findings.append(_finding(check, verdict, at, definitions, period))
    for key, kept in table.kept.items():
        counts[by_key[key].rule] = counts[by_key[key].rule].with_kept(kept)
    return RuleSurvey(period, level, tuple(counts.values()), tuple(sorted(findings, key=lambda one: one.order)))


def _checks(forms: Sequence[FormDefinition], on: date) -> list[Check]:
    """The checks of rules in force and of these forms; those that yield to others come last."""
    own = []
    for form in forms:
        at = {row.no: row.indicator for row in form.rows if row.indicator and not row.dims}
        rules = (condition_of_form(rule.code, form) for rule in form.rules)
        own += [replace(check, at=at[check.row_no]) for check in rules if check.row_no in at]
    general = [check for rule in rules_on([on])[on] for check in rule.checks]
    return sorted([*own, *general], key=lambda check: bool(check.yields_to))


def _over(
    check: Check, definitions: Definitions, period: Period, level: str, only: frozenset[str] | None
) -> tuple[str, ...] | None:
    """The indicators that `this` stands for, none for a check that names its own; None where it has nothing to look at.

    A check is asked at the level at which its figure is collected, or where it adds up the units below.
    """
    if check.at != THIS:
        if only is not None and check.at not in only:
            return None
        definition = definitions.get(check.at)
        adds_up = any(one.of_children for one in formulas.references(check.condition))
        return () if definition is not None and (adds_up or definition.collected_level == level) else None
    chosen = tuple(
        code
        for code, one in sorted(definitions.items())
        if (only is None or code in only)
        and one.collected_level == level
        and one.scheme == period.scheme
        and not (check.only_typed and one.formula is not None)
        and check.applies_to.takes(code, one.kind.value, one.nature.value)
    )
    return chosen or None


def _values(check: Check) -> tuple[formulas.Node, ...]:
    return tuple(one.formula for one in check.shown) + ((check.repair,) if check.repair else ())


def _by_machine(verdicts: Sequence[Verdict], definitions: Definitions, period: Period) -> set[tuple[int, str]]:
    """The figures that no person typed, by (unit, indicator); one query."""
    period_id = {one: known for known, one in indicators.periods_by_id().items()}.get(period)
    ids = {definitions[one.indicator].indicator_id: one.indicator for one in verdicts}
    if period_id is None or not ids:
        return set()
    keys = [FigureKey(indicator_id, one.unit_id, period_id) for one in verdicts for indicator_id in ids]
    states = indicators.states_of_keys(list(dict.fromkeys(keys)))
    return {(key.unit_id, ids[key.indicator_id]) for key, state in states.items() if state.source in BY_MACHINE}


def _finding(check: Check, verdict: Verdict, at: str, definitions: Definitions, period: Period) -> UnitFinding:
    definition = definitions[at]
    turned = about(check, Code(at)) if check.at == THIS else check

    def name_of(code: str, language: str) -> str:
        return definitions[code].name(language) if code in definitions else code

    said = say(turned, verdict.figures.__getitem__, definition.decimals, period, name_of)
    values = {one.key: answer for one, answer in verdict.figures.items() if isinstance(answer, formulas.Known)}
    return UnitFinding(
        unit_id=verdict.unit_id,
        unit_code=verdict.unit_code,
        indicator=at,
        rule=check.rule,
        code=check.code,
        severity=check.severity,
        message_vi=said.vi,
        message_en=said.en,
        suggestion=said.repair,
        compared={key: f"{one.ratio.numerator}/{one.ratio.denominator}" for key, one in sorted(values.items())},
    )
