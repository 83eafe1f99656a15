"""What a posted form says, as inputs of `api.save_cells`: only what differs from what the form already holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinhso.engines.reporting.contracts import CellInput, CellKind, CellView, RowView, TaskView
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.entry.claims import read_claim
from tinhso.engines.reporting.web.entry.form_rows import field_name
from tinhso.web_kit.posted_numbers import read_number

# Buttons of the form without JavaScript: `name="act"`, `keep:4`, `zero:4`, `na:4`, `known:4`, `set:4:412`.
_KINDS = {"zero": CellKind.ZERO, "na": CellKind.NOT_APPLICABLE, "known": CellKind.KNOWN, "keep": CellKind.CARRIED}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the pressed button asks for.

    Attributes:
        verb: `save`, `send`, `page`; a button beside a cell is a saving too.
        page: the page to go to afterwards.
        row_index: the row whose button was pressed (1 is the first row of the form), 0 for none.
        kind, text: what its cell is to hold.
    """

    verb: str = "save"
    page: int = 0
    row_index: int = 0
    kind: CellKind = CellKind.TYPED
    text: str = ""


def read_act(act: str) -> Asked:
    """Read the value of the pressed button; anything unknown is a saving."""
    word, *rest = act.split(":", 2)
    if word == "send":
        return Asked("send")
    number = read_number(rest[0], 0) if rest else 0
    if word == "page" and number:
        return Asked("page", page=number)
    if word == "set" and number and len(rest) == 2:
        return Asked(row_index=number, text=rest[1])
    return Asked(row_index=number, kind=_KINDS[word]) if word in _KINDS and number else Asked()


def read_cells(task: TaskView, posted: Mapping[str, str], act: str = "") -> list[CellInput]:
    """Return one input for each cell that the posted fields change.

    Args:
        task: the form as it stands now.
        posted: fields by name; those of other pages, or that did not change, may be absent.
        act: the pressed button.
    """
    asked = read_act(act)
    inputs = []
    for index, row in enumerate(task.rows, start=1):
        if not row.enterable:
            continue
        for column in row.entered:
            cell = _input(row, index, column, posted, asked if index == asked.row_index else None)
            if cell is not None:
                inputs.append(cell._replace(claimed_at=read_claim(posted.get(f"_at:{field_name('c', index, column)}"))))
    return inputs


def texts_of(posted: Mapping[str, str]) -> dict[str, str]:
    """The fields whose texts must stand again when the form is shown with its mistakes."""
    return {name: text for name, text in posted.items() if name[:1] in {"c", "n", "d"} and name[1:2].isdecimal()}


def _input(row: RowView, index: int, column: str, posted: Mapping[str, str], asked: Asked | None) -> CellInput | None:
    stored = row.cells.get(column)
    base = _version(posted.get(field_name("_v", index, column)))
    is_first = column == row.entered[0]
    note = _changed(posted.get(field_name("n", index)), stored.note if stored else "") if is_first else None
    dispute = _changed(posted.get(field_name("d", index, column)), stored.disputed if stored else "")
    if asked is not None and is_first:
        return CellInput(row.row.no, asked.text, asked.kind, column, note, dispute, base)
    text = posted.get(field_name("c", index, column))
    if text is None or _says_nothing_new(row, stored, text, base):
        if note is None and dispute is None:
            return None
        return _with_what_it_holds(row, stored, column, note, dispute, base)
    kind, text = _kind_of(row, column, text)
    if stored is not None and stored.is_known and not note and not stored.note:
        # Overriding what the system knows needs a reason; on the form it is written as “không đúng chỗ nào”.
        note = dispute or stored.disputed or None
    return CellInput(row.row.no, text, kind, column, note, dispute, base)


def _with_what_it_holds(
    row: RowView, stored: CellView | None, column: str, note: str | None, dispute: str | None, base: int | None
) -> CellInput:
    """A note or a dispute alone must leave the figure as it is."""
    kind = stored.kind if stored else CellKind.TYPED
    if kind in (CellKind.EMPTY, CellKind.COMPUTED):
        kind = CellKind.TYPED
    text = quantities.typed(stored.quantity, _decimals(row)) if stored and kind is CellKind.TYPED else ""
    return CellInput(row.row.no, text, kind, column, note, dispute, base)


def _kind_of(row: RowView, column: str, text: str) -> tuple[CellKind, str]:
    """The previous figure typed again on a row that carries over is “giữ như kỳ trước”."""
    cleaned = text.strip()
    word = quantities.kind_of_words(cleaned)
    if word is not None:
        return word, ""
    kept = "" if row.previous.restated else quantities.typed(row.previous, _decimals(row))
    if column == "value" and row.row.carry_over and cleaned and cleaned == kept:
        return CellKind.CARRIED, ""
    return CellKind.TYPED, cleaned


def _says_nothing_new(row: RowView, stored: CellView | None, text: str, base: int | None) -> bool:
    shown = "" if stored is None or stored.is_known else quantities.typed(stored.quantity, _decimals(row))
    untouched = not text.strip() and base == 0
    return text.strip() == shown or untouched


def _changed(text: str | None, stored: str) -> str | None:
    return None if text is None or text.strip() == stored else text.strip()


def _version(text: str | None) -> int | None:
    return read_number(text)


def _decimals(row: RowView) -> int | None:
    return row.definition.decimals if row.definition else None
