"""What a computed indicator is made of: its formula as people say it, and the figures that go into it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import FigureQuery, FigureTable
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.logic.addresses import origin_url
from tinhso.engines.insight.logic.words import coverage, value_text
from tinhso.engines.orgs.contracts import Action, UnitView
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Reference
from tinhso.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that a formula reads, with the way to its own origin."""

    name: str
    value: str
    detail: str
    url: str


def formula_in_words(definition: DefinitionView, choice: Choice) -> str:
    """The formula as people say it, empty for an indicator that is collected."""
    if not definition.formula:
        return ""
    node = formulas.from_json(definition.formula)
    names = {one.code: one.name(choice.language) for one in indicators.definition_versions(formulas.codes(node))}
    return formulas.in_words(node, lambda code: names.get(code, code), choice.language)


def inputs_of(choice: Choice, definition: DefinitionView, unit: UnitView, period: Period) -> tuple[Input, ...]:
    """Return the figures a formula reads for a unit and a period, in its order; one question a period."""
    if not definition.formula:
        return ()
    references = formulas.references(formulas.from_json(definition.formula))
    by_period: dict[Period, list[Reference]] = defaultdict(list)
    for reference in references:
        by_period[_period_of(reference, period)].append(reference)
    found = {}
    for when, group in by_period.items():
        for reference, one in zip(group, _asked(choice, group, unit, when), strict=True):
            found[reference] = one
    return tuple(found[reference] for reference in references)


def _period_of(reference: Reference, period: Period) -> Period:
    for _year in range(reference.years_back):
        period = period.same_period_last_year()
    return period.shifted(-reference.periods_back) if reference.periods_back else period


def _asked(choice: Choice, group: list[Reference], unit: UnitView, period: Period) -> list[Input]:
    definitions = {one.code: one for one in indicators.definitions(on=period.end, as_of=choice.tree_size)}
    visible = {
        code: definitions[code]
        for code in dict.fromkeys(reference.code for reference in group)
        if choice.rights.may(Action.SEE_FIGURES, unit.id, definitions[code].audience)
    }
    table = _table(choice, tuple(visible), unit, period) if visible else None
    inputs = []
    for reference in group:
        definition = definitions[reference.code]
        if table is None or reference.code not in visible:
            inputs.append(Input(definition.name(choice.language), _("không công bố"), "", ""))
            continue
        row = table.row(reference.code, unit.id, period)
        # A year to date is many records of many periods; its own page tells the period's.
        value = _("lũy kế từ đầu năm") if reference.year_to_date else value_text(definition, row)
        detail = [period.short_label(choice.language), coverage(row) if row else ""]
        url = origin_url(choice, reference.code, unit.code, period, structure=choice.structure)
        inputs.append(Input(definition.name(choice.language), value, " · ".join(text for text in detail if text), url))
    return inputs


def _table(choice: Choice, codes: tuple[str, ...], unit: UnitView, period: Period) -> FigureTable:
    return cube.query(
        FigureQuery(
            codes,
            (period,),
            unit.level,
            choice.rights,
            within=frozenset({unit.id}),
            structure=choice.structure,
            as_of=choice.tree_size,
        )
    )
