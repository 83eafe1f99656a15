"""Freezing a consolidation: the whole table as plain JSON, its files, and the rows that keep them for ever.

1. `frozen_content` turns the table at hand into text, whole numbers and lists: what canonical JSON can say.
2. `prepare` renders the files and their digests before the event is written: the event commits to them.
3. `store` writes the version and its files under that event. Both tables are append-only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tinhso.engines.indicators.contracts import Missing
from tinhso.engines.reporting.contracts import (
    AdjustmentView,
    ConsolidationColumn,
    ConsolidationRow,
    ConsolidationTotal,
    Quantity,
    RequestView,
    Signature,
    TaskState,
    VersionKind,
)
from tinhso.engines.reporting.logic.consolidation.consolidation_table import Table
from tinhso.engines.reporting.logic.consolidation.version_files import csv_of
from tinhso.engines.reporting.logic.consolidation.version_paper import files_of
from tinhso.engines.reporting.logic.lists.frozen_lists import frozen_list
from tinhso.engines.reporting.logic.papers.document_numbers import GivenNumber
from tinhso.engines.reporting.models import Assignment, ConsolidationFile, ConsolidationVersion
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.clock import as_utc
from tinhso.kernel.quantities import Operator

FORMAT = "tinhso.consolidation/1"
Content = dict[str, Any]
_TOTALS = ("units_total", "total", "year_to_date", "same_units_previous", "same_units_last_year", "all_units_last_year")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version that is ready to be stored: what its event says of it, and its files."""

    number: int
    kind: VersionKind
    serial: int
    sent: int
    expected: int
    files: Mapping[str, bytes]

    @property
    def public(self) -> dict[str, Any]:
        """What the event commits to."""
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in self.files.items()}
        return {"number": self.number, "kind": str(self.kind), "serial": self.serial, "files": digests}


def frozen_content(request: RequestView, table: Table) -> Content:
    """Return everything a consolidated table says, without who sent it when: two moments can be compared by it."""
    return {
        "format": FORMAT,
        "request": _request(request),
        "columns": [_column(one) for one in table.columns],
        "units": [_unit(one) for one in table.rows],
        "lines": [_line(one, table.columns) for one in table.lines],
        "totals": {no: _total(one) for no, one in table.totals.items()},
        "counts": {"sent": table.counts.sent, "total": table.counts.total},
        **({"list": frozen_list(table.form.open_list, table.rows)} if table.form.open_list else {}),
    }


def prepare(
    content: Content, earlier: Sequence[ConsolidationVersion], kind: VersionKind, at: datetime, signed: Signature,
    narrative: str = "", changes: Content | None = None, given: GivenNumber | None = None,
) -> Frozen:  # fmt: skip
    """Number a version, say who sent it when, and render its files.

    Args:
        earlier: the versions of this consolidation so far, oldest first.
        narrative: the words that go with the table, empty where there are none.
        changes: what differs from the version before (`changes_of`); None of the first one.
        given: the number and day that the office gave it beforehand; without them the paper leaves room for both.
    """
    number = len(earlier) + 1
    serial = 0 if kind is VersionKind.REPORT else 1 + sum(one.kind == kind for one in earlier)
    whole = content | {
        "version": {
            "number": number,
            "kind": str(kind),
            "serial": serial,
            "name_vi": kind.name_in("vi", serial),
            "name_en": kind.name_in("en", serial),
            "frozen_at": as_utc(at).isoformat(),
            "approver_title": signed.title,
            "capacity": signed.capacity,
            **({"document_number": given.number} if given else {}),
            **({"issued_on": given.issued_on.isoformat()} if given and given.issued_on else {}),
        },
        "narrative": narrative,
        **({"changes": changes} if changes else {}),
    }
    files = {"json": canonical_json(whole), "csv": csv_of(whole)} | files_of(whole)
    return Frozen(number, kind, serial, content["counts"]["sent"], content["counts"]["total"], files)


