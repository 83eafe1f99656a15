"""Formulas as a line of text, for YAML and for people: `share(dossiers_online, dossiers_received)`, `a + b - 2 * c`.

Grammar, loosest first: implies; or; and; not; one comparison; + and −; × and ÷; a number, a code with an optional
selection `code[sex=F]`, a function `sum(a, b)`, or brackets. `a + b + c` is one sum of three, `(a + b) + c` a sum of a
sum, so text and tree go back and forth without loss. Writing back stands in `words.py`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

from tinhso.kernel.formulas.ast import (
    ITEM_PATTERN,
    Code,
    Node,
    Number,
    Operation,
    check_result,
    check_size,
)
from tinhso.kernel.formulas.errors import FormulaError, FormulaSyntax, FormulaTooLarge, UnknownOperation
from tinhso.kernel.formulas.operations import COMPARISONS, FUNCTIONS, RESERVED_WORDS, Op
from tinhso.kernel.formulas.tokens import Token, tokens
from tinhso.kernel.quantities import QuantityError, parse_number

MAX_TEXT: Final = 4000


def parse_formula(text: str, *, rule: bool = False, in_rule: bool = False) -> Node:
    """Read a formula, or a rule, from its text.

    Args:
        text: at most 4000 characters.
        rule: True for a rule, which must be a condition; False for a formula, which must be a number.
        in_rule: as for `from_json`.

    Raises:
        FormulaError: KER-070 to KER-078, with the character where reading stopped.
        QuantityError: a constant that is no plain number; `1.637` is ambiguous here too (KER-050).

    >>> parse_formula("a / b").args
    (Code(code='a', where=()), Code(code='b', where=()))
    """
    if len(text) > MAX_TEXT:
        raise FormulaTooLarge(what_vi="số ký tự", what_en="characters:", found=len(text), limit=MAX_TEXT)
    return check_result(_Parser(unicodedata.normalize("NFC", text)).whole(), rule=rule, in_rule=in_rule)


class _Parser:
    """One reading of one text, by recursive descent."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.place = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.condition()
        if self.next.sort != "end":
            raise self.refusal("một phép tính hoặc hết công thức", "an operator or the end")
        return node

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def take(self, *wanted: str) -> str | None:
        """Take the next token if it is one of these signs or words."""
        token = self.next
        if token.sort in ("sign", "word") and token.text in wanted:
            self.place += 1
            return token.text
        return None

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise self.refusal(f"dấu “{sign}”", f"“{sign}”")

    def condition(self) -> Node:
        left = self.alternatives()
        if self.take(Op.IMPLIES):
            return self.make(Op.IMPLIES, [left, self.alternatives()])
        return left

    def alternatives(self) -> Node:
        return self.run(Op.OR, self.conjunction)

    def conjunction(self) -> Node:
        return self.run(Op.AND, self.negation)

    def run(self, op: Op, part: Callable[[], Node]) -> Node:
        """Read `a and b and c` as one operation on three."""
        parts = [part()]
        while self.take(op):
            parts.append(part())
        return self.make(op, parts) if len(parts) > 1 else parts[0]

    def negation(self) -> Node:
        if self.take(Op.NOT):
            return self.make(Op.NOT, [self.deeper(self.negation)])
        left = self.terms()
        if sign := self.take(*COMPARISONS):
            return self.make(Op(sign), [left, self.terms()])
        return left

    def terms(self) -> Node:
        return self.chain(Op.ADD, Op.SUBTRACT, self.factors)

    def factors(self) -> Node:
        return self.chain(Op.MULTIPLY, Op.DIVIDE, self.atom)

    def chain(self, gathering: Op, pairing: Op, part: Callable[[], Node]) -> Node:
        """Read `a + b + c - d` from the left: neighbours under + are gathered, − pairs what stands before it."""
        gathered = [part()]
        while sign := self.take(gathering, pairing):
            if sign == gathering:
                gathered.append(part())
            else:
                gathered = [self.make(pairing, [self.closed(gathering, gathered), part()])]
        return self.closed(gathering, gathered)

    def closed(self, op: Op, parts: list[Node]) -> Node:
        return self.make(op, parts) if len(parts) > 1 else parts[0]

    def atom(self) -> Node:
        if self.take("("):
            node = self.deeper(self.condition)
            self.need(")")
            return node
        if self.next.sort == "number" or (self.next.text == "-" and self.tokens[self.place + 1].sort == "number"):
            return self.constant()
        if self.next.sort == "word":
            return self.named()
        raise self.refusal("một số, một mã chỉ tiêu hoặc dấu “(”", "a number, an indicator code or “(”")

    def constant(self) -> Number:
        minus = self.take("-") or ""
        token = self.next
        self.place += 1
        try:
            return Number(parse_number(minus + token.text))
        except QuantityError as error:
            raise error.at(column=token.position) from None

    def named(self) -> Node:
        token = self.next
        called = self.tokens[self.place + 1].text == "("
        if called and token.text not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise UnknownOperation(path=f"#{token.position}", name=token.text, known=known)
        if not called and token.text in RESERVED_WORDS:
            raise self.refusal("một mã chỉ tiêu", "an indicator code")
        self.place += 1
        return self.call(Op(token.text)) if called else self.selected(token.text)

    def call(self, op: Op) -> Node:
        self.need("(")
        arguments = [self.deeper(self.condition)]
        while self.take(","):
            arguments.append(self.deeper(self.condition))
        self.need(")")
        return self.make(op, arguments)

    def selected(self, code: str) -> Code:
        where: list[tuple[str, str]] = []
        if self.take("["):
            where.append(self.selection())
            while self.take(","):
                where.append(self.selection())
            self.need("]")
        try:
            return Code(code, tuple(where))
        except FormulaError as error:
            raise error.at(column=self.tokens[self.place - 1].position) from None

    def selection(self) -> tuple[str, str]:
        dimension = self.next
        if dimension.sort != "word":
            raise self.refusal("tên một phân tổ", "a dimension")
        self.place += 1
        self.need("=")
        # Items of outside code lists look like numbers or carry dashes (15-24): read them whole from the text.
        start = self.tokens[self.place].position - 1
        item = ITEM_PATTERN.match(self.text, start)
        if item is None:
            raise self.refusal("mã của phân tổ", "an item of the dimension")
        while self.next.sort != "end" and self.next.position - 1 < item.end():
            self.place += 1
        if self.tokens[self.place - 1].end > item.end():
            raise self.refusal("dấu “,” rồi phân tổ tiếp theo", "“,” and the next dimension")
        return dimension.text, item[0]

    def deeper(self, part: Callable[[], Node]) -> Node:
        """Read one level down; refuses before Python's own limit is met."""
        self.depth += 1
        check_size(self.depth, 1)
        node = part()
        self.depth -= 1
        return node

    def make(self, op: Op, parts: list[Node]) -> Operation:
        try:
            return Operation(op, tuple(parts))
        except FormulaError as error:
            raise error.at(column=self.next.position) from None

    def refusal(self, expected_vi: str, expected_en: str) -> FormulaSyntax:
        token = self.next
        ended = token.sort == "end"
        return FormulaSyntax(
            text=self.text if len(self.text) <= 80 else self.text[:80] + "…",
            position=token.position,
            found_vi="hết công thức" if ended else f"“{token.text}”",
            found_en="the end" if ended else f"“{token.text}”",
            expected_vi=expected_vi,
            expected_en=expected_en,
        )
