"""Conditions over the ledger for all units of a level at once.

1. Every figure that the conditions ask for is read in a few questions to the cube, whatever the number of units and
   conditions: figures of all periods together, years to date, and figures of the levels below; each selection of a
   split figure (`a[sex=F]`) apart, for it is read as totals are: the unit's own, or else the sum of its parts.
2. A condition is asked of the units that report the period it is about: of a period inside which units change, those
   that its dated rule names, all figures of the condition together.
3. Each condition is decided for all its rows in one statement (`rule_answers`); one about `this` has a row for every
   indicator it stands for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tinhso.engines.cube.contracts import (
    THIS,
    FigureQuery,
    FigureRow,
    RuleCheck,
    RuleQuestion,
    Time,
    UnknownLevel,
    Verdict,
    VerdictTable,
)
from tinhso.engines.cube.logic.answering import answer
from tinhso.engines.cube.logic.engine.connection import workspace
from tinhso.engines.cube.logic.moment import moment_of
from tinhso.engines.cube.logic.rules.answers import decide
from tinhso.engines.cube.logic.territory.reporting_units import ReportingUnits
from tinhso.engines.cube.logic.versions import Versions, formula_of, read_versions
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.indicators.contracts import Missing as MissingCode
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Code, Known, Missing, Node, Reference, shifted_period
from tinhso.kernel.periods import IndivisiblePeriod, Period, PeriodError, find_scheme
from tinhso.kernel.quantities import Operator, combine_operators

Answer = Known | Missing
Where = tuple[tuple[str, str], ...]
Place = tuple[bool, str, str, Period, int]
"""Year to date or not, indicator, dimensions, period, unit."""
NOT_REPORTED, NOT_APPLICABLE = MissingCode.NOT_REPORTED.code, MissingCode.NOT_APPLICABLE.code
PRESSING = (NOT_REPORTED, MissingCode.NOT_DUE.code, MissingCode.REFUSED.code, NOT_APPLICABLE)
"""Why a total is missing: the first of these that one of its parts gives."""
UNKNOWN, NO_PERIOD, NO_UNITS, ABOVE = "unknown_indicator", "no_such_period", "no_units_below", "collected_above"


def check(question: RuleQuestion) -> VerdictTable:
    """Decide every condition; see `api.check_rules`."""
    reporting = ReportingUnits(question.level, moment_of(question.as_of).tree_size)
    ranks = reporting.ranks(question.period)
    if question.level not in ranks:
        raise UnknownLevel(level=question.level, known=", ".join(ranks))
    figures = _Figures(question, ranks, reporting)
    kept: dict[str, int] = {}
    verdicts: list[Verdict] = []
    with workspace() as desk:
        for one in question.checks:
            rows = list(figures.rows_of(one))
            references = formulas.references(one.condition)
            sought = {code: [figures.sought(about(ref, code)) for ref in references] for code in one.over or ("",)}
            given = [[figures.answer(each, unit_id) for each in sought[code]] for unit_id, code in rows]
            answers = decide(desk, one.condition, given)
            kept[one.key] = sum(holds is True for holds in answers)
            for (unit_id, code), inputs, holds in zip(rows, given, answers, strict=True):
                if holds is not True:
                    verdicts.append(figures.verdict(one, unit_id, code, inputs, holds))
    return VerdictTable(question, kept, tuple(verdicts))


def about(reference: Reference, code: str) -> Reference:
    """Return a reference to `this` as one to an indicator."""
    return replace(reference, code=code) if code and reference.code == THIS else reference


@dataclass(slots=True)
class _Sought:
    """A reference, with what it comes to in a period, found once, and the answers found so far, by unit.

    Attributes:
        past: what it looks back at, the nearest period first.
    """

    reference: Reference
    problem: str | None
    period: Period | None
    past: tuple[_Sought, ...] = ()
    found: dict[int, Answer] = field(default_factory=dict)


@dataclass
class _Figures:
    """The figures that the conditions of a question ask for."""

    question: RuleQuestion
    ranks: Mapping[str, int]
    reporting: ReportingUnits
    versions: Mapping[str, Versions] = field(init=False)
    values: dict[Place, Answer] = field(default_factory=dict)
    codes_of_units: dict[int, str] = field(default_factory=dict)
    known: dict[Reference, _Sought] = field(default_factory=dict)

    def __post_init__(self) -> None:
        asked = {about(one, code) for check in self.question.checks for one, code in asked_by(check)}
        self.versions = read_versions({one.code for one in asked}, self.reporting.known)
        self.read([one for one in self.with_inputs(asked) if self.problem(one) is None])

    def with_inputs(self, asked: Iterable[Reference]) -> set[Reference]:
        """Add what totals of computed indicators over units below are computed from."""
        wanted = set(asked)
        for one in list(wanted):
            definition = self.definition(one, self.question.period)
            if one.of_children and definition is not None and definition.formula is not None:
                wanted |= {_shifted(inner, one) for inner in formulas.references(formula_of(definition))}
        return wanted

    def definition(self, reference: Reference, period: Period) -> DefinitionView | None:
        versions = self.versions.get(reference.code)
        return versions.on(period.end) if versions else None

    def problem(self, reference: Reference) -> str | None:
        """Say why an indicator cannot be asked for here at all."""
        period = shifted_period(self.question.period, reference)
        if period is None:
            return NO_PERIOD
        definition = self.definition(reference, period)
        if definition is None:
            return UNKNOWN
        if not _fits(definition, period):
            return NO_PERIOD
        above = self.ranks.get(definition.collected_level, 0) < self.ranks[self.question.level]
        return ABOVE if above else None

    def read(self, asked: Sequence[Reference]) -> None:
        """Read all figures: those of units, of years to date, of units below; selections of a split figure apart."""
        levels: dict[str, list[Reference]] = {self.question.level: [one for one in asked if not one.of_children]}
        for one in asked:
            definition = self.definition(one, self.question.period)
            stored = definition if one.of_children and definition is not None and definition.formula is None else None
            if stored is not None and stored.collected_level != self.question.level:
                levels.setdefault(stored.collected_level, []).append(one)
        for level, chosen in levels.items():
            alike: dict[tuple[bool, Where], list[Reference]] = defaultdict(list)
            for one in chosen:
                alike[one.year_to_date, one.where].append(one)
            for (year_to_date, where), some in sorted(alike.items()):
                self.ask(some, level, year_to_date=year_to_date, where=where)

    def ask(self, asked: Sequence[Reference], level: str, *, year_to_date: bool, where: Where) -> None:
        periods = {period for one in asked for period in _periods_of(self.question.period, one)}

        table = answer(
            FigureQuery(
                indicators=tuple(sorted({one.code for one in asked})),
                periods=tuple(sorted(periods, key=lambda period: period.sort_key)),
                level=level,
                rights=self.question.rights,
                within=self.question.within,
                as_of=self.question.as_of,
                time=Time.YEAR_TO_DATE if year_to_date else Time.PERIOD,
                where=where,
            )
        )
        for row in table:
            self.values[year_to_date, row.indicator, row.dims, row.period, row.unit_id] = _answer_of(row)
            if level == self.question.level:
                self.codes_of_units[row.unit_id] = row.unit_code

    def rows_of(self, one: RuleCheck) -> Iterator[tuple[int, str]]:
        """Yield the rows of a condition: every unit, with every indicator that `this` stands for."""
        owing = {code: self.owing(one, code) for code in one.over or ("",)}
        for unit_id in sorted(self.codes_of_units):
            yield from ((unit_id, code) for code, units in owing.items() if unit_id in units)

    def owing(self, one: RuleCheck, code: str) -> frozenset[int]:
        """The units that report all that a condition is about: each of two units, where both report days of it."""
        about_all = (about(ref, code) for ref in formulas.references(one.condition))
        definitions = [self.definition(ref, self.question.period) for ref in about_all]
        additive = all(found is None or found.is_additive for found in definitions)
        return self.reporting.units(self.question.period, additive=additive)

    def verdict(self, one: RuleCheck, unit_id: int, code: str, inputs: Sequence[Answer], holds: bool | None) -> Verdict:
        references = [about(ref, code) for ref in formulas.references(one.condition)]
        told = dict(zip(references, inputs, strict=True))
        told |= {ref: self.find(ref, unit_id) for node in one.values for ref in _about_all(node, code)}
        gaps = [part.causes[0].reason for part in inputs if isinstance(part, Missing)]
        reasons = tuple(dict.fromkeys(gaps)) or ("undecided",)
        return Verdict(
            one.key, unit_id, self.codes_of_units[unit_id], code, holds, () if holds is False else reasons, told
        )

    def find(self, reference: Reference, unit_id: int) -> Answer:
        return self.answer(self.sought(reference), unit_id)

    def answer(self, sought: _Sought, unit_id: int) -> Answer:
        if unit_id not in sought.found:
            sought.found[unit_id] = self.resolve(sought, unit_id)
        return sought.found[unit_id]

    def sought(self, reference: Reference) -> _Sought:
        """Return what does not differ between units: nothing of it is worked out for each of them."""
        if reference not in self.known:
            plain = replace(reference, looking_back="", length=0) if reference.looking_back else reference
            problem = self.problem(plain)
            backs = range(1, reference.length + 1) if reference.looking_back and problem is None else ()
            past = tuple(self.sought(replace(plain, periods_back=plain.periods_back + back)) for back in backs)
            period = shifted_period(self.question.period, reference)
            self.known[reference] = _Sought(reference, problem, period, past)
        return self.known[reference]

    def resolve(self, sought: _Sought, unit_id: int) -> Answer:
        reference, period = sought.reference, sought.period
        if sought.problem is not None:
            return Missing.because(sought.problem, reference)
        if reference.looking_back:
            return formulas.look_back(reference, [self.answer(one, unit_id) for one in sought.past])
        assert period is not None
        if reference.of_children:
            return self.of_children(reference, unit_id, period)
        found = self.values.get((reference.year_to_date, reference.code, reference.dims, period, unit_id))
        return _named(found, reference)

    def of_children(self, reference: Reference, unit_id: int, period: Period) -> Answer:
        """The units below that report the indicator, together; a gap leaves no total."""
        definition = self.definition(reference, period)
        assert definition is not None
        if definition.formula is not None:
            node = formula_of(definition)
            computed = formulas.evaluate(node, lambda inner: self.find(_shifted(inner, reference), unit_id))
            return _named(computed, reference)
        if definition.collected_level == self.question.level:
            return Missing.because(NO_UNITS, reference)
        places = [
            (reference.year_to_date, reference.code, reference.dims, period, one)
            for one in self.reporting.below(
                unit_id, definition.collected_level, period, additive=definition.is_additive
            )
        ]
        parts = [self.values[place] for place in places if place in self.values]
        if not parts:
            return Missing.because(NO_UNITS, reference)
        known = [part for part in parts if isinstance(part, Known)]
        gaps = {part.causes[0].reason for part in parts if isinstance(part, Missing)}
        if gaps - {NOT_APPLICABLE} or not known:
            return Missing.because(next(reason for reason in PRESSING if reason in gaps), reference)
        total = sum((part.value for part in known), Fraction(0))
        return Known.of(total, combine_operators(part.operator for part in known))


def asked_by(one: RuleCheck) -> Iterator[tuple[Reference, str]]:
    """Yield every reference of a condition and its values, with every indicator that `this` stands for."""
    for node in (one.condition, *one.values):
        for reference in formulas.references(node):
            for code in (one.over or ("",)) if reference.code == THIS else ("",):
                yield reference, code


def _periods_of(period: Period, reference: Reference) -> Iterator[Period]:
    found = shifted_period(period, reference)
    if found is None:
        return
    if reference.looking_back:
        yield from (found.shifted(-back) for back in range(1, reference.length + 1))
    else:
        yield found


def _fits(definition: DefinitionView, period: Period) -> bool:
    """Whether an indicator is counted by this kind of period, or by a finer one that makes it up."""
    if definition.scheme == period.scheme:
        return True
    if period.is_span or definition.scheme.partition(".")[0] != period.family:
        return False
    try:
        return bool(period.children(find_scheme(definition.scheme).frequency.code))
    except (IndivisiblePeriod, PeriodError):
        return False


def _answer_of(row: FigureRow) -> Answer:
    """Return what a row says; a total with a gap is missing: nothing is added up over what is there."""
    if row.numerator is None or row.denominator is None:
        return Missing.because(row.missing.code or NOT_REPORTED)
    if row.received < row.expected:
        return Missing.because(NOT_REPORTED)
    return Known(formulas.Ratio(row.numerator, row.denominator), Operator(row.operator))


def _named(found: Answer | None, reference: Reference) -> Answer:
    if isinstance(found, Known):
        return found
    return Missing.because(found.causes[0].reason if found else NOT_REPORTED, reference)


def _about_all(node: Node, code: str) -> Iterator[Reference]:
    turned = formulas.substitute(node, THIS, Code(code)) if code else node
    yield from formulas.references(turned)


def _shifted(inner: Reference, outer: Reference) -> Reference:
    return replace(
        inner,
        year_to_date=inner.year_to_date or outer.year_to_date,
        periods_back=inner.periods_back + outer.periods_back,
        years_back=inner.years_back + outer.years_back,
        of_children=outer.of_children,
    )
