"""A pivot as files: Excel as it is shown, Parquet line by line, and a package that describes itself.

Written to a file on disk part by part, so that a large answer takes no more memory than a small one.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.utils.translation import gettext as _

from tinhso.engines.insight.errors import PivotTooLarge
from tinhso.engines.insight.logic.explore.asking import Exploration
from tinhso.engines.insight.logic.explore.data_package import descriptor
from tinhso.engines.insight.logic.explore.figures import listed_units
from tinhso.engines.insight.logic.explore.names import measure_names
from tinhso.engines.insight.logic.explore.pivot import Line, Pivot
from tinhso.engines.insight.logic.explore.rows import COUNTS, FigureStream, Record
from tinhso.kernel.files.archive import EARLIEST

MOST_SHEET_CELLS = 60_000


def write_parquet(stream: FigureStream, file: IO[bytes]) -> None:
    """Write the rows as Parquet: texts, and whole numbers for the two counts, as the cube's own file has them."""
    with parquet_writer(stream.columns, file) as writer:
        for records in stream.records():
            write_records(writer, records)


def parquet_writer(columns: Sequence[str], file: IO[bytes]) -> Any:
    """Begin a Parquet file with these columns."""
    import pyarrow as pa  # half a second of a start that other pages spare
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.int64() if name in COUNTS else pa.string()) for name in columns])
    return pq.ParquetWriter(file, schema, compression="zstd", store_schema=False)


def write_records(writer: Any, records: Sequence[Record]) -> None:
    """Add rows to a Parquet file."""
    import pyarrow as pa

    schema = writer.schema
    columns = [pa.array([one[name] for one in records], schema.field(name).type) for name in schema.names]
    writer.write_table(pa.table(columns, schema=schema))


def write_package(asked: Exploration, stream: FigureStream, file: IO[bytes], made_at: datetime) -> None:
    """Write a zip: `datapackage.json`, `figures.csv`, `figures.parquet`; as of a checkpoint always the same bytes."""
    with TemporaryDirectory() as folder:
        csv, parquet = Path(folder) / "figures.csv", Path(folder) / "figures.parquet"
        with csv.open("wb") as target:
            for part in stream.csv_parts():
                target.write(part)
        with parquet.open("wb") as target:
            write_parquet(stream, target)
        described = descriptor(asked, stream, [_described(one) for one in (csv, parquet)], made_at)
        text = json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(zipfile.ZipInfo("datapackage.json", EARLIEST), text)
            for one in (csv, parquet):
                info = zipfile.ZipInfo(one.name, EARLIEST)
                info.compress_type = zipfile.ZIP_DEFLATED
                with package.open(info, "w", force_zip64=True) as target, one.open("rb") as source:
                    while block := source.read(1 << 20):
                        target.write(block)


def _described(path: Path) -> tuple[str, int, str]:
    hashed = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(1 << 20):
            hashed.update(block)
    return path.name, path.stat().st_size, hashed.hexdigest()


def require_sheet(asked: Exploration) -> None:
    """Refuse a table that Excel would not hold well.

    Raises:
        PivotTooLarge (INS-008)
    """
    units = len(listed_units(asked))
    if units * len(asked.periods) * len(asked.codes) > MOST_SHEET_CELLS:
        raise PivotTooLarge(most=MOST_SHEET_CELLS, units=units, periods=len(asked.periods), codes=len(asked.codes))


def write_workbook(pivot: Pivot, stream: FigureStream, file: IO[bytes]) -> None:
    """Write the whole table as it is shown, and behind it every figure with its state, marks and x/N.

    Args:
        pivot: all of it on one page.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        _write_table(book.add_worksheet(_("Bảng")), pivot, bold, book.add_format({"num_format": "#,##0.######"}))
        lines = book.add_worksheet(_("Từng số"))
        lines.write_row(0, 0, stream.columns, bold)
        row = 1
        for records in stream.records():
            for record in records:
                lines.write_row(row, 0, list(record.values()))
                row += 1


def _write_table(sheet: Any, pivot: Pivot, bold: Any, number: Any) -> None:
    sheet.set_column(0, 0, 32)
    sheet.write(0, 0, " · ".join((*pivot.fixed, measure_names()[pivot.asked.measure])), bold)
    sheet.write_row(2, 0, ["", *pivot.further, *(_head(one.name, one.sub) for one in pivot.columns)], bold)
    sheet.freeze_panes(3, 1)
    for row, line in enumerate((*pivot.lines, *pivot.total), start=3):
        _write_line(sheet, row, line, number)


def _head(name: str, sub: str) -> str:
    return f"{name} ({sub})" if sub else name


def _write_line(sheet: Any, row: int, line: Line, number: Any) -> None:
    sheet.write(row, 0, _head(line.head.name, line.head.sub))
    for column, part in enumerate(line.further, start=1):
        sheet.write(row, column, part.name)
    for column, cell in enumerate(line.cells, start=1 + len(line.further)):
        # A figure with an operator and a word for what is missing stay texts.
        if cell is not None and cell.plain is not None:
            sheet.write_number(row, column, cell.plain, number)
        elif cell is not None:
            sheet.write_string(row, column, cell.text)
