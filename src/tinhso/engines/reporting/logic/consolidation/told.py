"""What a consolidated table tells, as plain JSON and as a digest: the figures alone.

When, how punctually or how far accepted move while nobody types, and are left out. The same can be read from a table
at hand and from a version that was frozen, so that what a leader read, signed and sent can be compared for ever.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from tinhso.engines.reporting.logic.consolidation.consolidation_table import Table
from tinhso.engines.reporting.logic.consolidation.freezing import plain_quantity, standing_of
from tinhso.kernel.canonical import canonical_json

Told = dict[str, Any]
_COUNTS = ("sent", "accepted")


def digest_of_told(table: Table) -> str:
    """The digest (SHA-256, hex) of what a table at hand tells."""
    return _digest(told_figures(table))


def digest_of_frozen(file: bytes) -> str:
    """The digest of what a frozen version tells, from its JSON file."""
    return _digest(_told_by(json.loads(file)))


def told_figures(table: Table) -> Told:
    """Return the figures of a table: of each unit whether it counts and what it says, the lines, the totals."""
    return {
        "units": [
            [one.unit.code, standing_of(one) in _COUNTS, _all({no: plain_quantity(q) for no, q in one.figures.items()})]
            for one in table.rows
        ],
        "lines": _lines(
            (one.indicator, one.dims, one.line, str(one.value), one.title_vi, one.reason) for one in table.lines
        ),
        "totals": {no: {"total": _said(plain_quantity(one.total))} for no, one in table.totals.items()},
    }


def _told_by(content: Mapping[str, Any]) -> Told:
    """The same from what `frozen_content` wrote."""
    key_of = {one["row_no"]: (one["indicator"], one["dims"]) for one in content["columns"]}
    return {
        "units": [[one["code"], one["standing"] in _COUNTS, _all(one["figures"])] for one in content["units"]],
        "lines": _lines(
            (*key_of[one["row_no"]], one["line"], one["value"], one["title"], one["reason"]) for one in content["lines"]
        ),
        "totals": {no: {"total": _said(one["total"])} for no, one in content["totals"].items()},
    }


def _lines(lines: Iterable[tuple[str, ...]]) -> list[list[str]]:
    return [list(one) for one in sorted(set(lines))]


def _all(figures: Mapping[str, Mapping[str, Any]]) -> Told:
    return {no: _said(one) for no, one in figures.items()}


def _said(quantity: Mapping[str, Any]) -> Told:
    return {name: said for name, said in quantity.items() if name != "status"}


def _digest(told: Told) -> str:
    return hashlib.sha256(canonical_json(told)).hexdigest()
