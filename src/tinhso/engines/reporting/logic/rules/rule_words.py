"""The words of a broken rule: its wording filled with the values it speaks of, what was compared, and the repair."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from tinhso.engines.reporting.contracts.rules import Check, Wording
from tinhso.kernel import formulas
from tinhso.kernel.formulas import Known, Node, Operation
from tinhso.kernel.periods import Period
from tinhso.kernel.quantities import Operator, format_number, round_half_up

PLACE: Final = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_MOST_DECIMALS: Final = 9
_BEFORE: Final = {
    "month": ("tháng trước", "last month"),
    "quarter": ("quý trước", "last quarter"),
    "year": ("năm trước", "last year"),
}
_NameOf = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about a broken rule, in both languages, and the value that would mend the figure."""

    vi: str
    en: str
    repair: Decimal | None


def say(check: Check, lookup: formulas.Lookup, decimals: int, period: Period, name_of: _NameOf | None = None) -> Said:
    """Put a broken check into words.

    Args:
        lookup: as the check was decided with.
        decimals: those of the figure it is told at; a repair with more is none.
        name_of: name of an indicator by (code, language), to tell what was compared.
    """
    repair = repair_of(check, lookup, decimals)
    values: dict[str, tuple[str, str]] = {"before": words_for_before(period)}
    for one in check.shown:
        answer = formulas.evaluate(one.formula, lookup)
        if isinstance(answer, Known):
            values[one.name] = shown_value(answer, one.decimals)
    wording = next((one for one in check.wordings if _fits(one, values, repair is not None)), check.wordings[-1])
    parts = list(compared(check, lookup, name_of)) if name_of and check.shows_compared else []
    more = (" " + "; ".join(part[0] for part in parts) + ".", " " + "; ".join(part[1] for part in parts) + ".")
    return Said(
        _filled(wording.vi, values, 0) + (more[0] if parts else ""),
        _filled(wording.en, values, 1) + (more[1] if parts else ""),
        repair,
    )


def repair_of(check: Check, lookup: formulas.Lookup, decimals: int) -> Decimal | None:
    """Return the value that would mend the figure exactly, None where there is none."""
    answer = formulas.evaluate(check.repair, lookup) if check.repair else None
    if not isinstance(answer, Known) or answer.operator is not Operator.EQUAL:
        return None
    mended = round_half_up(answer.value, decimals)
    return mended if Fraction(mended) == answer.value else None


def compared(check: Check, lookup: formulas.Lookup, name_of: _NameOf) -> Iterator[tuple[str, str]]:
    """Yield the values that a condition compared, by name, in Vietnamese and English."""
    for leaf in leaves(check.condition):
        answer = lookup(formulas.reference_of(leaf))
        if isinstance(answer, Known):
            said = shown_value(answer, None)
            names = label_of(leaf, name_of)
            yield f"{names[0]} {said[0]}", f"{names[1]} {said[1]}"


def leaves(node: Node) -> Iterator[Node]:
    """Yield the codes, and functions of periods around codes, of a tree; each once."""
    seen: dict[Node, None] = {}

    def visit(part: Node) -> None:
        if not isinstance(part, formulas.Number) and part.kind.serves_as(formulas.Kind.SERIES):
            seen.setdefault(part)
        elif isinstance(part, Operation):
            for argument in part.args:
                visit(argument)

    visit(node)
    yield from seen


def label_of(leaf: Node, name_of: _NameOf) -> tuple[str, str]:
    """Name what a leaf asks for."""
    vi, en = (formulas.in_words(leaf, lambda code, tag=tag: name_of(code, tag), tag) for tag in ("vi", "en"))  # type: ignore[misc]
    return vi, en


def shown_value(answer: Known, decimals: int | None) -> tuple[str, str]:
    """Write a value for a sentence: as it is where it ends, rounded otherwise; with its operator."""
    places = decimals
    if places is None:
        ends = (places for places in range(_MOST_DECIMALS + 1) if not (10**places * answer.value).denominator > 1)
        places = next(ends, 2)
    exact = round_half_up(answer.value, places)
    sign = "" if answer.operator is Operator.EQUAL else f"{answer.operator.symbol} "
    return sign + format_number(exact, "vi"), sign + format_number(exact, "en")


def words_for_before(period: Period) -> tuple[str, str]:
    """Say “tháng trước”, “last month” for the kind of period at hand."""
    return _BEFORE.get(period.frequency, ("kỳ trước", "the previous period"))


def _fits(wording: Wording, values: Mapping[str, object], has_repair: bool) -> bool:
    if wording.with_repair is not None and wording.with_repair is not has_repair:
        return False
    return all(name in values for name in PLACE.findall(wording.vi))


def _filled(text: str, values: Mapping[str, tuple[str, str]], language: int) -> str:
    return PLACE.sub(lambda place: values.get(place[1], ("–", "–"))[language], text)
