"""The one tree of formulas and rules, and its JSON.

    {"op": "share", "args": [{"code": "dossiers_online"}, {"code": "dossiers_received", "where": {"sex": "F"}}]}
    {"number": "12.5"}

Nodes cannot exist in a wrong shape: a node checks itself when it is made, so whoever holds one may trust it.
Constants are texts in JSON: a JSON number would pass through floating point on its way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from tinhso.kernel.formulas.errors import (
    FormulaError,
    FormulaTooLarge,
    MalformedFormula,
    OnlyInRules,
    UnknownOperation,
    WrongArgumentCount,
    WrongArgumentKind,
    WrongResultKind,
)
from tinhso.kernel.formulas.operations import (
    LOOKING_BACK,
    MAX_LOOK_BACK,
    ONLY_IN_RULES,
    RESERVED_WORDS,
    SIGNATURES,
    Kind,
    Op,
)
from tinhso.kernel.quantities import plain_text

MAX_DEPTH: Final = 24
MAX_NODES: Final = 400
MAX_CONSTANT_DIGITS: Final = 30

CODE_PATTERN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")
ITEM_PATTERN: Final = re.compile(r"[A-Za-z0-9_.\-]+")
_CONSTANT = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Number:
    """An exact constant."""

    value: Decimal

    depth = 1
    size = 1
    kind = Kind.NUMBER

    def __post_init__(self) -> None:
        text = plain_text(self.value)
        if sum(map(str.isdigit, text)) > MAX_CONSTANT_DIGITS:
            limit = f"≤ {MAX_CONSTANT_DIGITS}"
            raise _refusal(text[:MAX_CONSTANT_DIGITS] + "…", f"{limit} chữ số", f"{limit} digits")
        # One constant, one text: 2.50 and 2.5 must give the same bytes of JSON.
        object.__setattr__(self, "value", Decimal(text.rstrip("0").rstrip(".") if "." in text else text))


@dataclass(frozen=True, slots=True)
class Code:
    """The value of an indicator, of one cell of its disaggregations where `where` selects one.

    Attributes:
        where: pairs (dimension, item), kept sorted by dimension.
    """

    code: str
    where: tuple[tuple[str, str], ...] = ()

    depth = 1
    size = 1
    kind = Kind.CODE

    def __post_init__(self) -> None:
        if not CODE_PATTERN.fullmatch(self.code) or self.code in RESERVED_WORDS:
            raise _refusal(self.code, "mã chỉ tiêu như dossiers_online", "an indicator code like dossiers_online")
        for dimension, item in self.where:
            if not CODE_PATTERN.fullmatch(dimension) or not ITEM_PATTERN.fullmatch(item):
                raise _refusal(f"{dimension}={item}", "phân tổ như sex=F", "a disaggregation like sex=F")
        if len(dict(self.where)) < len(self.where):
            raise _refusal(str(dict(self.where)), "mỗi phân tổ một lần", "each dimension once")
        object.__setattr__(self, "where", tuple(sorted(self.where)))


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation on other nodes."""

    op: Op
    args: tuple[Node, ...]
    depth: int = field(init=False, compare=False, repr=False)
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        signature = SIGNATURES[self.op]
        if not signature.least <= len(self.args) <= signature.most:
            raise WrongArgumentCount(path="$", name=self.op.value, found=len(self.args), wanted=signature.wanted)
        for position, argument in enumerate(self.args):
            if not argument.kind.serves_as(signature.takes):
                raise WrongArgumentKind(
                    path=f"$.args[{position}]", name=self.op.value,
                    wanted_vi=signature.takes.name_vi, wanted_en=signature.takes.name_en,
                    found_vi=argument.kind.name_vi, found_en=argument.kind.name_en,
                )  # fmt: skip
        if self.op in LOOKING_BACK:
            _check_looking_back(self)
        object.__setattr__(self, "depth", 1 + max(argument.depth for argument in self.args))
        object.__setattr__(self, "size", 1 + sum(argument.size for argument in self.args))
        check_size(self.depth, self.size)

    @property
    def kind(self) -> Kind:
        """Return what the operation gives."""
        return SIGNATURES[self.op].gives


Node = Number | Code | Operation


def from_json(data: object, *, rule: bool = False, in_rule: bool = False) -> Node:
    """Read a formula, or a rule, from its JSON.

    Args:
        data: decoded JSON.
        rule: True for a rule, which must be a condition; False for a formula, which must be a number.
        in_rule: a formula that belongs to a rule (a value to show, a repair) may use what only rules may.

    Raises:
        FormulaError: one of KER-071 to KER-078, with the path of the wrong part.
    """
    return check_result(_node(data, "$", 1), rule=rule, in_rule=in_rule)


