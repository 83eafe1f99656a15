"""The figures that the rules of a form ask for: from the form where it has them, else from the ledger.

A figure is missing with its reason. Nothing is added up over what is there: a year to date with a gap, a total of units
below with one that still owes its figure, are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from tinhso.engines.indicators.contracts import CurrentState, DefinitionView, FigureKey, Missing, TimeRule, is_part
from tinhso.engines.reporting.contracts import NO_QUANTITY, Quantity
from tinhso.engines.reporting.logic.rules.rule_book import shifted
from tinhso.engines.reporting.logic.selections import cells_by_figure, parts_of_selection
from tinhso.engines.reporting.logic.series import Series, cell_view
from tinhso.engines.reporting.logic.sheet import Sheet
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Known, Reference, shifted_period
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator, combine_operators

Answer = Known | formulas.Missing
UNKNOWN, NO_PERIOD, NO_UNITS = "unknown_indicator", "no_such_period", "no_units_below"
NOT_APPLICABLE = Missing.NOT_APPLICABLE.code


class RuleFigures:
    """The figures of one form; each is found once."""

    def __init__(self, sheet: Sheet, series: Series) -> None:
        self.sheet, self.series, self.found = sheet, series, dict[Reference, Answer]()
        self.cells = cells_by_figure(sheet)
        self.past: dict[tuple[Reference, int], Sequence[Answer]] = {}

    def find(self, reference: Reference) -> Answer:
        answer = self.found.get(reference)
        if answer is None:
            answer = self.found[reference] = self.resolve(reference)
        return answer

    def resolve(self, reference: Reference) -> Answer:
        period = shifted_period(self.sheet.period, reference)
        if period is None:
            return formulas.Missing.because(NO_PERIOD, reference)
        definition = self.series.book.definition(reference.code, period)
        if definition is None:
            return formulas.Missing.because(UNKNOWN, reference)
        if reference.looking_back:
            return formulas.look_back(reference, self.before(_looked_at(reference), reference.length))
        if definition.formula is not None:
            return self.computed(reference, definition, period)
        if reference.of_children:
            return self.of_children(reference, definition, period)
        if reference.year_to_date:
            return in_time(reference, [self.at(reference, one) for one in period.year_to_date()], definition)
        return self.said_at(reference, period, definition)

    def before(self, reference: Reference, length: int) -> Sequence[Answer]:
        """The figures of so many periods before; lowest, highest and answered ask for the same."""
        if (reference, length) not in self.past:
            self.past[reference, length] = [self.find(one) for one in _periods_before(reference, length)]
        return self.past[reference, length]

    def computed(self, reference: Reference, definition: DefinitionView, period: Period) -> Answer:
        """Compute an indicator with a formula; a figure of its own stands where the formula gives nothing."""
        node = self.series.book.formula_of(definition)
        answer = formulas.evaluate(node, lambda inner: self.find(shifted(inner, reference)))
        if isinstance(answer, Known):
            return answer
        stored = self.stored(reference, definition, period)
        if stored is not None and not (reference.of_children or reference.year_to_date):
            return answer_of(stored, definition, reference)
        return formulas.Missing.because(answer.causes[0].reason, reference)

    def at(self, reference: Reference, period: Period) -> Answer:
        """The unit's own figure of a period: what the form says of its own, what the ledger says otherwise."""
        definition = self.series.book.definition(reference.code, period)
        if definition is None:
            return formulas.Missing.because(UNKNOWN, reference)
        return self.said_at(reference, period, definition)

    def said_at(self, reference: Reference, period: Period, definition: DefinitionView) -> Answer:
        row, column = self.cells.get((reference.code, reference.dims), (None, None))
        if row is None or column is None:
            drafted = self.drafted(reference) if period == self.sheet.period else {}
            return self.of_unit(reference, definition, period, self.sheet.assignment.subject_unit_id, drafted)
        if period == self.sheet.period:
            view = cell_view(self.sheet, row, column, self.series)
            return said_by(view.quantity if view else NO_QUANTITY, reference)
        stored = self.stored(reference, definition, period)
        if stored is not None and stored.value is not None:
            return answer_of(stored, definition, reference)
        if stored is None and not column.dims:
            # Of a form that is split by its columns only the parts were reported.
            return said_by(self.series.of(self.sheet, row, period), reference)
        return self.of_unit(reference, definition, period, self.sheet.assignment.subject_unit_id)

    def stored(self, reference: Reference, definition: DefinitionView, period: Period) -> CurrentState | None:
        return self.state(reference, definition, period, self.sheet.assignment.subject_unit_id)

    def of_unit(
        self,
        reference: Reference,
        definition: DefinitionView,
        period: Period,
        unit_id: int,
        drafted: Mapping[str, Answer] = MappingProxyType({}),
    ) -> Answer:
        """What a unit says of a selection: its own figure, or else the sum of its parts, as the cube reads it.

        Args:
            drafted: parts that are being filled in; while one of them is open so is the whole.
        """
        own = self.state(reference, definition, period, unit_id)
        if own is not None and own.value is not None:
            return answer_of(own, definition, reference)
        if any(_is_open(one) for one in drafted.values()):
            return formulas.Missing.because(Missing.NOT_REPORTED.code, reference)
        parts = {**self.stored_parts(reference, definition, period, unit_id), **drafted}
        valued = [one for one in parts.values() if isinstance(one, Known)]
        return Known.of(*_total(valued)) if valued else answer_of(own, definition, reference)

    def drafted(self, reference: Reference) -> dict[str, Answer]:
        """The parts of a selection that this form asks for, by their dimensions, as they are being filled in."""
        found: dict[str, Answer] = {}
        versions = self.series.book.versions_of(reference.code)
        for dims, (row, column) in parts_of_selection(self.cells, reference, versions).items():
            view = cell_view(self.sheet, row, column, self.series)
            found[dims] = said_by(view.quantity if view else NO_QUANTITY, reference)
        return found

    def stored_parts(
        self, reference: Reference, definition: DefinitionView, period: Period, unit_id: int
    ) -> dict[str, Answer]:
        """The parts of a selection that the ledger has of a unit, by their dimensions."""
        stored = self.series.combinations_of(definition.indicator_id, unit_id, self.series.period_ids.get(period))
        versions = self.series.book.versions_of(reference.code) if stored else ()
        return {
            dims: answer_of(state, definition, reference)
            for dims, state in stored
            if is_part(dims, reference.dims, versions)
        }

    def follows_from_fields(self, reference: Reference) -> bool:
        """Whether a selection of this period is the sum of this form's own fields and of nothing else."""
        period, unit_id = self.sheet.period, self.sheet.assignment.subject_unit_id
        definition = self.series.book.definition(reference.code, period)
        if definition is None or self.state(reference, definition, period, unit_id) is not None:
            return False
        return self.stored_parts(reference, definition, period, unit_id).keys() <= self.drafted(reference).keys()

    def state(
        self, reference: Reference, definition: DefinitionView, period: Period, unit_id: int
    ) -> CurrentState | None:
        period_id = self.series.period_ids.get(period)
        if period_id is None:
            return None
        return self.series.states.get(FigureKey(definition.indicator_id, unit_id, period_id, reference.dims))

    def of_children(self, reference: Reference, definition: DefinitionView, period: Period) -> Answer:
        """The units below that report the indicator, together."""
        units = self.series.units_below.get((self.sheet.assignment.subject_unit_id, definition.collected_level), ())
        if not units:
            return formulas.Missing.because(NO_UNITS, reference)
        parts = [self.of_unit(reference, definition, period, one) for one in units]
        return summed(reference, parts)