def store(frozen: Frozen, row: Assignment, at: datetime, signed: Signature, event_id: int) -> ConsolidationVersion:
    """Write a version and its files under its event."""
    version = ConsolidationVersion.objects.create(
        assignment=row,
        number=frozen.number,
        kind=frozen.kind,
        serial=frozen.serial,
        frozen_at=at,
        approver_title=signed.title,
        capacity=signed.capacity,
        sent=frozen.sent,
        expected=frozen.expected,
        event_id=event_id,
    )
    ConsolidationFile.objects.bulk_create(
        ConsolidationFile(version=version, format=name, content=data, digest=hashlib.sha256(data).hexdigest())
        for name, data in frozen.files.items()
    )
    return version


def _request(view: RequestView) -> Content:
    return {
        "code": view.code,
        "title_vi": view.title_vi,
        "title_en": view.title_en,
        "regime": view.regime,
        "form": f"{view.form}@{view.form_version}",
        "period": view.period.code,
        "period_start": view.period.start.isoformat(),
        "period_end": view.period.end.isoformat(),
        "assigner": _named(view.assigner),
        "consolidator": _named(view.consolidator),
        "aggregate": _named(view.aggregate),
        "illustrative": view.illustrative,
    }


def _named(unit: Any) -> Content | None:
    return {"code": unit.code, "name_vi": unit.name_vi, "name_en": unit.name_en} if unit else None


def _column(column: ConsolidationColumn) -> Content:
    definition = column.definition
    return {
        "row_no": column.row.no,
        "name_vi": column.full_name("vi") if column.part else column.name("vi"),
        "name_en": column.full_name("en") if column.part else column.name("en"),
        "indicator": definition.code,
        "dims": column.row.dims,
        "measure_unit": definition.measure_unit,
        "decimals": definition.decimals,
        "computed": definition.formula is not None,
    }


def _unit(row: ConsolidationRow) -> Content:
    return {
        "code": row.unit.code,
        "name_vi": row.unit.name_vi,
        "name_en": row.unit.name_en,
        "standing": standing_of(row),
        "punctuality": str(row.punctuality),
        "first_submitted_at": as_utc(row.first_submitted_at).isoformat() if row.first_submitted_at else "",
        **({"accepted_claim_at": as_utc(row.accepted_claim_at).isoformat()} if row.accepted_claim_at else {}),
        "submissions": row.submissions,
        "corrections": row.corrections,
        "figures": {no: plain_quantity(one) for no, one in row.figures.items()},
        "known_rows": sorted(row.known_rows),
    }


def standing_of(row: ConsolidationRow) -> str:
    """`accepted`, `sent`, `returned` or `not_sent`: where a unit stands, whatever was done to the request since."""
    if row.is_accepted:
        return "accepted"
    if row.is_sent:
        return "sent"
    return "returned" if row.state is TaskState.RETURNED else "not_sent"


def _line(line: AdjustmentView, columns: Sequence[ConsolidationColumn]) -> Content:
    of = ((one.row.no, one.definition.code, one.row.dims) for one in columns)
    row_no = next(no for no, code, dims in of if (code, dims) == (line.indicator, line.dims))
    return {"line": line.line, "title": line.title_vi, "row_no": row_no, "value": str(line.value),
            "reason": line.reason}  # fmt: skip


def _total(total: ConsolidationTotal) -> Content:
    change = total.change_percent
    return {
        "received": total.received,
        "expected": total.expected,
        "percent_of_same_units_last_year": "" if change is None else str(change),
    } | {name: plain_quantity(getattr(total, name)) for name in _TOTALS}


def plain_quantity(quantity: Quantity) -> Content:
    """A figure; what is usual (“=”, nothing missing) is left out."""
    found: Content = {}
    if quantity.value is not None:
        found["value"] = format(quantity.value, "f")
    if quantity.operator is not Operator.EQUAL:
        found["operator"] = quantity.operator.symbol
    if quantity.missing is not Missing.NONE:
        found["missing"] = quantity.missing.code
    if quantity.status is not None:
        found["status"] = quantity.status.code
    if quantity.gaps:
        found["gaps"] = quantity.gaps
    if quantity.restated is not None:
        found["restated"] = str(quantity.restated)
    return found
