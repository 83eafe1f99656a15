"""What a formula needs: which indicators, shifted how in time, and in which order formulas can be computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

from tinhso.kernel.formulas.ast import Code, Node, Number, Operation
from tinhso.kernel.formulas.errors import FormulaLoop
from tinhso.kernel.formulas.operations import LOOKING_BACK, Kind, Op


@dataclass(frozen=True, slots=True)
class Reference:
    """One value a formula asks for, relative to the period it is computed for.

    Attributes:
        code: indicator code.
        where: selected disaggregation, pairs (dimension, item) sorted by dimension; empty for the total.
        year_to_date: whether the value is added up from the beginning of the (shifted) period's year.
        periods_back, years_back: how far the period is shifted; both shifts commute in every scheme.
        of_children: the sum over the units below that report the indicator, without adjustment lines.
        looking_back, length: `lowest`, `highest` or `answered` of so many periods before the (shifted) one.
    """

    code: str
    where: tuple[tuple[str, str], ...] = ()
    year_to_date: bool = False
    periods_back: int = 0
    years_back: int = 0
    of_children: bool = False
    looking_back: str = ""
    length: int = 0

    def __hash__(self) -> int:
        # Enough to tell nearly all apart, and asked for some thousand times for each form.
        return hash((self.code, self.periods_back, self.where))

    @property
    def dims(self) -> str:
        """Return the selection as the ledger writes it: `age=15_24;sex=F`."""
        if not self.where:
            return ""
        return ";".join(f"{dimension}={item}" for dimension, item in self.where)

    @property
    def key(self) -> str:
        """Return the one text of a reference, by which the browser looks its value up: `villages~p1`."""
        parts = [self.code + (f"[{self.dims}]" if self.where else "")]
        parts += ["children"] if self.of_children else []
        parts += ["year_to_date"] if self.year_to_date else []
        parts += [f"{self.looking_back}{self.length}"] if self.looking_back else []
        parts += [f"p{self.periods_back}"] if self.periods_back else []
        parts += [f"y{self.years_back}"] if self.years_back else []
        return "~".join(parts)


@lru_cache(maxsize=32768)
def references(node: Node) -> tuple[Reference, ...]:
    """Return every value a formula asks for, each once, in order of appearance."""
    return tuple(dict.fromkeys(_references(node)))


@lru_cache(maxsize=32768)
def codes(node: Node) -> tuple[str, ...]:
    """Return the indicator codes a formula uses, each once, in order of appearance."""
    return tuple(dict.fromkeys(reference.code for reference in _references(node)))


@lru_cache(maxsize=32768)
def reference_of(node: Node) -> Reference:
    """Turn a code, or period functions around a code, into the one value it asks for.

    Raises:
        TypeError: for any other node.
    """
    if isinstance(node, Code):
        return Reference(node.code, node.where)
    if not isinstance(node, Operation) or node.kind is not Kind.SERIES:
        raise TypeError(f"not a series: {node!r}")
    inner = reference_of(node.args[0])
    if node.op is Op.YEAR_TO_DATE:
        return replace(inner, year_to_date=True)
    if node.op is Op.CHILDREN:
        return replace(inner, of_children=True)
    if node.op in LOOKING_BACK:
        length = node.args[1]
        assert isinstance(length, Number)
        return replace(inner, looking_back=node.op.value, length=int(length.value))
    if node.op is Op.PREVIOUS_PERIOD:
        return replace(inner, periods_back=inner.periods_back + 1)
    return replace(inner, years_back=inner.years_back + 1)


def order_formulas(formulas: Mapping[str, Node]) -> tuple[str, ...]:
    """Return the codes of computed indicators so that each comes after those it needs.

    A formula that needs its own previous period is a loop too: nobody could say where it begins.

    Args:
        formulas: formula of each computed indicator, by code; codes without a formula are given figures.

    Raises:
        FormulaLoop (KER-076), naming the whole circle.
    """
    needs = {code: [used for used in codes(node) if used in formulas] for code, node in formulas.items()}
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise FormulaLoop(loop=" → ".join(error.args[1])) from None


def _references(node: Node) -> Iterable[Reference]:
    if isinstance(node, Number):
        return
    if node.kind.serves_as(Kind.SERIES):
        yield reference_of(node)
    elif isinstance(node, Operation):
        for argument in node.args:
            yield from _references(argument)
