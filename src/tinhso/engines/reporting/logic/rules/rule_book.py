"""Which rules look at a form: those of packages in force on the period's last day, and the form's own.

A rule about `this` becomes one check for each row it takes. `RuleBook` is made once for all forms at hand and says
which figures beyond the forms their checks will ask for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.reporting.contracts import FormDefinition, Row
from tinhso.engines.reporting.contracts.rules import THIS, Check, RuleDefinition, RuleKind, Wording
from tinhso.engines.reporting.logic.rules.rule_kinds import checks_of, condition_check
from tinhso.engines.reporting.logic.sheet import Sheet, definitions_in_force
from tinhso.engines.reporting.queries.definitions import rule_rows
from tinhso.kernel import formulas
from tinhso.kernel.data_block import LastingParts
from tinhso.kernel.formulas import Code, Node, Reference
from tinhso.kernel.periods import Period

T = TypeVar("T")


def rules_on(days: Iterable[date]) -> dict[date, list[RuleDefinition]]:
    """Return by day the version of every rule in force on it, by code. One query."""
    rows = rule_rows()
    found: dict[date, list[RuleDefinition]] = {}
    for day in days:
        newest = {row[0]: rule_of_text(*row) for row in rows if row[2] <= day}
        found[day] = [newest[code] for code in sorted(newest) if _is_in_force(newest[code], day)]
    return found


@lru_cache(maxsize=512)
def rule_of_text(code: str, version: int, valid_from: date, text: str) -> RuleDefinition:
    """Turn a stored version into the frozen definition; the same text gives the same one, its trees are read once."""
    plain = json.loads(text)
    until = plain["valid_to"]
    return RuleDefinition(
        code,
        version,
        valid_from,
        date.fromisoformat(until) if until else None,
        RuleKind(plain["kind"]),
        plain["name_vi"],
        plain["name_en"],
        plain["source"],
        checks_of(code, plain),
        plain,
    )


@dataclass
class RuleBook:
    """The checks of the forms at hand. `versions` are the definitions of every indicator that they ask for.

    `told`: the checks of a form as its page tells them (`rule_packet`), by version of the form and period.
    """

    rules: dict[date, list[RuleDefinition]] = field(default_factory=dict)
    versions: Sequence[DefinitionView] = ()
    told: dict[tuple[int, Period], LastingParts] = field(default_factory=dict, repr=False)
    _placed: dict[tuple[int, Period], tuple[Check, ...]] = field(default_factory=dict, repr=False)
    _asked: dict[tuple[int, Period], frozenset[Reference]] = field(default_factory=dict, repr=False)
    _references: dict[tuple[int, Period], frozenset[Reference]] = field(default_factory=dict, repr=False)
    _ordered: dict[tuple[int, Period], Sequence[Reference]] = field(default_factory=dict, repr=False)
    _in_force: dict[Period, dict[str, DefinitionView]] = field(default_factory=dict, repr=False)
    _formulas: dict[tuple[str, int], Node] = field(default_factory=dict, repr=False)
    _by_code: dict[str, list[DefinitionView]] | None = field(default=None, repr=False)

    def checks(self, sheet: Sheet) -> tuple[Check, ...]:
        """Return the checks of a form, each with the row it is told at; rules that yield to others come last."""
        key = sheet.form.id, sheet.period
        if key not in self._placed:
            placed = [one for check in self._unplaced(sheet) for one in place(check, sheet)]
            self._placed[key] = tuple(sorted(placed, key=lambda check: bool(check.yields_to)))
        return self._placed[key]

    def _unplaced(self, sheet: Sheet) -> list[Check]:
        own = [condition_of_form(rule.code, sheet.form) for rule in sheet.form.rules]
        return own + [check for rule in self.rules.get(sheet.period.end, ()) for check in rule.checks]

    def definition(self, code: str, period: Period) -> DefinitionView | None:
        """Return the version of an indicator in force on a period's last day."""
        if period not in self._in_force:
            self._in_force[period] = definitions_in_force(self.versions, period)
        return self._in_force[period].get(code)

    def versions_of(self, code: str) -> Sequence[DefinitionView]:
        """Return every version of an indicator that the checks ask for."""
        if self._by_code is None:
            self._by_code = {}
            for version in self.versions:
                self._by_code.setdefault(version.code, []).append(version)
        return self._by_code.get(code, ())

    def asked(self, sheet: Sheet) -> frozenset[Reference]:
        """Return every figure that the checks of a form name.

        A check about `this` is searched once and not again for each of a hundred rows.
        """
        key = sheet.form.id, sheet.period
        if key not in self._asked:
            found: set[Reference] = set()
            about_this: dict[Code, set[Reference]] = {}
            for check in self._unplaced(sheet):
                named = set(references_of(check))
                for _, code in _places(check, sheet):
                    (found if code is None else about_this.setdefault(code, set())).update(named)
            for code, named in about_this.items():
                found |= {_reference_about(one, code) for one in named}
            self._asked[key] = frozenset(found)
        return self._asked[key]

    def references(self, sheet: Sheet) -> frozenset[Reference]:
        """Return every figure that the checks of a form may ask for, the inputs of computed ones included."""
        key = sheet.form.id, sheet.period
        if key not in self._references:
            asked = set(self.asked(sheet))
            found: set[Reference] = set()
            while asked:
                found |= asked
                asked = {inner for one in asked for inner in self.inputs(one, sheet.period)} - found
            self._references[key] = frozenset(found)
        return self._references[key]

    def ordered_references(self, sheet: Sheet) -> Sequence[Reference]:
        """Return `references` in the order of their keys; forms of one version and period ask for the same."""
        key = sheet.form.id, sheet.period
        if key not in self._ordered:
            self._ordered[key] = sorted(self.references(sheet), key=lambda one: one.key)
        return self._ordered[key]

    def inputs(self, reference: Reference, period: Period) -> Iterator[Reference]:
        """Yield what a computed indicator is computed from, shifted as the reference is."""
        definition = self.definition(reference.code, period)
        if definition is not None and definition.formula is not None:
            node = self.formula_of(definition)
            yield from (shifted(inner, reference) for inner in formulas.references(node))

    def formula_of(self, definition: DefinitionView) -> Node:
        """Return the tree of a computed indicator, read once for all forms at hand."""
        key = definition.code, definition.version
        if key not in self._formulas:
            self._formulas[key] = formulas.from_json(definition.formula)
        return self._formulas[key]