def to_json(node: Node) -> dict[str, Any]:
    """Return the JSON of a node, ready for `json.dumps`."""
    if isinstance(node, Number):
        return {"number": plain_text(node.value)}
    if isinstance(node, Code):
        return {"code": node.code, "where": dict(node.where)} if node.where else {"code": node.code}
    return {"op": node.op.value, "args": [to_json(argument) for argument in node.args]}


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, from left to right."""
    yield node
    if isinstance(node, Operation):
        for argument in node.args:
            yield from walk(argument)


def check_result(node: Node, *, rule: bool, in_rule: bool = False) -> Node:
    """Refuse a condition where a number is wanted, the other way round, and in formulas what only rules may use.

    Raises:
        WrongResultKind (KER-077), OnlyInRules (KER-078).
    """
    wanted = Kind.TRUTH if rule else Kind.NUMBER
    if not node.kind.serves_as(wanted):
        raise WrongResultKind(
            wanted_vi=wanted.name_vi, wanted_en=wanted.name_en,
            found_vi=node.kind.name_vi, found_en=node.kind.name_en, text=str(to_json(node))[:200],
        )  # fmt: skip
    if not rule and not in_rule:
        for part in walk(node):
            if isinstance(part, Operation) and part.op in ONLY_IN_RULES:
                raise OnlyInRules(name=part.op.value)
    return node


def substitute(node: Node, code: str, replacement: Code) -> Node:
    """Return a tree that speaks of another figure wherever it spoke of `code`; a selection of its own stays."""
    if isinstance(node, Code):
        return Code(replacement.code, node.where or replacement.where) if node.code == code else node
    if isinstance(node, Operation):
        return Operation(node.op, tuple(substitute(argument, code, replacement) for argument in node.args))
    return node


def check_size(depth: int, size: int) -> None:
    """Refuse a tree that is too deep or too large.

    Raises:
        FormulaTooLarge (KER-075).
    """
    if depth > MAX_DEPTH:
        raise FormulaTooLarge(what_vi="số tầng", what_en="levels:", found=depth, limit=MAX_DEPTH)
    if size > MAX_NODES:
        raise FormulaTooLarge(what_vi="số phần tử", what_en="parts:", found=size, limit=MAX_NODES)


def _check_looking_back(node: Operation) -> None:
    """`lowest(code, 12)`: a code, then a whole number of periods."""
    code, length = node.args
    if not isinstance(code, Code):
        raise WrongArgumentKind(
            path="$.args[0]", name=node.op.value, wanted_vi=Kind.CODE.name_vi, wanted_en=Kind.CODE.name_en,
            found_vi=code.kind.name_vi, found_en=code.kind.name_en,
        )  # fmt: skip
    if not isinstance(length, Number) or length.value not in range(1, MAX_LOOK_BACK + 1):
        limit = f"1…{MAX_LOOK_BACK}"
        raise _refusal(to_json(length), f"số kỳ {limit}", f"a number of periods, {limit}", "$.args[1]")


def _node(data: object, path: str, depth: int) -> Node:
    # Depth first: a hostile file must meet this limit before Python's own.
    check_size(depth, 1)
    if not isinstance(data, Mapping):
        raise _refusal(data, "một đối tượng có op, code hoặc number", "an object with op, code or number", path)
    keys = set(data)
    if keys == {"op", "args"}:
        return _operation(data["op"], data["args"], path, depth)
    if keys == {"number"}:
        return _number(data["number"], path)
    if keys in ({"code"}, {"code", "where"}):
        return _code(data["code"], data.get("where", {}), path)
    found = ", ".join(map(str, data)) or "{}"
    raise _refusal(found, "khóa op + args, code (+ where) hoặc number", "op + args, code (+ where) or number", path)


def _operation(name: object, args: object, path: str, depth: int) -> Operation:
    if not isinstance(name, str) or name not in set(Op):
        raise UnknownOperation(path=path, name=str(name)[:60], known=", ".join(Op))
    if not isinstance(args, list | tuple):
        raise _refusal(args, "một danh sách", "a list", f"{path}.args")
    nodes = tuple(_node(argument, f"{path}.args[{place}]", depth + 1) for place, argument in enumerate(args))
    with _located(path):
        return Operation(Op(name), nodes)


def _number(text: object, path: str) -> Number:
    if not isinstance(text, str) or not _CONSTANT.fullmatch(text):
        raise _refusal(
            text, 'một số viết trong ngoặc kép như "12.5"', 'a number written as text like "12.5"', f"{path}.number"
        )
    with _located(path):
        return Number(Decimal(text))


def _code(code: object, where: object, path: str) -> Code:
    if not isinstance(code, str):
        raise _refusal(code, "mã chỉ tiêu", "an indicator code", f"{path}.code")
    if not isinstance(where, Mapping) or not all(isinstance(part, str) for pair in where.items() for part in pair):
        raise _refusal(where, "các cặp phân tổ: mã", "pairs of dimension: item", f"{path}.where")
    with _located(path):
        return Code(code, tuple(where.items()))


@contextmanager
def _located(path: str) -> Iterator[None]:
    """Put the place of a node in front of the paths of its own complaints, which begin at “$”."""
    try:
        yield
    except FormulaError as error:
        raise error.at(path=path + str(error.details.get("path", "$"))[1:]) from None


def _refusal(value: object, expected_vi: str, expected_en: str, path: str = "$") -> MalformedFormula:
    shown = repr(value)[:80] if not isinstance(value, str) else f"“{value[:80]}”"
    return MalformedFormula(path=path, value=shown, expected_vi=expected_vi, expected_en=expected_en)
