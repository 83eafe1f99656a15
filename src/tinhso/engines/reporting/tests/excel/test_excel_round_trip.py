"""Whatever a form holds, its workbook gives back the same: by our own hand and through LibreOffice."""

from __future__ import annotations

import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.indicators.contracts import Missing
from tinhso.engines.reporting.contracts import CellKind, Quantity, TaskView
from tinhso.engines.reporting.logic.excel.reading import find_form, read_cell
from tinhso.engines.reporting.logic.excel.words import said_text
from tinhso.engines.reporting.logic.excel.writing import write_form
from tinhso.engines.reporting.tests.blank_form import NOW, row, task_of_rows
from tinhso.kernel.quantities import Operator
from tinhso.kernel.workbooks import read_workbook

pytestmark = pytest.mark.one_database
_ABSENT = (Missing.NOT_REPORTED, Missing.NOT_APPLICABLE, Missing.REFUSED)
_MISSING = {CellKind.NOT_APPLICABLE: Missing.NOT_APPLICABLE, CellKind.REFUSED: Missing.REFUSED}


@st.composite
def quantities(draw: st.DrawFn, decimals: int) -> Quantity:
    if draw(st.integers(0, 5)) == 0:
        return Quantity(None, missing=draw(st.sampled_from(_ABSENT)))
    value = Decimal(draw(st.integers(-(10**16), 10**16))).scaleb(-decimals)
    return Quantity(value, draw(st.sampled_from([Operator.EQUAL, *Operator])))


@st.composite
def forms(draw: st.DrawFn) -> TaskView:
    rows = []
    for number in range(1, draw(st.integers(2, 9))):
        decimals = draw(st.integers(0, 6))
        unit = draw(st.sampled_from(["dossier", "percent"]))
        cells = {code: draw(quantities(decimals)) for code in ("value", "plan")}
        rows.append(row(number, cells, decimals=decimals, measure_unit=unit))
    return task_of_rows(rows)


def said_by_file(data: bytes, task: TaskView) -> dict[tuple[str, str], str]:
    """What every cell of the file says, in canonical text."""
    file = find_form(read_workbook(data), task)
    assert (file.faults, file.remarks) == ([], [])
    said = {}
    for one in task.rows:
        for code in ("value", "plan"):
            cell = file.cell(one.row.no, code)
            assert cell is not None
            assert one.definition is not None
            found = read_cell(cell, one.definition, file.locale)
            quantity = Quantity(None, missing=_MISSING.get(found.kind or CellKind.EMPTY, Missing.NOT_REPORTED))
            if found.measured is not None:
                quantity = Quantity(found.measured.value, found.measured.operator)
            said[one.row.no, code] = said_text(quantity)
            assert said[one.row.no, code] == file.bases[one.row.no, code].said
    return said


def held(task: TaskView) -> dict[tuple[str, str], str]:
    return {(one.row.no, code): said_text(one.cells[code].quantity) for one in task.rows for code in ("value", "plan")}


@settings(max_examples=40, deadline=None)
@given(forms(), st.sampled_from(["vi", "en"]))
def test_a_form_written_and_read_says_the_same(task: TaskView, language: str) -> None:
    data = write_form(task, legal_basis="NĐ 09/2019/NĐ-CP", now=NOW, language=language)
    assert said_by_file(data, task) == held(task)


@pytest.mark.skipif(
    shutil.which("soffice") is None and os.environ.get("TINHSO_NOTHING_SKIPPED") != "1",
    reason="LibreOffice is not installed",
)
def test_a_form_saved_again_by_libreoffice_says_the_same(tmp_path: Path) -> None:
    numbers = [
        (Quantity(Decimal("139.5")), "percent", 1), (Quantity(Decimal("61.2"), Operator.GREATER), "percent", 1),
        (Quantity(Decimal(1637)), "dossier", 0), (Quantity(Decimal("0.1")), "dossier", 6),
        (Quantity(Decimal(10) ** 16 + 1), "dossier", 0), (Quantity(None, missing=Missing.NOT_APPLICABLE), "dossier", 0),
        (Quantity(None, missing=Missing.NOT_REPORTED), "dossier", 2), (Quantity(Decimal("-404.6")), "dossier", 1),
    ]  # fmt: skip
    task = task_of_rows(
        [
            row(at, {"value": one, "plan": one}, measure_unit=unit, decimals=decimals)
            for at, (one, unit, decimals) in enumerate(numbers, 1)
        ]
    )
    source, out = tmp_path / "bieu.xlsx", tmp_path / "out"
    source.write_bytes(write_form(task, legal_basis="", now=NOW))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    subprocess.run(
        [*command, "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(source)], check=True, timeout=180
    )
    assert said_by_file((out / "bieu.xlsx").read_bytes(), task) == held(task)
