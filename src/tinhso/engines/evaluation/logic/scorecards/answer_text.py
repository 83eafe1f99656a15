"""Answers as text: exactly as rows and bundles keep them, and as people type them.

Kept: `7/8`, `60`, the name of a grade; the kind of missing stands beside it. Typed: a ratio as `87,5` (percent) or
`45/52`; else a number, `1` or `0`, a grade.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from tinhso.engines.evaluation.contracts.scorecards import Absence, Answer, Component, Shape
from tinhso.engines.evaluation.errors import AnswerNotUsable
from tinhso.engines.evaluation.logic.scorecards.scoring import share_of
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.quantities import NumberLocale, format_number, parse_number, plain_text

PERCENT = 100
LONGEST_NUMBER = 12
SAID_BY_PEOPLE = frozenset({Absence.NOT_APPLICABLE, Absence.REFUSED})
_PARTS = re.compile(r"\s*([0-9]{1,12})\s*/\s*([0-9]{1,12})\s*")


def text_of(answer: Answer) -> tuple[str, str]:
    """Return an answer as it is kept, and its kind of missing."""
    if answer.absence is not None:
        return "", str(answer.absence)
    return answer.grade or exact_text(answer.value or Fraction(0)), ""


def exact_text(value: Fraction) -> str:
    """A fraction as Python's `Fraction` reads it."""
    return plain_text(int(value)) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def kept_answer(component: Component, text: str, absence: str) -> Answer | None:
    """Return the answer that was kept, None where it was taken away."""
    if absence:
        return Answer(absence=Absence(absence))
    if not text:
        return None
    return Answer(grade=text) if component.shape is Shape.GRADED else Answer(value=Fraction(text))


def typed_in(component: Component, answer: Answer | None, typed: str, locale: NumberLocale) -> str:
    """Return an answer as somebody types it in a language: who wrote 1.637 in English is not read as 1 637 after."""
    if answer is None or answer.value is None or _PARTS.fullmatch(typed):
        return typed
    value = answer.value * PERCENT if component.shape is Shape.RATIO else answer.value
    return format_number(Decimal(value.numerator) / value.denominator, locale, grouping=False).replace(
        "\N{MINUS SIGN}", "-"
    )


def read_typed(component: Component, text: str, absence: str, locale: NumberLocale) -> Answer | None:
    """Return what somebody typed as an answer, None for nothing.

    Raises:
        AnswerNotUsable (EVA-010): it fits neither the shape nor any number; never guessed.
    """
    if absence:
        if absence not in set(SAID_BY_PEOPLE):
            raise AnswerNotUsable(component=component.code, answer=absence)
        return Answer(absence=Absence(absence))
    if not text.strip():
        return None
    answer = (
        Answer(grade=text.strip()) if component.shape is Shape.GRADED else Answer(value=_value(component, text, locale))
    )
    share_of(component, answer)
    return answer


def _value(component: Component, text: str, locale: NumberLocale) -> Fraction:
    parts = _PARTS.fullmatch(text)
    if parts:
        if not int(parts[2]):
            raise AnswerNotUsable(component=component.code, answer=text)
        share = Fraction(int(parts[1]), int(parts[2]))
        return share if component.shape is Shape.RATIO else share * PERCENT
    try:
        value = Fraction(parse_number(text.strip().removesuffix("%").strip(), locale=locale))
    except TinhSoError as error:
        raise AnswerNotUsable(component=component.code, answer=text) from error
    if len(str(abs(value.numerator))) > 2 * LONGEST_NUMBER:
        raise AnswerNotUsable(component=component.code, answer=text)
    return value / PERCENT if component.shape is Shape.RATIO else value
