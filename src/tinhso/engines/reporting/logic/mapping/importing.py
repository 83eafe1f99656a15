"""The verbs of mapped workbooks: keep an upload for a while, look at it, judge it, import it, remember the mapping."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import lru_cache

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import ImportSummary
from tinhso.engines.orgs.contracts import Action, Rights
from tinhso.engines.reporting.contracts.mapping import (
    DIMENSION,
    Doubt,
    MappingPreview,
    SavedMapping,
    SheetCorner,
    UploadedFile,
    WorkbookMapping,
)
from tinhso.engines.reporting.contracts.mapping_errors import (
    MappingNameTaken,
    NotImportable,
    UnknownUpload,
    WrongMapping,
)
from tinhso.engines.reporting.logic.mapping.reading import ReadSheet, read_sheet
from tinhso.engines.reporting.logic.mapping.suggesting import with_suggestions
from tinhso.engines.reporting.models import MappedWorkbook, WorkbookReading
from tinhso.engines.trust import api as trust
from tinhso.kernel.vietnamese import clean_text
from tinhso.kernel.workbooks import Workbook, Worksheet, column_letters, is_text_table, read_text_table, read_workbook

KEPT_DAYS = 7
CORNER_ROWS, CORNER_COLUMNS = 14, 16
SAMPLE = 12
LONGEST_NAME = 80
MAPPING_SAVED = "reporting.mapping_saved"


def keep_workbook(name: str, data: bytes, *, rights: Rights) -> UploadedFile:
    """Keep an uploaded workbook or CSV file for seven days, for those who import figures of the uploader's unit.

    Older ones go.

    Raises:
        NoRight (ORG-020). KER-080 to KER-086, KER-088, KER-089: of the file.
    """
    rights.require(Action.IMPORT_FIGURES)
    row = keep_for(_unit_of(rights), name, data)
    return kept_workbook(row.pk, rights=rights)


def keep_for(unit_id: int, name: str, data: bytes) -> MappedWorkbook:
    """Keep a file for the people of a unit; older ones go.

    Raises:
        KER-080 to KER-086, KER-088, KER-089: of the file.
    """
    _read_any(name, data)
    now = trust.now()
    MappedWorkbook.objects.filter(at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    return MappedWorkbook.objects.create(
        name=clean_text(name)[:200] or "tep.xlsx", content=data, digest=hashlib.sha256(data).hexdigest(),
        unit_id=unit_id, at=now,
    )  # fmt: skip


def book_of(row: MappedWorkbook) -> Workbook:
    """A kept file, read."""
    return _read(row.digest, row.name, bytes(row.content))


def kept_workbook(file_id: int, *, rights: Rights) -> UploadedFile:
    """Return an upload within reach.

    Raises:
        UnknownUpload (REP-180).
    """
    row, book = _open(file_id, rights)
    return UploadedFile(row.pk, row.name, tuple(sheet.name for sheet in book.sheets))


def sheet_corner(file_id: int, sheet: str, *, rights: Rights) -> SheetCorner:
    """Return the beginning of a sheet, merged headings repeated, so that rows and columns can be pointed at."""
    _, book = _open(file_id, rights)
    return corner_of(book.sheet(sheet))


def corner_of(shown: Worksheet) -> SheetCorner:
    """The beginning of a sheet, merged headings repeated."""
    columns = range(1, min(shown.last_column, CORNER_COLUMNS) + 1)
    rows = range(1, min(shown.last_row, CORNER_ROWS) + 1)
    return SheetCorner(
        tuple(column_letters(column) for column in columns),
        tuple((row, tuple(shown.shown(row, column).label[:40] for column in columns)) for row in rows),
    )


def preview_mapping(file_id: int, mapping: WorkbookMapping, *, rights: Rights, reason: str = "") -> MappingPreview:
    """Say what an import by a mapping would do, with every doubtful cell by its address; nothing is written.

    Raises:
        UnknownUpload (REP-180), WrongMapping (REP-181), UnknownSheet (KER-087).
    """
    _, book = _open(file_id, rights)
    read = read_sheet(book.sheet(mapping.sheet), mapping)
    summary = indicators.import_rows(read.rows, rights=rights, locale="vi", reason=reason, only_judge=True) \
        if read.rows else None  # fmt: skip
    doubts = [*read.doubts, *_rejections(read, summary)]
    sample = tuple(
        (address, _said_of(row), row["unit"], row["period"], f"{row['operator']} {row['value'] or row['missing']}")
        for address, row in list(zip(read.addresses, read.rows, strict=True))[:SAMPLE]
    )
    labels = tuple(
        sorted(with_suggestions(read.labels.values()), key=lambda one: (bool(one.code), one.exact, one.axis))
    )
    return MappingPreview(labels, tuple(doubts), len(read.rows), sample, summary)


def import_mapped(file_id: int, mapping: WorkbookMapping, *, rights: Rights, reason: str = "") -> ImportSummary:
    """Import a workbook by a mapping under the rules of a CSV import: all or nothing.

    Args:
        reason: why stored figures are corrected; without it a differing figure refuses the import.

    Raises:
        NotImportable (REP-186): something is doubtful; nothing was written. As `preview_mapping`.
    """
    _, book = _open(file_id, rights)
    read = read_sheet(book.sheet(mapping.sheet), mapping)
    if read.doubts or not read.rows:
        raise _not_importable(read.doubts)
    summary = indicators.import_rows(read.rows, rights=rights, locale="vi", reason=reason)
    if not summary.committed:
        raise _not_importable(_rejections(read, summary))
    return summary


@transaction.atomic
def save_mapping(name: str, mapping: WorkbookMapping, *, rights: Rights) -> SavedMapping:
    """Remember a mapping under a name for the next file; one's own of the same name is replaced.

    Raises:
        NoRight (ORG-020), WrongMapping (REP-181), MappingNameTaken (REP-187).
    """
    rights.require(Action.IMPORT_FIGURES)
    name = clean_text(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise WrongMapping(
            value=name, field_vi="tên cách đọc", field_en="the name of the mapping",
            hint_vi=f"Đặt tên từ 1 đến {LONGEST_NAME} ký tự.", hint_en=f"Give 1 to {LONGEST_NAME} characters.",
        )  # fmt: skip
    row = WorkbookReading.objects.select_for_update().filter(name=name).first()
    if row is not None and row.person_id != (rights.user_id or 0):
        raise MappingNameTaken(name=name)
    event_id = trust.record(kind=MAPPING_SAVED, subject=f"reporting.mapping:{name}", actor=rights.actor)
    row = row or WorkbookReading(name=name, person_id=rights.user_id or 0)
    row.definition, row.at, row.event_id = mapping.plain(), trust.now(), event_id
    row.save()
    return _saved(row)


def mappings(*, rights: Rights) -> tuple[SavedMapping, ...]:
    """Return every saved mapping, by name: they hold names and places of cells, no figure.

    Raises:
        NoRight (ORG-020).
    """
    rights.require(Action.IMPORT_FIGURES)
    return tuple(_saved(row) for row in WorkbookReading.objects.order_by("name"))


def _saved(row: WorkbookReading) -> SavedMapping:
    return SavedMapping(row.pk, row.name, WorkbookMapping.from_plain(row.definition), row.at)


def _unit_of(rights: Rights) -> int:
    """The unit whose figures somebody imports: the first of their roles that says so."""
    return next(held.unit_id for held in rights.held if Action.IMPORT_FIGURES in held.scopes)


def _open(file_id: int, rights: Rights) -> tuple[MappedWorkbook, Workbook]:
    row = MappedWorkbook.objects.filter(rights.scope(Action.IMPORT_FIGURES).q("unit_id"), pk=file_id).first()
    if row is None:
        raise UnknownUpload(file=file_id)
    return row, book_of(row)


@lru_cache(maxsize=2)
def _read(digest: str, name: str, content: bytes) -> Workbook:
    """The page asks for the same file several times in a row."""
    return _read_any(name, content)


def _read_any(name: str, content: bytes) -> Workbook:
    """A workbook, or a table kept as text (CSV), as other systems export it."""
    return read_text_table(content) if is_text_table(name, content) else read_workbook(content)


def _said_of(row: dict[str, str]) -> str:
    """An indicator with the items of its dimensions: `households_trained · sex=F`."""
    items = [
        f"{name.removeprefix(DIMENSION)}={item}" for name, item in row.items() if name.startswith(DIMENSION) and item
    ]
    return " · ".join([row["indicator"], *items])


def _rejections(read: ReadSheet, summary: ImportSummary | None) -> list[Doubt]:
    """The import's own refusals, at the cells that their rows came from."""
    if summary is None:
        return []
    return [
        Doubt(read.addresses[one.row - 1] if 0 < one.row <= len(read.addresses) else "", one.code,
              one.message_vi, one.message_en)
        for one in summary.rejections
    ]  # fmt: skip


def _not_importable(doubts: list[Doubt]) -> NotImportable:
    first = f"{doubts[0].address}: {doubts[0].message_vi}" if doubts else "–"
    return NotImportable(count=len(doubts), first=first)
