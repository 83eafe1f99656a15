"""What a person must look at before a form is sent: empty cells, changed sources, and what the rules find.

An error blocks sending; a warning needs a note on its cell. Rules are data (`packages/*/rules`, the forms' own): see
`rule_kinds` for what each kind means and `rule_book` for which look at a form.
"""

from __future__ import annotations

from collections.abc import Callable

from tinhso.engines.indicators.contracts import SourceKind
from tinhso.engines.reporting.contracts import CellKind, CellView, Finding, Quantity, Row, Severity, TaskState
from tinhso.engines.reporting.contracts.rules import Check, RuleAnswers
from tinhso.engines.reporting.contracts.tasks import UndecidedRule
from tinhso.engines.reporting.logic.rules.rule_book import RuleBook
from tinhso.engines.reporting.logic.rules.rule_figures import RuleFigures
from tinhso.engines.reporting.logic.rules.rule_words import say
from tinhso.engines.reporting.logic.series import Series
from tinhso.engines.reporting.logic.sheet import BY_MACHINE, Sheet, said_by_person
from tinhso.kernel import formulas
from tinhso.kernel.quantities import format_number

IsTyped = Callable[[Row], bool]


def check_form(sheet: Sheet, series: Series, rules: RuleAnswers | None = None) -> tuple[Finding, ...]:
    """Return everything on a form that needs a look, in the order of its rows.

    Args:
        rules: what `check_rules` said, where it has been asked already.
    """
    answers = rules or check_rules(sheet, series)
    found = [*_empty_cells(sheet), *_changed_sources(sheet), *answers.broken]
    order = {row.no: position for position, row in enumerate(sheet.form.rows)}
    return tuple(sorted(found, key=lambda finding: order.get(finding.row_no, 0)))


def check_rules(
    sheet: Sheet, series: Series, *, is_typed: IsTyped | None = None, figures: RuleFigures | None = None
) -> RuleAnswers:
    """Decide every rule that looks at a form: what is broken, and what cannot be decided yet.

    Of one rule only the first broken check is told at a figure; a rule that yields to another is silent where that one
    has spoken.

    Args:
        is_typed: whether a row's figure was typed by a person; without it the draft says so.
        figures: those of this form as it stands, where somebody else asks them too.
    """
    look_up = (figures or RuleFigures(sheet, series)).find
    typed = is_typed or (lambda row: _is_typed(sheet, row))
    deciding = _Deciding(sheet, series.book, look_up)
    for check in series.book.checks(sheet):
        row = sheet.row(check.row_no)
        if row is None or (check.only_typed and not deciding.is_typed(row, typed)) or deciding.has_spoken(check):
            continue
        if check.guard is not None and deciding.guarded(check) is not True:
            continue
        answer = formulas.evaluate_rule(check.condition, look_up, remembers=True)
        if answer is False:
            deciding.tell(check, row)
        elif isinstance(answer, formulas.Missing) and check.guard is None:
            deciding.leave_open(check, row, answer)
    return RuleAnswers(tuple(deciding.broken), tuple(deciding.undecided))


class _Deciding:
    """What was found so far about one form."""

    def __init__(self, sheet: Sheet, book: RuleBook, look_up: formulas.Lookup) -> None:
        self.sheet, self.book, self.look_up = sheet, book, look_up
        self.broken: list[Finding] = []
        self.undecided: list[UndecidedRule] = []
        self.spoken: set[tuple[str, str]] = set()
        self.guards: dict[tuple[int, str], bool | formulas.Missing] = {}
        self.typed: dict[str, bool] = {}

    def is_typed(self, row: Row, typed: IsTyped) -> bool:
        """Whether a person typed the row's figure; asked once."""
        if row.no not in self.typed:
            self.typed[row.no] = typed(row)
        return self.typed[row.no]

    def has_spoken(self, check: Check) -> bool:
        """Whether this rule, or one it yields to, has found something at the row."""
        return any((rule, check.row_no) in self.spoken for rule in (check.rule, *check.yields_to))

    def guarded(self, check: Check) -> bool | formulas.Missing:
        """Decide what several checks of a row have in common, once."""
        assert check.guard is not None
        key = id(check.guard), check.row_no
        if key not in self.guards:
            self.guards[key] = formulas.evaluate_rule(check.guard, self.look_up, remembers=True)
        return self.guards[key]

    def tell(self, check: Check, row: Row) -> None:
        self.spoken.add((check.rule, row.no))
        told_at = row_for_note(self.sheet, check, row)
        definition = self.sheet.definition(row)
        said = say(
            check,
            self.look_up,
            definition.decimals if definition else 0,
            self.sheet.period,
            name_in(self.book, self.sheet),
        )
        # A figure that nobody enters here, from parts that nobody enters here, cannot be answered for here.
        answered = has_reason(self.sheet, told_at) or not self.sheet.is_enterable(told_at)
        has_note = check.severity is Severity.WARNING and answered
        suggestion = said.repair if told_at is row else None
        self.broken.append(Finding(check.code, check.severity, told_at.no, said.vi, said.en, suggestion, has_note))

    def leave_open(self, check: Check, row: Row, missing: formulas.Missing) -> None:
        """Note what cannot be decided; where it waits for a cell of this form, the empty cell says so itself."""
        if any(cause.reference and self.is_on_form(cause.reference) for cause in missing.causes):
            return
        self.undecided.append(UndecidedRule(check.code, row.no, tuple(cause.reason for cause in missing.causes)))

    def is_on_form(self, reference: formulas.Reference) -> bool:
        now = not (reference.periods_back or reference.years_back or reference.looking_back or reference.of_children)
        return now and not reference.year_to_date and reference.code in self.sheet.definitions


