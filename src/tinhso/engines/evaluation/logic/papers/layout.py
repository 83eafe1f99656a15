"""What papers of evaluation share: the province's head, a table from its columns, words beside figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.papers import Letterhead, PaperCell, PaperColumn, PaperRow, PaperTable, number_cell
from tinhso.kernel.quantities import round_half_up

Heads = Sequence[tuple[str, str, int, str]]
"""Of each column: its key, its heading, its weight, how it is aligned."""
ILLUSTRATIVE = "Số liệu minh họa"


def head_of(unit: UnitView, above: UnitView | None = None) -> Letterhead:
    """The head of a paper of a province, or of a unit under it; undated until somebody issues it."""
    parent = f"UBND {above.name('vi')}".upper() if above is not None and above.id != unit.id else ""
    return Letterhead(
        parent=parent, issuer=f"UBND {unit.name('vi')}".upper(), symbol="/BC", place=unit.short_name,
        year=in_vietnam(trust.now()).year,
    )  # fmt: skip


def table_of(heads: Heads, rows: Iterable[tuple[str, Sequence[PaperCell | str]]], caption: str = "") -> PaperTable:
    """Return a table; a text is a cell of its own."""
    return PaperTable(
        columns=tuple(PaperColumn(key, (head,), "", weight, align) for key, head, weight, align in heads),
        rows=tuple(
            PaperRow(key, tuple(PaperCell(one) if isinstance(one, str) else one for one in cells))
            for key, cells in rows
        ),
        caption=caption,
    )


def points_cell(value: Fraction | None, decimals: int) -> PaperCell:
    """Points rounded half up, empty where there are none."""
    return PaperCell() if value is None else number_cell(round_half_up(value, decimals), decimals)
