"""Every form of the packages on paper: the three files read back, every figure compared with what the API says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.testing import everything_rights, small_territory
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, CellKind, ColumnKind, Quantity, RowView, TaskView
from tinhso.engines.reporting.testing import ACTOR, LAW_FILE, at, load_package, task_of
from tinhso.engines.reporting.tests.papers.test_papers import sheet_values, text_of
from tinhso.kernel.papers import Paper, PaperFormat, render
from tinhso.kernel.periods import parse_period
from tinhso.kernel.quantities import format_number

PACKAGES = Path(__file__).parents[2] / "packages"
FORMS = sorted(PACKAGES.glob("*/forms/*.yaml"))
WHO = {"commune": "24373", "agency": "H15.15", "province": "66"}
REGIME = """
code: thu-{form}
version: 1
valid_from: 2023-01-01
name_vi: Thử {form}
name_en: Test {form}
kind: periodic
scheme: {scheme}
form: {form}
assigner: H15.01
respondents:
  - units: ["{unit}"]
deadlines:
  - {{level: commune, working_days_after_cut_off: 2}}
  - {{level: agency, working_days_after_cut_off: 4}}
  - {{level: province, working_days_after_cut_off: 7}}
source: thử nghiệm
illustrative: true
"""


def filled_task(file: Path) -> TaskView:
    """Assign a form to a unit of its level and fill every cell with a different number."""
    code, rights = file.stem, everything_rights()
    form = yaml.safe_load(file.read_text(encoding="utf-8"))
    asked = [indicators.definition(row["indicator"]) for row in form["rows"] if row.get("indicator")]
    base = next(one for one in asked if one.formula is None)
    regime = REGIME.format(form=code, scheme=base.scheme, unit=WHO[base.collected_level])
    load_package({"legal/law.yaml": LAW_FILE, f"forms/{code}.yaml": file.read_text(), f"regimes/{code}.yaml": regime})
    family, _, frequency = base.scheme.partition(".")
    period = parse_period(
        f"{'' if family == 'calendar' else family + ':'}2026-{'11' if frequency == 'month' else 'Q4'}"
    )
    task_id = task_of(api.create_request(f"thu-{code}", period, rights=rights), WHO[base.collected_level])
    view = api.task(task_id, rights=rights)
    cells = [
        CellInput(row.row.no, number_for(row, place * 7 + at_), CellKind.TYPED, column)
        for place, row in enumerate(view.rows, start=1)
        for at_, column in enumerate(row.entered)
    ]
    result = api.save_cells(task_id, cells, rights=rights, locale="vi")
    assert not result.errors, [str(one.error) for one in result.errors]
    return api.task(task_id, rights=rights)


def number_for(row: RowView, place: int) -> str:
    decimals = row.definition.decimals if row.definition else 0
    return format_number(Decimal(1000 + 37 * place).scaleb(-decimals), "vi", decimals, grouping=False)


def told(row: RowView) -> dict[str, Quantity]:
    """What the API says of a row, by column."""
    beside = {
        str(ColumnKind.PREVIOUS): row.previous,
        str(ColumnKind.SAME_PERIOD_LAST_YEAR): row.same_period_last_year,
        str(ColumnKind.YEAR_TO_DATE): row.year_to_date,
    }
    return beside | {code: cell.quantity for code, cell in row.cells.items() if code not in ("note", *beside)}


def check_paper(view: TaskView, paper: Paper) -> int:
    table = paper.tables[0]
    place = {column.key: number for number, column in enumerate(table.columns)}
    for row, printed in zip(view.rows, table.rows, strict=True):
        for code, quantity in told(row).items():
            if code in place and row.definition and quantity.operator == 0:
                assert printed.cells[place[code]].value == quantity.value, (view.form.code, row.row.no, code)
    figures = [cell for row in table.rows for cell in row.cells[3:] if cell.value is not None]
    for form in (PaperFormat.PDF, PaperFormat.WORD):
        said = text_of(paper, form).split()
        missing = [cell.text for cell in figures if cell.text not in said]
        assert missing == [], (view.form.code, form)
    values = [one for row in sheet_values(render(paper, "xlsx").content) for one in row]
    numbers = [Decimal(repr(one)) for one in values if isinstance(one, int | float)]
    assert numbers == [cell.value for cell in figures], view.form.code
    return len(figures)


@pytest.mark.django_db
def test_every_figure_of_every_form_stands_on_its_three_papers_as_the_api_has_it() -> None:
    with at("2026-11-17 09:00"):
        small_territory()
        for package in sorted({file.parent.parent for file in FORMS}):
            indicators.load_package(package, ACTOR)
        assert orgs.today().isoformat() == "2026-11-17"
        counted = {}
        for file in FORMS:
            view = filled_task(file)
            counted[file.stem] = check_paper(view, api.report_paper(view.card.id, rights=everything_rights()))
    assert len(counted) == len(FORMS) >= 8
    assert all(counted.values())
