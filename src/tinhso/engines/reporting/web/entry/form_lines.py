"""The lines of a form to fill, drawn: most of a form's page, and alike from row to row and from unit to unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.safestring import SafeString

from tinhso.engines.reporting.contracts import TaskView
from tinhso.engines.reporting.web.entry.form_rows import RowOnScreen
from tinhso.web_kit.moulds import Mould, Reads


@dataclass(frozen=True, slots=True)
class LineOfForm:
    """A row as one reader sees it: whose it is among colleagues, whether files are with it, where its cell is told."""

    row: RowOnScreen
    owner: str
    has_evidence: bool
    may_edit: bool
    url: str


_MARK = Reads(texts=("words", "short", "url"))
_COMPARE = Reads(texts=("element_id", "label", "text"), traits=("follows",), parts={"mark": _MARK})
_CELL = Reads(
    texts=(
        "name",
        "version_name",
        "dispute_name",
        "version",
        "label",
        "text",
        "message",
        "suggestion",
        "known_text",
        "source",
        "origin_url",
        "disputed",
    ),
    traits=("state", "is_known", "is_overriding", "is_stale"),
)
_ROW = Reads(
    texts=(
        "index",
        "no",
        "printed_no",
        "name",
        "unit",
        "computed",
        "note",
        "note_name",
        "keep_text",
        "given",
        "list_url",
    ),
    traits=("is_heading", "of_which", "indent", "state", "can_be_zero"),
    parts={"cell": _CELL, "more_cells": _CELL, "compares": _COMPARE},
)
LINE = Mould(
    "reporting/partials/form_row.html",
    "line",
    Reads(texts=("owner", "url"), traits=("has_evidence", "may_edit"), parts={"row": _ROW}),
)


def draw_lines(
    task: TaskView,
    rows: Sequence[RowOnScreen],
    owners: Mapping[str, str] | None = None,
    evidence: Collection[str] = (),
) -> SafeString:
    """Draw rows of a form to fill.

    Args:
        owners: title of whoever was asked to fill a row, by its number.
        evidence: numbers of the rows that files are with.
    """
    owners = owners or {}
    cells = _address_before_rows(task.card.id)
    lines = (
        LineOfForm(row, owners.get(row.no, ""), row.no in evidence, task.may_edit, f"{cells}{_in_address(row.no)}")
        for row in rows
    )
    return SafeString("".join(map(LINE.draw, lines)))


def _address_before_rows(task_id: int) -> str:
    """What the addresses of a form's cells begin with; the resolver takes as long for one as a line in all."""
    return reverse("reporting:cell", args=[task_id, "0"]).removesuffix("0")


def _in_address(row_no: str) -> str:
    """As Django writes a text in an address."""
    return quote(row_no, safe=RFC3986_SUBDELIMS + "~:@")