def name_in(book: RuleBook, sheet: Sheet) -> Callable[[str, str], str]:
    """Return the names of indicators by (code, language), as of a form's period."""

    def name_of(code: str, language: str) -> str:
        definition = book.definition(code, sheet.period)
        return definition.name(language) if definition else code

    return name_of


def has_reason(sheet: Sheet, row: Row) -> bool:
    """Whether a person has written a note on one of the row's figures."""
    return any(view.note for view in sheet.row_views(row))


def row_for_note(sheet: Sheet, check: Check, row: Row) -> Row:
    """Return the row at which a person can answer: for a figure that follows from others its first entered part."""
    if sheet.is_enterable(row):
        return row
    definition = sheet.definitions[row.indicator]
    parts = formulas.codes(formulas.from_json(definition.formula)) if definition.formula is not None else ()
    entered = {one.indicator: one for one in reversed(sheet.form.rows) if sheet.is_enterable(one)}
    return next((entered[code] for code in (*parts, *formulas.codes(check.condition)) if code in entered), row)


def _is_typed(sheet: Sheet, row: Row) -> bool:
    cell = _value_cell(sheet, row)
    return cell is not None and cell.kind in (CellKind.TYPED, CellKind.ZERO)


def _empty_cells(sheet: Sheet) -> list[Finding]:
    return [
        Finding("missing", Severity.ERROR, row.no, "Ô này chưa có số.", "This cell is empty.")
        for row in sheet.form.rows
        for view in sheet.row_views(row)
        if not view.is_filled
    ]


def _changed_sources(sheet: Sheet) -> list[Finding]:
    """What the system knows has changed since a person overrode it, or confirmed it for approval: it asks again."""
    found: list[Finding] = []
    if not sheet.is_draft or all(cell.known_source is None for cell in sheet.cells.values()):
        return found
    for row, column in sheet.entered():
        cell, state = sheet.cells.get((row.no, column.code)), sheet.standing(row, column)
        if cell is None or state is None or cell.known_source is None:
            continue
        overridden = said_by_person(cell) and state.source != SourceKind.MANUAL
        # Going back to the system's figure: the ledger still holds what had overridden it.
        going_back = state.source not in BY_MACHINE and cell.known_source in BY_MACHINE
        waits = sheet.assignment.state == TaskState.AWAITING_APPROVAL
        confirmed = cell.kind == CellKind.KNOWN and waits and not going_back
        if not (overridden or confirmed):
            continue
        remembered = cell.known_value, cell.known_operator, cell.known_missing
        if remembered == (state.value, state.operator, state.missing):
            continue
        before, now = sheet.remembered(row, cell), sheet.quantity_of_state(row, state)
        found.append(
            Finding(
                "source_changed",
                Severity.ERROR,
                row.no,
                f"Hệ thống vừa đổi số này từ {shown(before)} thành {shown(now)}. Hãy xem lại ô.",
                f"The system changed this figure from {shown(before, 'en')} to {shown(now, 'en')}. Look again.",
                suggestion=now.value,
            )
        )
    return found


def shown(figure: Quantity, language: str = "vi") -> str:
    """Write a figure for a sentence."""
    if figure.value is None:
        return {"vi": "không có số", "en": "no figure"}[language]
    sign = "" if figure.operator.symbol == "=" else f"{figure.operator.symbol} "
    return sign + format_number(figure.value, language)


def _value_cell(sheet: Sheet, row: Row) -> CellView | None:
    if not sheet.is_enterable(row):
        return None
    column = sheet.column("value")
    return sheet.view(row, column) if column and sheet.takes(row, column) else None
