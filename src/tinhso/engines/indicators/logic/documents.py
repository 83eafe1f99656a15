"""Loads figures that documents or the press give: a CSV of rows as written, and a mapping to indicators.

1. Read each row's value with the declared locale, its operator and its period; collect every reason against it.
2. Find indicator, unit (as it was on the period's last day) and scenario by the mapping.
3. Write what is usable as source `document`, one event a row whose evidence is the document and the place in it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

import yaml

from tinhso.engines.indicators.contracts import (
    BatchSpec,
    FigureKey,
    FigureState,
    FigureWrite,
    NoDefinition,
    Scenario,
    SourceKind,
    UnknownIndicator,
    UnknownUnit,
)
from tinhso.engines.indicators.contracts.documents import (
    DocumentFigure,
    DocumentsReport,
    LostTable,
    MomentNotFigure,
    NoUsableDate,
    QualitativeStatement,
    RefusedRow,
    RowNotMapped,
    SeveralNumbers,
    TextAndValueDisagree,
)
from tinhso.engines.indicators.logic.ledger.writing import write_batches
from tinhso.engines.indicators.logic.periods import period_ids
from tinhso.engines.indicators.queries.definitions import definition_views, in_force
from tinhso.engines.indicators.queries.states import states_of_keys
from tinhso.engines.orgs.api import unit_ids_at
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, parse_period
from tinhso.kernel.quantities import (
    Measured,
    NumberLocale,
    Operator,
    QuantityError,
    divide_half_up,
    format_number,
    parse_measured,
    parse_number,
    to_scaled,
)

KIND: Final = "indicators.document_loaded"
LOST_TABLE: Final = "(bảng bị mất)"
_DATE = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-[0-9]{2})?)?")
_NUMBER = re.compile(r"[0-9]+([.,][0-9]+)*")
_MOMENT = re.compile(r"(đến |hết |cuối |năm |hết năm )*(19|20)[0-9]{2}")
_SCENARIOS = {"actual": Scenario.ACTUAL, "context": Scenario.ACTUAL, "target": Scenario.PLAN}


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder of documents as read: rows by number, and what the mapping says."""

    rows: Mapping[int, Mapping[str, str]]
    mapping: Mapping[int, Mapping[str, Any]]
    titles: Mapping[str, str]
    provinces: Mapping[str, str]
    locale: NumberLocale


def load_documents(folder: Path, actor: str) -> DocumentsReport:
    """Load `documents.csv` by `mapping.yaml`; the same content again writes nothing.

    Args:
        folder: the package; its indicators are loaded before (`load_package`).
        actor: who loads, opaque text as in the event log.

    Returns:
        Every figure the rows say, and every refused row with its reasons.

    Raises:
        UnknownIndicator (IND-001), UnknownUnit (IND-002), NoDefinition (IND-003): the mapping names what is not there.
    """
    read = _read(folder)
    figures: list[DocumentFigure] = []
    refused: list[RefusedRow] = []
    for number, row in read.rows.items():
        measured, errors = _judge(row, read.mapping.get(number, {}), read.locale)
        if errors:
            placed = tuple(error.at(file="documents.csv", row=number) for error in errors)
            refused.append(RefusedRow(number, row["indicator_vi"], row["as_written"], placed))
        else:
            figures += _figures(number, row, measured, read)
    return DocumentsReport(tuple(figures), tuple(refused), _write(figures, read, actor))


def period_of_document(as_of: str) -> Period | None:
    """Return the calendar month or year that a date speaks of, None when there is no usable date.

    >>> period_of_document("2023-09-21").code, period_of_document("2020").code, period_of_document("29/9")
    ('2023-09', '2020', None)
    """
    match = _DATE.fullmatch(as_of)
    if not match:
        return None
    return parse_period(match["year"] + (f"-{match['month']}" if match["month"] else ""))


def _read(folder: Path) -> _Folder:
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as stream:
        rows = {int(row["row"]): row for row in csv.DictReader(stream, strict=True)}
    said = yaml.safe_load((folder / "mapping.yaml").read_text(encoding="utf-8"))
    titles = {code: document["title"] for code, document in said["documents"].items()}
    return _Folder(rows, said["rows"], titles, said["provinces"], cast(NumberLocale, said["locale"]))


def _judge(
    row: Mapping[str, str], mapped: Mapping[str, Any], locale: NumberLocale
) -> tuple[list[Measured], list[TinhSoError]]:
    """Return the numbers of a row, or every reason why it is no figure."""
    measured: list[Measured] = []
    errors: list[TinhSoError] = []
    try:
        measured = _numbers(row, "parts" in mapped, locale)
    except TinhSoError as error:
        errors.append(error)
    if period_of_document(row["as_of"]) is None:
        errors.append(NoUsableDate(as_of=row["as_of"] or "–"))
    if not errors and not mapped:
        errors.append(RowNotMapped())
    return measured, errors


