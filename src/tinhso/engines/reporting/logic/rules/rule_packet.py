"""What the browser needs to decide the rules of a form by itself: conditions, words, and the figures beyond the form.

A figure that the form itself gives is not in it: the browser reads the field. What follows from the fields is there as
a formula. What is in neither is left out, and rules that ask for it wait for the server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from tinhso.engines.indicators.contracts import TimeRule
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import Column, Row, TaskView
from tinhso.engines.reporting.contracts.rules import Check, RulePacket, RulePackets
from tinhso.engines.reporting.logic.rules.checking import name_in, row_for_note
from tinhso.engines.reporting.logic.rules.rule_book import Itself, RuleBook, where_of
from tinhso.engines.reporting.logic.rules.rule_figures import (
    RuleFigures,
    in_time,
)
from tinhso.engines.reporting.logic.rules.rule_words import label_of, leaves, words_for_before
from tinhso.engines.reporting.logic.selections import parts_of_selection
from tinhso.engines.reporting.logic.series import Series
from tinhso.engines.reporting.logic.sheet import Sheet
from tinhso.engines.reporting.logic.task_form import LoadedForm, loaded_form, unit_report
from tinhso.kernel import formulas
from tinhso.kernel.data_block import LastingData, LastingParts
from tinhso.kernel.formulas import Code, Known, Node, Number, Op, Operation, Reference
from tinhso.kernel.quantities import Operator, from_scaled

_SCALE = 9


def task_and_rules(assignment_id: int, *, rights: Rights) -> tuple[TaskView, RulePacket | None]:
    """Return a unit's form as `task` does and, for whoever may fill it, what rules its screen decides.

    The form is loaded once for both; it says nothing of its life.

    Raises:
        UnknownAssignment (REP-040), NotAUnitReport (REP-047).
    """
    loaded = loaded_form(unit_report(assignment_id, rights=rights), rights=rights)
    return loaded.task, packet_of(loaded) if loaded.task.may_edit else None


def packet_of(loaded: LoadedForm) -> RulePacket:
    """Return what rules the screen of a loaded form decides."""
    return _packet(loaded.figures, _checks(loaded.figures.sheet, loaded.figures.series.book))


def packets_of(sheets: Mapping[int, Sheet], series: Series) -> RulePackets:
    """Return the packets of many units' drafts of one request, by assignment; the conditions are written once."""
    first = next(iter(sheets.values()))
    checks = _checks(first, series.book)
    packets = {number: _packet(RuleFigures(sheet, series), checks) for number, sheet in sheets.items()}
    computed = [packet.computed for packet in packets.values()]
    same = {key: tree for key, tree in computed[0].items() if all(one.get(key) == tree for one in computed)}
    return RulePackets(replace(packets[first.assignment.pk], values={}, computed=same), packets)


def _packet(figures: RuleFigures, checks: LastingParts) -> RulePacket:
    sheet, book = figures.sheet, figures.series.book
    packing = _Packing(sheet, book, figures)
    for reference in book.ordered_references(sheet):
        packing.add(reference)
    return RulePacket(
        rows={row.no: key for key, row in packing.rows.items()},
        decimals={row.no: sheet.definitions[row.indicator].decimals for row in packing.rows.values()},
        values=packing.values,
        computed=packing.computed,
        checks=checks,
        before=words_for_before(sheet.period),
    )


def _checks(sheet: Sheet, book: RuleBook) -> LastingParts:
    """The checks of a form as its page tells them, written once as long as rules, form and indicators are the same."""
    key = sheet.form.id, sheet.period
    if key not in book.told:
        book.told[key] = LastingParts(_check(sheet, book, check) for check in book.checks(sheet))
    return book.told[key]


class _Packing:
    def __init__(self, sheet: Sheet, book: RuleBook, figures: RuleFigures) -> None:
        self.sheet, self.book, self.figures, self.find = sheet, book, figures, figures.find
        self.rows = {
            _key(row.indicator, row.dims): row for row in sheet.form.rows if row.indicator in sheet.definitions
        }
        self.cells = figures.cells
        self.values: dict[str, dict[str, Any]] = {}
        self.computed: dict[str, Any] = {}

    def add(self, reference: Reference) -> None:
        """Put a figure where the browser will find it, unless the form's own field gives it."""
        if not is_of_this_period(reference):
            self.values[reference.key] = packed(self.find(reference))
            return
        definition = self.book.definition(reference.code, self.sheet.period)
        if definition is not None and definition.formula is not None:
            node = formulas.from_json(definition.formula)
            wrapped = _over_the_year(node) if reference.year_to_date else node
            if wrapped is not None:
                self.computed[reference.key] = formulas.to_json(wrapped)
            return
        row = self.rows.get(_key(reference.code, reference.dims))
        if row is None and (reference.code, reference.dims) in self.cells:
            return  # the part of a split form: its field is not the row's, the server decides
        if row is None and (cells := parts_of_selection(self.cells, reference, self.book.versions_of(reference.code))):
            self.add_parts(reference, cells)
        elif row is None:
            self.values[reference.key] = packed(self.find(reference))
        elif reference.year_to_date:
            self.add_year(reference)

    def add_parts(self, reference: Reference, cells: Mapping[str, tuple[Row, Column]]) -> None:
        """A selection is the sum of its parts where each is a row's own field; else, and of a year, the server decides.

        A part without a value leaves it open on the screen; the server takes those that have one.
        """
        by_rows = not any(column.dims for _, column in cells.values())
        if by_rows and not reference.year_to_date and self.figures.follows_from_fields(reference):
            codes = [Code(reference.code, where_of(dims)) for dims in cells]
            total: Node = codes[0] if len(codes) == 1 else Operation(Op.SUM, tuple(codes))
            self.computed[reference.key] = formulas.to_json(total)

    def add_year(self, reference: Reference) -> None:
        """The year so far is what the earlier periods say and the field; only a sum, or the last, follows from it."""
        definition = self.book.definition(reference.code, self.sheet.period)
        assert definition is not None
        now: Node = Code(reference.code, reference.where)
        earlier = len(self.sheet.period.year_to_date()) - 1
        if definition.time_rule is TimeRule.LAST or (definition.time_rule is TimeRule.SUM and not earlier):
            self.computed[reference.key] = formulas.to_json(now)
        elif definition.time_rule is TimeRule.SUM:
            back = (Reference(reference.code, reference.where, periods_back=one) for one in range(1, earlier + 1))
            before = in_time(reference, [self.find(one) for one in back], definition)
            if isinstance(before, Known) and before.operator is Operator.EQUAL:
                scaled = before.value * 10**_SCALE
                if scaled.denominator == 1:
                    total = Operation(Op.ADD, (now, Number(from_scaled(int(scaled), _SCALE))))
                    self.computed[reference.key] = formulas.to_json(total)
            elif not isinstance(before, Known):
                self.values[reference.key] = packed(before)


