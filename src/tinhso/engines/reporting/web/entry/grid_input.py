"""What a table sends: cells by key, as inputs of `api.save_sheets`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tinhso.engines.reporting.contracts import CellInput, CellKind
from tinhso.engines.reporting.web import quantities
from tinhso.engines.reporting.web.entry.claims import read_claim
from tinhso.web_kit.posted_numbers import read_number

MOST_CELLS = 20_000
_KINDS = {
    "zero": CellKind.ZERO,
    "na": CellKind.NOT_APPLICABLE,
    "refused": CellKind.REFUSED,
    "keep": CellKind.CARRIED,
    "known": CellKind.KNOWN,
}


def read_sheets(cells: Mapping[str, Any]) -> dict[int, list[CellInput]]:
    """Return the inputs of each form by task id; a key or an entry that is not of this shape is left out.

    Args:
        cells: by key `task/row/column`, what is said of it: `text`, or `kind` (zero, na, refused, keep, known), and
            maybe `note`, `dispute`, `version`, `typed_at` (of what waited for a network).
    """
    found: dict[int, list[CellInput]] = {}
    for key, said in list(cells.items())[:MOST_CELLS]:
        task, _, rest = key.partition("/")
        row_no, _, column = rest.rpartition("/")
        task_id = read_number(task)
        if task_id is not None and row_no and column and isinstance(said, Mapping):
            found.setdefault(task_id, []).append(_input(row_no, column, said))
    return found


def key_of(task_id: int, row_no: str, column: str) -> str:
    """The name of a cell in a table."""
    return f"{task_id}/{row_no}/{column}"


def _input(row_no: str, column: str, said: Mapping[str, Any]) -> CellInput:
    text, kind = _text(said, "text"), _KINDS.get(str(said.get("kind", "")))
    says_figure = text is not None or kind is not None
    words = quantities.kind_of_words(text) if text else None
    version = said.get("version")
    return CellInput(
        row_no,
        text=(text or "").strip() if words is None else "",
        kind=kind or words or CellKind.TYPED,
        column=column,
        note=_text(said, "note"),
        dispute=_text(said, "dispute"),
        base_version=version if isinstance(version, int) and not isinstance(version, bool) else None,
        keeps_figure=not says_figure,
        claimed_at=read_claim(said.get("typed_at")),
    )


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    return value[:1000] if isinstance(value, str) else None