def load_book(sheets: Iterable[Sheet]) -> RuleBook:
    """Load the rules that look at these forms: one query for the rules, one for each level of computed indicators.

    What follows from rules, forms and indicators that are still the same is worked out once a process.
    """
    forms = list(sheets)
    kinds = {(sheet.form.id, sheet.period): sheet for sheet in reversed(forms)}
    rules = rules_on({period.end for _, period in kinds})
    key = tuple((Itself(sheet.form), sheet.period, _enterable(sheet)) for sheet in kinds.values())
    basis = rules, [sheet.definitions for sheet in kinds.values()]
    kept = _BOOKS.get(key)
    if kept is not None and kept.basis == basis and kept.versions == indicators.definition_versions(kept.codes):
        return kept.book
    book = RuleBook(rules)
    wanted = {one.code for sheet in forms for one in book.asked(sheet)}
    found: dict[str, list[DefinitionView]] = {}
    while missing := wanted - found.keys():
        found |= {code: [] for code in missing}
        for version in indicators.definition_versions(missing):
            found[version.code].append(version)
            if version.formula is not None:
                wanted |= set(formulas.codes(formulas.from_json(version.formula)))
    book.versions = [version for code in sorted(found) for version in found[code]]
    if len(_BOOKS) >= BOOKS_KEPT:
        _BOOKS.clear()
    _BOOKS[key] = _Kept(basis, frozenset(found), list(book.versions), book)
    return book


class _Kept(NamedTuple):
    """A book, and everything it was made of: it serves as long as all of that reads the same."""

    basis: tuple[dict[date, list[RuleDefinition]], list[dict[str, DefinitionView]]]
    codes: frozenset[str]
    versions: list[DefinitionView]
    book: RuleBook


BOOKS_KEPT = 64
_BOOKS: dict[tuple[tuple[Itself[FormDefinition], Period, tuple[bool, ...]], ...], _Kept] = {}


def _enterable(sheet: Sheet) -> tuple[bool, ...]:
    """Which rows are filled on a form: what is read from another request is not, and that may change."""
    return tuple([sheet.is_enterable(row) for row in sheet.form.rows])


