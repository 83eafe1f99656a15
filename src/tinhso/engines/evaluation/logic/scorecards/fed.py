"""Answers that figures of the ledger give: of the card's period, or of the year so far where a figure comes oftener."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery, Time
from tinhso.engines.evaluation.contracts.scorecards import Absence, Answer, Component, ScorecardDefinition, Shape
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, Kind, Missing
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.kernel.formulas import Known, Reference, evaluate, parse_formula
from tinhso.kernel.formulas import Missing as Gap
from tinhso.kernel.periods import Period, last_closed_period

PERCENT = 100


@dataclass(frozen=True, slots=True)
class FedAnswer:
    """What a figure answers, and of which period it is; without a period nothing is due yet."""

    answer: Answer
    period: Period | None


Fed = dict[str, dict[str, FedAnswer]]
NOT_DUE = FedAnswer(Answer(absence=Absence.NOT_DUE), None)


def fed_components(card: ScorecardDefinition) -> list[Component]:
    """The components that indicators answer."""
    return [one for one in card.components if one.figures]


def _codes(components: Collection[Component]) -> set[str]:
    return {code for one in components for code in one.figures}


def reaches_all(card: ScorecardDefinition, unit_ids: Collection[int], rights: Rights) -> bool:
    """Say whether a reader reaches every figure that a card asks of these units."""
    views = indicators.definition_versions(_codes(fed_components(card)))
    wanted = frozenset(unit_ids)
    reaches = (rights.scope(Action.SEE_FIGURES).reach(view.audience) for view in views)
    return all(reached is None or wanted <= reached for reached in reaches)


def fed_answers(
    card: ScorecardDefinition,
    period: Period,
    units: Mapping[str, int],
    rights: Rights,
    today: date,
    tree_size: int | None = None,
) -> Fed:
    """Return what figures answer, by unit and component (one query for each kind of period).

    Args:
        units: ids by code.
        today: a figure of a period that is not closed by then is not due.
        tree_size: how much of the log counts; None is everything committed.
    """
    components = fed_components(card)
    if not components or not units:
        return {unit: {} for unit in units}
    views = {view.code: view for view in indicators.definition_versions(_codes(components))}
    asked_of = _asked(components, views, card, period, today)
    rows: dict[str, dict[str, Any]] = {unit: {} for unit in units}
    for asked, codes in asked_of.items():
        time = Time.PERIOD if asked == period else Time.YEAR_TO_DATE
        table = cube.query(
            FigureQuery(
                indicators=tuple(sorted(codes)), periods=(asked,), level=card.level, rights=rights,
                within=frozenset(units.values()), time=time, as_of=tree_size,
            )
        )  # fmt: skip
        for row in table:
            if row.unit_code in rows:
                rows[row.unit_code][row.indicator] = row
    periods = {code: asked for asked, codes in asked_of.items() for code in codes}
    return {
        unit: {one.code: _fed(one, of_unit, periods, views) for one in components} for unit, of_unit in rows.items()
    }


def _fed(
    component: Component, rows: Mapping[str, Any], periods: Mapping[str, Period], views: Mapping[str, DefinitionView]
) -> FedAnswer:
    """What the figures of a unit answer; one figure may answer several components, each in its own shape."""
    if not all(code in periods and code in rows for code in component.figures):
        return NOT_DUE
    last = max((periods[code] for code in component.figures), key=lambda one: one.end)
    if component.formula:
        return FedAnswer(_computed(component.formula, rows), last)
    in_percent = views[component.indicator].kind is Kind.RATIO and component.shape is Shape.RATIO
    return FedAnswer(_answer(rows[component.indicator], in_percent), last)


def _computed(formula: str, rows: Mapping[str, Any]) -> Answer:
    """What a formula gives; without one of its figures it is missing for the reason that weighs most."""
    inputs: dict[str, Answer] = {}

    def lookup(reference: Reference) -> Known | Gap:
        inputs[reference.code] = answer = _answer(rows[reference.code], in_percent=False)
        return Gap.because(str(answer.absence)) if answer.value is None else Known.of(answer.value)

    found = evaluate(parse_formula(formula), lookup)
    if isinstance(found, Known):
        return Answer(value=found.value, inputs=inputs)
    reasons = {cause.reason for cause in found.causes}
    return Answer(absence=next((one for one in _WEIGHS if one in reasons), Absence.NOT_APPLICABLE), inputs=inputs)


_WEIGHS = (Absence.NOT_DUE, Absence.NOT_REPORTED, Absence.REFUSED)
"""Kinds of missing of a part, the first of them that occurs is that of the whole; division by zero does not apply."""


def _asked(
    components: Collection[Component],
    views: Mapping[str, DefinitionView],
    card: ScorecardDefinition,
    period: Period,
    today: date,
) -> dict[Period, set[str]]:
    """The periods to be asked, each with its indicators."""
    found: dict[Period, set[str]] = {}
    for one in components:
        for code in one.figures:
            scheme = views[code].scheme
            asked = period if scheme == card.scheme else _last_within(scheme, period, today)
            if asked is not None:
                found.setdefault(asked, set()).add(code)
    return found


def _last_within(scheme: str, period: Period, today: date) -> Period | None:
    """The last period of another scheme that is closed and ends within this one."""
    one = last_closed_period(today, scheme)
    while one.end > period.end:
        one = one.previous()
    return one if one.end > period.start else None


def _answer(row: Any, in_percent: bool) -> Answer:
    if row.numerator is None or row.denominator is None:
        absences = {
            Missing.NOT_DUE: Absence.NOT_DUE,
            Missing.NOT_APPLICABLE: Absence.NOT_APPLICABLE,
            Missing.REFUSED: Absence.REFUSED,
        }
        return Answer(absence=absences.get(row.missing, Absence.NOT_REPORTED))
    value = Fraction(row.numerator, row.denominator)
    return Answer(value=value / PERCENT if in_percent else value)