def _numbers(row: Mapping[str, str], in_parts: bool, locale: NumberLocale) -> list[Measured]:
    """Read the value of a row: one number, or the two of “188/188” where the mapping declares parts.

    Raises:
        LostTable, MomentNotFigure, QualitativeStatement, SeveralNumbers, TextAndValueDisagree (IND-070 to IND-075), and
        what `parse_measured` raises.
    """
    value = row["value"]
    if value == LOST_TABLE:
        raise LostTable()
    if row["unit"] == "năm" and _MOMENT.fullmatch(value):
        raise MomentNotFigure(value=value)
    found = _NUMBER.findall(value)
    if not found:
        raise QualitativeStatement(value=value)
    if in_parts:
        return [Measured(Operator.EQUAL, parse_number(part, locale=locale)) for part in value.split("/")]
    if len(list(_NUMBER.finditer(value))) > 1:
        raise SeveralNumbers(value=value)
    measured = parse_measured(value, locale=locale)
    _compare_with_wording(row, measured, locale)
    return [measured]


def _compare_with_wording(row: Mapping[str, str], measured: Measured, locale: NumberLocale) -> None:
    """The wording of the document, where it holds a number, must say the same: “1.637” is 1637."""
    try:
        said = parse_measured(row["as_written"], locale=locale)
    except QuantityError:
        return
    if (said.operator, said.value) != (measured.operator, measured.value):
        raise TextAndValueDisagree(value=row["value"], as_written=row["as_written"], read=f"{said.value}")


def _figures(number: int, row: Mapping[str, str], measured: Sequence[Measured], read: _Folder) -> list[DocumentFigure]:
    mapped = read.mapping[number]
    codes = mapped["parts"] if "parts" in mapped else [mapped["indicator"]]
    period = period_of_document(row["as_of"])
    assert period is not None
    note = "; ".join(
        part for part in (f"“{row['as_written']}”", row["note"], _implied_base(mapped, measured, read)) if part
    )
    return [
        DocumentFigure(
            number, code, read.provinces[row["province"]], period.code, _SCENARIOS[mapped["use"]],
            one.operator, one.value, note,
        )
        for code, one in zip(codes, measured, strict=True)
    ]  # fmt: skip


def _implied_base(mapped: Mapping[str, Any], measured: Sequence[Measured], read: _Folder) -> str:
    """Say which base a percentage and its count imply; 139,5% is never capped, it is asked about."""
    if "implied_base_of" not in mapped:
        return ""
    count = _numbers(read.rows[mapped["implied_base_of"]], False, read.locale)[0].value
    share = measured[0].value
    base = divide_half_up(int(count) * 100 * 10**9, int(share * 10**9), 0)
    note = f"tính lại: mẫu số suy ra ≈ {format_number(base)}"
    return note + ("; vượt 100%, kiểm tra định nghĩa" if share > 100 else "")


def _write(figures: Sequence[DocumentFigure], read: _Folder, actor: str) -> int:
    """Write the figures that do not stand yet, one batch a row; returns how many."""
    writes = _writes(figures)
    standing = dict(states_of_keys([write.key for write in writes.values()]))
    new: dict[int, list[FigureWrite]] = {}
    for figure, write in writes.items():
        state, known = write.state, standing.get(write.key)
        assert state is not None
        if known is None or (known.value, known.operator, known.source) != (state.value, state.operator, state.source):
            new.setdefault(figure.row, []).append(write)
    write_batches([_batch(number, rows, read, actor) for number, rows in new.items()])
    return sum(map(len, new.values()))


def _batch(number: int, writes: Sequence[FigureWrite], read: _Folder, actor: str) -> BatchSpec:
    row = read.rows[number]
    return BatchSpec(
        KIND,
        f"indicators.document:{row['document']}:{number}",
        actor,
        writes,
        evidence=f"{read.titles[row['document']]}, {row['locator']}",
        public={"document": row["document"], "row": number},
    )


def _writes(figures: Sequence[DocumentFigure]) -> dict[DocumentFigure, FigureWrite]:
    """Turn codes into ids and values into scaled integers, in four queries."""
    periods = {figure.period: parse_period(figure.period) for figure in figures}
    period_by_id = period_ids(periods.values())
    versions: dict[str, list[Any]] = {}
    for view in definition_views(codes={figure.indicator for figure in figures}):
        versions.setdefault(view.code, []).append(view)
    units = unit_ids_at({(figure.unit, periods[figure.period].end) for figure in figures})
    found = {}
    for figure in figures:
        period = periods[figure.period]
        definition = _definition(versions, figure, period.end)
        unit_id = units.get((figure.unit, period.end))
        if unit_id is None:
            raise UnknownUnit(unit=figure.unit, on=period.end.isoformat(), period=period.code, row=figure.row)
        key = FigureKey(definition.indicator_id, unit_id, period_by_id[period], scenario=int(figure.scenario))
        state = FigureState(
            to_scaled(figure.value, definition.decimals), int(figure.operator), source=int(SourceKind.DOCUMENT)
        )
        found[figure] = FigureWrite(key, state, figure.note)
    return found


def _definition(versions: Mapping[str, Sequence[Any]], figure: DocumentFigure, day: date) -> Any:
    if figure.indicator not in versions:
        raise UnknownIndicator(indicator=figure.indicator, row=figure.row)
    found = in_force(versions[figure.indicator], day)
    if found is None:
        raise NoDefinition(indicator=figure.indicator, on=day.isoformat(), period=figure.period, row=figure.row)
    return found