def place(check: Check, sheet: Sheet) -> Iterator[Check]:
    """Yield a check for each row of a form that it looks at."""
    for row_no, code in _places(check, sheet):
        yield _check_at(Itself(check), row_no) if code is None else about(check, code, row_no)


def _places(check: Check, sheet: Sheet) -> Iterator[tuple[str, Code | None]]:
    """Yield the rows that a check looks at; of one about `this` with the figure that stands there."""
    if check.row_no:
        yield check.row_no, None
    elif check.at == THIS:
        for row in sheet.form.rows:
            definition = sheet.definition(row)
            if definition is None or (check.only_typed and not sheet.is_enterable(row)):
                continue
            if check.applies_to.takes(row.indicator, definition.kind.value, definition.nature.value):
                yield row.no, _code_of(row)
    else:
        row_no = next((row.no for row in sheet.form.rows if row.indicator == check.at and not row.dims), None)
        if row_no is not None:
            yield row_no, None


def _reference_about(reference: Reference, code: Code) -> Reference:
    """As `formulas.substitute` turns the tree around it."""
    if reference.code != THIS:
        return reference
    return replace(reference, code=code.code, where=reference.where or code.where)


def about(check: Check, code: Code, row_no: str = "") -> Check:
    """Return a check about `this` as one about an indicator."""
    return _check_about(Itself(check), code, row_no)


class Itself(Generic[T]):
    """A thing that is equal to itself only: a tree is kept for the next form without being compared part by part."""

    __slots__ = ("thing",)

    def __init__(self, thing: T) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other.thing is self.thing


@lru_cache(maxsize=8192)
def _check_at(itself: Itself[Check], row_no: str) -> Check:
    return replace(itself.thing, row_no=row_no)


@lru_cache(maxsize=8192)
def _check_about(itself: Itself[Check], code: Code, row_no: str) -> Check:
    check = itself.thing

    def turned(node: Node) -> Node:
        return _about(Itself(node), code)

    return replace(
        check,
        at=code.code,
        row_no=row_no,
        condition=turned(check.condition),
        guard=turned(check.guard) if check.guard else None,
        shown=tuple(replace(one, formula=turned(one.formula)) for one in check.shown),
        repair=turned(check.repair) if check.repair else None,
    )


@lru_cache(maxsize=8192)
def _about(itself: Itself[Node], code: Code) -> Node:
    """Turn a tree once: checks that share a guard go on sharing it, and it is decided once a figure."""
    return formulas.substitute(itself.thing, THIS, code)


def condition_of_form(code: str, form: FormDefinition) -> Check:
    """Return a rule of a form as a check."""
    rule = next(one for one in form.rules if one.code == code)
    wording = Wording(rule.message_vi, rule.message_en)
    return condition_check(
        f"{form.code}:{code}", f"identity:{code}", rule.severity, rule.rule, wording, row_no=rule.row_no
    )


def references_of(check: Check) -> Iterator[Reference]:
    """Yield every figure that a check asks for, its words and its repair included."""
    nodes = [check.condition, *(one.formula for one in check.shown), *([check.repair] if check.repair else [])]
    for node in nodes:
        yield from formulas.references(node)


@lru_cache(maxsize=16_384)
def shifted(inner: Reference, outer: Reference) -> Reference:
    """Return the input of a computed indicator for the period and units that the indicator was asked for."""
    return replace(
        inner,
        year_to_date=inner.year_to_date or outer.year_to_date,
        periods_back=inner.periods_back + outer.periods_back,
        years_back=inner.years_back + outer.years_back,
        of_children=outer.of_children,
        looking_back=outer.looking_back,
        length=outer.length,
    )


def _is_in_force(rule: RuleDefinition, day: date) -> bool:
    return rule.valid_to is None or day <= rule.valid_to


def _code_of(row: Row) -> Code:
    return _code_with(row.indicator, row.dims)


@lru_cache(maxsize=8192)
def _code_with(indicator: str, dims: str) -> Code:
    return Code(indicator, where_of(dims))


def where_of(dims: str) -> tuple[tuple[str, str], ...]:
    """Return dimensions, as the ledger writes them, as the selection of a formula."""
    parts = (part.partition("=") for part in dims.split(";") if part)
    return tuple((dimension, item) for dimension, _, item in parts)
