"""Formulas written out: back to the text that `parse_formula` reads, and in words for the proof page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tinhso.kernel.formulas.ast import Code, Node, Number, Operation
from tinhso.kernel.formulas.operations import COMPARISONS, FUNCTIONS, Op
from tinhso.kernel.quantities import format_number, plain_text

Names = Callable[[str], str]

_LEVELS: Final = (
    {Op.IMPLIES: 1, Op.OR: 2, Op.AND: 3, Op.NOT: 4}
    | dict.fromkeys(COMPARISONS, 5)
    | {Op.ADD: 6, Op.SUBTRACT: 6, Op.MULTIPLY: 7, Op.DIVIDE: 7}
)
_ATOM: Final = 9
_PRINTED: Final = {
    Op.SUBTRACT: "−",
    Op.MULTIPLY: "×",
    Op.DIVIDE: "÷",
    Op.NOT_EQUAL: "≠",
    Op.LESS_OR_EQUAL: "≤",
    Op.GREATER_OR_EQUAL: "≥",
}
_WORDS: Final[dict[str, dict[Op, str]]] = {
    "vi": {
        Op.SUM: "tổng của {all}",
        Op.SHARE: "tỷ lệ phần trăm của {0} trên {1}",
        Op.MIN: "số nhỏ nhất trong {all}",
        Op.MAX: "số lớn nhất trong {all}",
        Op.GROWTH: "tăng trưởng phần trăm của {0} so với {1}",
        Op.YEAR_TO_DATE: "{0} lũy kế từ đầu năm",
        Op.SAME_PERIOD_LAST_YEAR: "{0} cùng kỳ năm trước",
        Op.PREVIOUS_PERIOD: "{0} kỳ trước",
        Op.CHILDREN: "tổng {0} của các đơn vị cấp dưới",
        Op.LOWEST: "{0} thấp nhất trong {1} kỳ trước",
        Op.HIGHEST: "{0} cao nhất trong {1} kỳ trước",
        Op.ANSWERED: "số kỳ có {0} trong {1} kỳ trước",
        Op.BETWEEN: "{0} trong khoảng từ {1} đến {2}",
        Op.AND: "và",
        Op.OR: "hoặc",
        Op.NOT: "không phải {0}",
        Op.IMPLIES: "nếu {0} thì {1}",
    },
    "en": {
        Op.SUM: "the sum of {all}",
        Op.SHARE: "{0} as a percentage of {1}",
        Op.MIN: "the least of {all}",
        Op.MAX: "the greatest of {all}",
        Op.GROWTH: "growth in percent of {0} over {1}",
        Op.YEAR_TO_DATE: "{0} year to date",
        Op.SAME_PERIOD_LAST_YEAR: "{0} in the same period last year",
        Op.PREVIOUS_PERIOD: "{0} in the previous period",
        Op.CHILDREN: "{0} of the units below together",
        Op.LOWEST: "the lowest {0} of the {1} periods before",
        Op.HIGHEST: "the highest {0} of the {1} periods before",
        Op.ANSWERED: "the periods with {0} among the {1} before",
        Op.BETWEEN: "{0} between {1} and {2}",
        Op.AND: "and",
        Op.OR: "or",
        Op.NOT: "not {0}",
        Op.IMPLIES: "if {0} then {1}",
    },
}
_LAST: Final = {"vi": " và ", "en": " and "}


def to_text(node: Node) -> str:
    """Write a formula as the line of text that gives the same tree when read again.

    >>> from tinhso.kernel.formulas.text import parse_formula
    >>> to_text(parse_formula("(a+b) ÷ c - 2"))
    '(a + b) / c - 2'
    """
    if isinstance(node, Number):
        text = plain_text(node.value)
        # Three decimals would read as thousands; a fourth zero says what is meant.
        return text + "0" if len(text.partition(".")[2]) == 3 else text
    if isinstance(node, Code):
        selection = ", ".join(f"{dimension}={item}" for dimension, item in node.where)
        return f"{node.code}[{selection}]" if selection else node.code
    parts = [to_text(argument) for argument in node.args]
    if node.op in FUNCTIONS:
        return f"{node.op}({', '.join(parts)})"
    return _infix(node, parts, node.op.value)


def in_words(
    node: Node, name_of: Names, language: str = "vi", item_name_of: Callable[[str, str], str] | None = None
) -> str:
    """Write a formula for people, with the names of indicators in quotation marks.

    Args:
        name_of: returns the name of an indicator code in that language.
        language: vi or en.
        item_name_of: returns the words for (dimension, item); `sex: F` without it.

    >>> from tinhso.kernel.formulas.text import parse_formula
    >>> in_words(parse_formula("share(a, b)"), {"a": "Hồ sơ trực tuyến", "b": "Hồ sơ"}.__getitem__)
    'tỷ lệ phần trăm của “Hồ sơ trực tuyến” trên “Hồ sơ”'
    """
    tag = "en" if language.lower().startswith("en") else "vi"
    if isinstance(node, Number):
        return format_number(node.value, tag)
    if isinstance(node, Code):
        items = [item_name_of(*pair) if item_name_of else ": ".join(pair) for pair in node.where]
        return f"“{name_of(node.code)}”" + (f" ({', '.join(items)})" if items else "")
    parts = [in_words(argument, name_of, tag, item_name_of) for argument in node.args]
    words = _WORDS[tag].get(node.op)
    if words and "{" in words:
        shown = [
            f"({part})" if _is_compound(argument) else part for argument, part in zip(node.args, parts, strict=True)
        ]
        return words.format(*shown, all=_listed(shown, tag))
    return _infix(node, parts, words or _PRINTED.get(node.op, node.op.value), brackets_for_phrases=True)


def _infix(node: Operation, parts: list[str], sign: str, *, brackets_for_phrases: bool = False) -> str:
    level = _LEVELS[node.op]
    shown = []
    for position, (argument, part) in enumerate(zip(node.args, parts, strict=True)):
        loose = _is_phrase(argument) if brackets_for_phrases else False
        shown.append(f"({part})" if loose or _needs_brackets(node.op, level, position, argument) else part)
    return f"{sign} {shown[0]}" if node.op is Op.NOT else f" {sign} ".join(shown)


def _needs_brackets(op: Op, level: int, position: int, argument: Node) -> bool:
    inner = _level(argument)
    # Only the first part of a chain may stand open beside its own level: `a - b + c`, but `a + (b - c)`.
    if op in (Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.DIVIDE) and position == 0:
        same_run = isinstance(argument, Operation) and argument.op is op and op in (Op.ADD, Op.MULTIPLY)
        return inner < level or same_run
    return inner < level if op is Op.NOT else inner <= level


def _level(node: Node) -> int:
    return _LEVELS.get(node.op, _ATOM) if isinstance(node, Operation) else _ATOM


def _is_phrase(node: Node) -> bool:
    """Say whether a part is written as a phrase with an end that could run on (“tổng của a và b”)."""
    return (
        isinstance(node, Operation) and (node.op in FUNCTIONS or node.op in (Op.NOT, Op.IMPLIES)) and len(node.args) > 1
    )


def _is_compound(node: Node) -> bool:
    return _level(node) < _ATOM or _is_phrase(node)


def _listed(parts: list[str], tag: str) -> str:
    return ", ".join(parts[:-1]) + _LAST[tag] + parts[-1] if len(parts) > 1 else parts[0]
