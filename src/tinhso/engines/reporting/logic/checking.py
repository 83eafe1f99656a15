"""What a person must look at before a form is sent: empty cells, slips, jumps, broken identities, changed sources.

An error blocks sending; a warning needs a note on its cell. The slip rule: a figure that is ten (hundred, thousand)
times what the last twelve periods show, and fits them once a zero is taken away, is asked about in plain words.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from tinhso.engines.indicators.contracts import DefinitionView, SourceKind
from tinhso.engines.reporting.contracts import CellKind, CellView, Finding, Quantity, Row, Severity, TaskState
from tinhso.engines.reporting.logic.series import Series, history_of, lookup_of, previous_of
from tinhso.engines.reporting.logic.sheet import BY_MACHINE, Sheet, said_by_person
from tinhso.kernel import formulas
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import format_number, round_half_up

LEAST_HISTORY = 3
"""Fewer earlier figures say nothing about what is usual."""
USUAL = 2
"""A figure within half the lowest and twice the highest of the last periods is usual."""
JUMP = 3
"""A figure beyond a third of the lowest or three times the highest is asked about."""
SMALL = 10
"""Jumps between figures below this are not asked about: from 1 to 6 is no slip."""
ZEROS = {10: ("một chữ số 0", "one zero"), 100: ("hai chữ số 0", "two zeros"), 1000: ("ba chữ số 0", "three zeros")}
_BEFORE = {"month": "tháng trước", "quarter": "quý trước", "year": "năm trước"}
_BEFORE_EN = {"month": "last month", "quarter": "last quarter", "year": "last year"}


def check_form(sheet: Sheet, series: Series) -> tuple[Finding, ...]:
    """Return everything on a form that needs a look, in the order of its rows."""
    found = [
        *_empty_cells(sheet),
        *_changed_sources(sheet),
        *(one for row in sheet.form.rows for one in check_row(sheet, row, series)),
        *check_rules(sheet, series),
    ]
    order = {row.no: position for position, row in enumerate(sheet.form.rows)}
    return tuple(sorted(found, key=lambda finding: order.get(finding.row_no, 0)))


def check_row(sheet: Sheet, row: Row, series: Series) -> tuple[Finding, ...]:
    """Return what its own past says about a figure that a person entered."""
    definition, cell = sheet.definition(row), _value_cell(sheet, row)
    if definition is None or cell is None or cell.kind not in (CellKind.TYPED, CellKind.ZERO):
        return ()
    history = history_of(sheet, row, series)
    finding = compare_with_past(
        row.no, cell.quantity, history, previous_of(sheet, row, series), definition, sheet.period, bool(cell.note)
    )
    return (finding,) if finding else ()


def compare_with_past(
    row_no: str,
    figure: Quantity,
    history: Sequence[tuple[Period, Quantity]],
    previous: Quantity,
    definition: DefinitionView,
    period: Period,
    has_note: bool,
) -> Finding | None:
    """Return the question a figure raises against its last twelve periods, None when it is usual."""
    past = [one.value for _, one in history if one.value is not None]
    value = figure.value
    if value is None or len(past) < LEAST_HISTORY or min(past) < 0 or value < 0:
        return None
    low, high = min(past), max(past)
    if (low <= value * USUAL and value <= high * USUAL) or max(value, high) < SMALL:
        return None
    slip = _slip(row_no, value, low, high, previous, definition, period, has_note)
    if slip:
        return slip
    if low <= value * JUMP and value <= high * JUMP:
        return None
    shown = [format_number(one) for one in (low, high)], [format_number(one, "en") for one in (low, high)]
    return Finding(
        "jump",
        Severity.WARNING,
        row_no,
        f"Ngoài khoảng {'–'.join(shown[0])} của {len(past)} kỳ gần nhất. Đúng thì ghi lý do.",
        f"Outside {'–'.join(shown[1])} of the last {len(past)} periods. If it is right, say why.",
        acknowledged=has_note,
    )


def check_rules(sheet: Sheet, series: Series) -> list[Finding]:
    """Return the form's own rules that its figures break; a rule with a missing part decides nothing."""
    look_up, broken = lookup_of(sheet, series), []
    for rule in sheet.form.rules:
        if formulas.evaluate_rule(formulas.from_json(rule.rule, rule=True), look_up) is not False:
            continue
        row = sheet.row(rule.row_no)
        cell = _value_cell(sheet, row) if row else None
        broken.append(
            Finding(
                f"identity:{rule.code}",
                rule.severity,
                rule.row_no,
                rule.message_vi,
                rule.message_en,
                acknowledged=bool(cell and cell.note) and rule.severity is Severity.WARNING,
            )
        )
    return broken


def _empty_cells(sheet: Sheet) -> list[Finding]:
    return [
        Finding("missing", Severity.ERROR, row.no, "Ô này chưa có số.", "This cell is empty.")
        for row, column in sheet.entered()
        if not sheet.view(row, column).is_filled
    ]


def _changed_sources(sheet: Sheet) -> list[Finding]:
    """What the system knows has changed since a person overrode it, or confirmed it for approval: it asks again."""
    found = []
    for row, column in sheet.entered():
        cell, state = sheet.cells.get((row.no, column.code)), sheet.standing(row, column)
        if cell is None or state is None or cell.known_source is None or not sheet.is_draft:
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


def _slip(
    row_no: str,
    value: Decimal,
    low: Decimal,
    high: Decimal,
    previous: Quantity,
    definition: DefinitionView,
    period: Period,
    has_note: bool,
) -> Finding | None:
    for factor, (zeros_vi, zeros_en) in ZEROS.items():
        for too_large in (True, False):
            mended = Fraction(value) / factor if too_large else Fraction(value) * factor
            if not mended or mended * USUAL < Fraction(low) or mended > Fraction(high) * USUAL:
                continue
            exact = round_half_up(mended, definition.decimals)
            can_mend = Fraction(exact) == mended
            word_vi, word_en = ("thừa", "too many") if too_large else ("thiếu", "missing")
            ask_vi = f" Có {word_vi} {zeros_vi} không?" if can_mend else " Hãy xem lại."
            ask_en = f" Is there {zeros_en} {word_en}?" if can_mend else " Look again."
            times_vi, times_en = _times(value, previous, factor, too_large, period)
            return Finding(
                "slip",
                Severity.WARNING,
                row_no,
                times_vi + ask_vi,
                times_en + ask_en,
                suggestion=exact if can_mend else None,
                acknowledged=has_note,
            )
    return None


def _times(value: Decimal, previous: Quantity, factor: int, too_large: bool, period: Period) -> tuple[str, str]:
    """Say how far the figure is from the previous period, or from the usual when that one is unknown."""
    before = _BEFORE.get(period.frequency, "kỳ trước"), _BEFORE_EN.get(period.frequency, "the previous period")
    if previous.value is None or previous.value == 0 or value == 0:
        if too_large:
            return f"Gấp {factor} lần thường kỳ.", f"{factor} times the usual."
        return f"Chỉ bằng 1/{factor} thường kỳ.", f"Only 1/{factor} of the usual."
    ratio = Fraction(value) / Fraction(previous.value)
    times = round_half_up(ratio if too_large else 1 / ratio, 0)
    if too_large:
        return f"Gấp {format_number(times)} lần {before[0]}.", f"{format_number(times, 'en')} times {before[1]}."
    return f"Chỉ bằng 1/{format_number(times)} {before[0]}.", f"Only 1/{format_number(times, 'en')} of {before[1]}."


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
