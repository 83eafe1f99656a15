"""A filled Excel form of 110 rows × 60 columns, from upload to preview, against reading the bare file.

python bench/excel_form.py [--rows 110] [--columns 60]
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
REPEATS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=110)
    parser.add_argument("--columns", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TINHSO_HOME": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        import django

        django.setup()
        from django.test.utils import setup_databases

        setup_databases(verbosity=0, interactive=False)
        measure(options.rows, options.columns)


def measure(rows: int, columns: int) -> None:
    """Print medians, and what part of the whole the bare reading of the file is."""
    from openpyxl import load_workbook

    from tinhso.engines.reporting import api
    from tinhso.engines.reporting.testing import at, now_rights
    from tinhso.kernel.workbooks import read_workbook

    with at("2026-11-16 09:00"):
        task_id = prepare(rows, columns)
        rights = now_rights("eakar.nhap")
        written = timed(lambda: api.form_workbook(task_id, rights=rights))
        data = filled(api.form_workbook(task_id, rights=rights).content)
        bare = timed(lambda: load_workbook(io.BytesIO(data)))
        read = timed(lambda: read_workbook(data))
        page = timed(lambda: api.task(task_id, rights=rights))
        seen = timed(lambda: api.preview_workbook(task_id, data, rights=rights))
        changes = len(api.preview_workbook(task_id, data, rights=rights).changes)
    print(f"form of {rows} × {columns} = {rows * columns:,} cells, file of {len(data) / 1024:.0f} kB")
    for name, seconds in (
        ("download", written), ("bare openpyxl", bare), ("reading room", read), ("the form without a file", page),
        (f"upload to preview, {changes:,} changes", seen),
    ):  # fmt: skip
        print(f"{name:>45} {seconds * 1000:7.0f} ms  {seconds / bare:5.1f} × bare openpyxl")


def timed(act: Callable[[], Any]) -> float:
    """The median of a few runs, in seconds of this process (other people share the machine)."""
    seconds = []
    for _ in range(REPEATS):
        start = time.process_time()
        act()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def prepare(rows: int, columns: int) -> int:
    """Assign a form of so many indicators, split by so many items; returns Ea Kar's task."""
    from tinhso.engines.indicators.testing import make_definition, make_dimension
    from tinhso.engines.reporting.testing import REGIME_FILE, ask, load_package, small_world, task_of

    world = small_world()
    make_dimension("part", *(f"p{number:03}" for number in range(columns)))
    for number in range(rows):
        make_definition(f"wide_{number:03}", dimensions=["part"])
    form = ["code: rong", "version: 1", "valid_from: 2023-01-01", "name_vi: Biểu rộng", "name_en: Wide form",
            "source: đo", "columns:", "  - {kind: value, entered: false}"]  # fmt: skip
    form += [
        f"  - {{kind: value, code: c{number:03}, name_vi: Phần {number}, name_en: Part {number}, entered: true, "
        f"dims: {{part: p{number:03}}}}}"
        for number in range(columns)
    ]
    form.append("rows:")
    form += [f'  - {{no: "{number + 1}", indicator: wide_{number:03}}}' for number in range(rows)]
    regime = REGIME_FILE.replace("bieu-01-cds-t", "rong").replace("cds-thang", "rong-thang")
    load_package({"forms/rong.yaml": "\n".join(form) + "\n", "regimes/rong.yaml": regime})
    import tinhso.engines.reporting.testing as testing

    testing.REGIME = "rong-thang"
    return task_of(ask(world), "24373")


def filled(data: bytes) -> bytes:
    """The form with a number in every white cell."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    sheet, number = book.worksheets[0], 0
    for row in sheet.iter_rows(min_row=10):
        for cell in row:
            if not cell.protection.locked and cell.number_format != "General":
                number += 1
                cell.value = number % 997
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


if __name__ == "__main__":
    main()