def is_of_this_period(reference: Reference) -> bool:
    """Whether a reference speaks of the form's own period and unit."""
    elsewhere = reference.periods_back or reference.years_back or reference.looking_back or reference.of_children
    return not elsewhere


def packed(answer: Known | formulas.Missing) -> dict[str, Any]:
    """Write an answer as the browser reads it."""
    if isinstance(answer, formulas.Missing):
        return {"missing": answer.causes[0].reason}
    above, below = Fraction(answer.value).as_integer_ratio()
    return {"value": str(above) if below == 1 else f"{above}/{below}", "operator": int(answer.operator)}


def _check(sheet: Sheet, book: RuleBook, check: Check) -> LastingData:
    row = sheet.row(check.row_no)
    assert row is not None
    names = name_in(book, sheet)
    labels = tuple((names(code, "vi"), names(code, "en")) for _key, _leaf, code in _written(Itself(check))[1])
    return _told(Itself(check), row_for_note(sheet, check, row).no, labels)


@lru_cache(maxsize=8192)
def _told(itself: Itself[Check], told_at: str, names: tuple[tuple[str, str], ...]) -> LastingData:
    """Write a check as it is told on a form, once for all that tell it in the same words."""
    written, compared = _written(itself)
    return LastingData(
        written
        | {
            "row": itself.thing.row_no,
            "tell": told_at,
            "compared": [
                {"key": key, "label": _label(Itself(leaf), vi, en)}
                for (key, leaf, _code), (vi, en) in zip(compared, names, strict=True)
            ],
        }
    )


@lru_cache(maxsize=8192)
def _written(itself: Itself[Check]) -> tuple[dict[str, Any], tuple[tuple[str, Node, str], ...]]:
    """Write what a check says of itself once for all forms and starts of a page; nobody may change what is returned.

    Returns:
        the data, and of each figure it compares the key, the part of the tree that asks for it, and its indicator.
    """
    check = itself.thing
    asked = [(formulas.reference_of(leaf), leaf) for leaf in leaves(check.condition)] if check.shows_compared else []
    written = {
        "rule": check.rule,
        "code": check.code,
        "severity": str(check.severity),
        "condition": formulas.to_json(check.condition),
        "wordings": [
            {"text": {"vi": one.vi, "en": one.en}, "withRepair": one.with_repair} for one in check.wordings
        ],
        "shown": [
            {"name": one.name, "formula": formulas.to_json(one.formula), "decimals": one.decimals}
            for one in check.shown
        ],
        "repair": formulas.to_json(check.repair) if check.repair else None,
        "onlyTyped": check.only_typed,
        "yieldsTo": list(check.yields_to),
    }  # fmt: skip
    return written, tuple((reference.key, leaf, reference.code) for reference, leaf in asked)


@lru_cache(maxsize=16_384)
def _label(itself: Itself[Node], name_vi: str, name_en: str) -> dict[str, str]:
    """Name what a part of a tree asks for, by its indicator's names of the day."""
    vi, en = label_of(itself.thing, lambda _, language: name_en if language.startswith("en") else name_vi)
    return {"vi": vi, "en": en}


def _over_the_year(node: Node) -> Node | None:
    """Ask every code of a formula for its year to date; None where the formula looks at other periods by itself."""
    if isinstance(node, Number):
        return node
    if isinstance(node, Code):
        return Operation(Op.YEAR_TO_DATE, (node,))
    if node.kind.serves_as(formulas.Kind.SERIES):
        return None
    parts = list(_all(node.args))
    return Operation(node.op, tuple(parts)) if len(parts) == len(node.args) else None


def _all(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        wrapped = _over_the_year(node)
        if wrapped is not None:
            yield wrapped


def _key(code: str, dims: str) -> str:
    return f"{code}[{dims}]" if dims else code
