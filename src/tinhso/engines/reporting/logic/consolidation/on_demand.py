"""Figures by row of the form that are computed when somebody looks: a page shows the comparisons of one column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tinhso.engines.reporting.contracts import Quantity, Row


class OnDemand(Mapping[str, Quantity]):
    """One figure for each of these rows, each computed once."""

    __slots__ = ("_found", "_make", "_rows")

    def __init__(self, rows: Mapping[str, Row], make: Callable[[Row], Quantity]) -> None:
        self._rows, self._make = rows, make
        self._found: dict[str, Quantity] = {}

    def __getitem__(self, row_no: str) -> Quantity:
        if row_no not in self._found:
            self._found[row_no] = self._make(self._rows[row_no])
        return self._found[row_no]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