def _is_open(answer: Answer) -> bool:
    return isinstance(answer, formulas.Missing) and answer.causes[0].reason == Missing.NOT_REPORTED.code


@lru_cache(maxsize=4_096)
def _periods_before(reference: Reference, length: int) -> tuple[Reference, ...]:
    return tuple(replace(reference, periods_back=reference.periods_back + one) for one in range(1, length + 1))


@lru_cache(maxsize=4_096)
def _looked_at(reference: Reference) -> Reference:
    return replace(reference, looking_back="", length=0)


def said_by(figure: Quantity, reference: Reference) -> Answer:
    """Turn a figure on the form into an answer."""
    if figure.value is None:
        return formulas.Missing.because(figure.missing.code or Missing.NOT_REPORTED.code, reference)
    return Known.of(Fraction(figure.value), figure.operator)


def answer_of(state: CurrentState | None, definition: DefinitionView, reference: Reference) -> Answer:
    """Turn a state of the ledger into an answer."""
    if state is None or state.value is None:
        reason = Missing(state.missing).code if state else ""
        return formulas.Missing.because(reason or Missing.NOT_REPORTED.code, reference)
    return _known(state.value, definition.decimals, state.operator)


@lru_cache(maxsize=16_384)
def _known(scaled: int, decimals: int, operator: int) -> Known:
    return Known.of(Fraction(scaled, 10**decimals), Operator(operator))


def summed(reference: Reference, parts: Sequence[Answer]) -> Answer:
    """Add up; a part that does not apply adds nothing, any other gap leaves no sum."""
    return _whole(reference, parts, lambda known: Known.of(*_total(known)))


def in_time(reference: Reference, parts: Sequence[Answer], definition: DefinitionView) -> Answer:
    """Combine the periods of a year by the indicator's time rule."""
    if definition.time_rule is TimeRule.SUM:
        return summed(reference, parts)
    if definition.time_rule is TimeRule.LAST:
        return parts[-1]
    if definition.time_rule in (TimeRule.MIN, TimeRule.MAX):
        greatest = definition.time_rule is TimeRule.MAX
        asked = formulas.looked_back(reference, formulas.Op.HIGHEST if greatest else formulas.Op.LOWEST, len(parts))
        return _whole(reference, parts, lambda known: formulas.look_back(asked, known))
    if definition.time_rule is TimeRule.MEAN:
        return _whole(reference, parts, _mean)
    return formulas.Missing.because("not_summed", reference)


def _whole(reference: Reference, parts: Sequence[Answer], combine: Callable[[Sequence[Known]], Answer]) -> Answer:
    known = [part for part in parts if isinstance(part, Known)]
    gaps = [part.causes[0].reason for part in parts if isinstance(part, formulas.Missing)]
    open_gap = next((reason for reason in gaps if reason != NOT_APPLICABLE), None)
    if open_gap is not None or not known:
        return formulas.Missing.because(open_gap or NOT_APPLICABLE, reference)
    return combine(known)


def _total(known: Sequence[Known]) -> tuple[Fraction, Operator]:
    return sum((one.value for one in known), Fraction(0)), combine_operators(one.operator for one in known)


def _mean(known: Sequence[Known]) -> Known:
    total, operator = _total(known)
    return Known.of(total / len(known), operator)
