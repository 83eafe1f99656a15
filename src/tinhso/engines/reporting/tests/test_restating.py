"""Same period and previous period of communes that were not there yet: restated, marked, walked; or blank and why."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.cube import api as cube
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, Quantity, Respondent, Restated, RowView
from tinhso.engines.reporting.models import Request
from tinhso.engines.reporting.testing import (
    FORM_FILE,
    World,
    ask,
    at,
    load_package,
    more_communes,
    now_rights,
    small_world,
    task_of,
)
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.kernel.periods import parse_period
from tinhso.kernel.quantities import round_half_up
from tinhso.testing.standing import standing, standing_on

MARCH, BEFORE = "nd09:2026-03", "nd09:2025-03"
OLD = {"24373": 210, "24382": 60, "24118": 100, "22024": 200}
RANKED = FORM_FILE.replace("rows:", 'rows:\n  - {no: "6", indicator: rank_of_service}')


def _reorganised() -> World:
    with at("2026-03-01 08:00"):
        rank = make_definition(
            "rank_of_service", kind="rank", time_rule="none", space_rule="none", merge_rule="not_mergeable"
        )
        made = small_world({"forms/a.yaml": RANKED})
        for code, value in OLD.items():
            unit, period = made.territory.old[code].id, make_period(BEFORE)
            write_figure(made.definitions["households_trained"], unit, period, value)
            write_figure(made.definitions["dossiers_received"], unit, period, value * 10)
            write_figure(made.definitions["dossiers_online"], unit, period, value * 4)
            write_figure(rank, unit, period, 3)
        return made


reorganised = standing("reorganised", _reorganised)


def row_of(code: str, no: str, login: str) -> RowView:
    with at("2026-03-16 09:00"):
        task = api.task(task_of(request_of_march(), code), rights=now_rights(login))
    return next(row for row in task.rows if row.row.no == no)


@standing_on("reorganised")
def march(reorganised: World) -> World:
    with at("2026-03-02 08:00"):
        ask(reorganised, MARCH)
    return reorganised


def request_of_march() -> Request:
    return Request.objects.filter(period__code=MARCH).order_by("id")[0]


def told(figure: Quantity) -> tuple[Decimal | None, Restated | None]:
    return figure.value, figure.restated


def test_a_merged_commune_is_compared_with_the_sum_of_its_former_ones(march: World) -> None:
    figure = row_of("24373", "2", "eakar.nhap").same_period_last_year
    assert (*told(figure), figure.gaps) == (270, Restated.WHOLE, 0)


def test_a_computed_row_follows_from_its_restated_parts(march: World) -> None:
    assert told(row_of("24373", "4", "eakar.nhap").same_period_last_year) == (Decimal("40.0"), Restated.WHOLE)


def test_an_indicator_that_cannot_be_merged_stays_blank_with_its_reason(march: World) -> None:
    assert told(row_of("24373", "6", "eakar.nhap").same_period_last_year) == (None, Restated.IMPOSSIBLE)


def test_a_divided_commune_is_compared_with_its_share_and_the_total_says_so(march: World) -> None:
    with at("2026-03-16 09:00"):
        view = api.consolidation_view(request_of_march().id, rights=now_rights("skhcn.tonghop"))
    past = {row.unit.code: told(row.same_period_last_year["2"]) for row in view.rows}
    assert past == {
        "24373": (270, Restated.WHOLE),
        "24133": (100, Restated.WHOLE),
        "22015": (110, Restated.DIVIDED),
        "22045": (90, Restated.DIVIDED),
    }
    total = view.totals["2"].all_units_last_year
    assert told(total) == (sum(OLD.values()), Restated.DIVIDED)


def test_the_page_marks_the_figure_and_leads_to_its_walk(march: World, seat: type[Desk]) -> None:
    with at("2026-03-16 09:00"):
        page = seat("eakar.nhap").open(f"/viec/{task_of(request_of_march(), '24373')}")
    assert "quy đổi về hiện hành" in page.html
    assert "/nguon-goc?chi-tieu=households_trained&amp;don-vi=24373&amp;ky=nd09%3A2025-03" in page.html
    assert "không quy đổi được: đơn vị cũ" in page.html


def test_the_year_to_date_counts_what_former_communes_reported(reorganised: World) -> None:
    """The year of a commune that began on 1/7/2025: its own periods, and before them its predecessors'."""
    with at("2025-09-01 08:00"):
        for period in ("nd09:2025-01", "nd09:2025-06"):
            for code, value in OLD.items():
                write_figure(
                    reorganised.definitions["households_trained"], reorganised.territory.old[code].id,
                    make_period(period), value,
                )  # fmt: skip
        own = reorganised.unit_id("24373")
        write_figure(reorganised.definitions["households_trained"], own, make_period("nd09:2025-08"), 30)
        made = ask(reorganised, "nd09:2025-09")
        number, drafter = task_of(made, "24373"), now_rights("eakar.nhap")
        cells = [CellInput("1", "100"), CellInput("2", "5"), CellInput("3", "9"), CellInput("5", "40"),
                 CellInput("6", "3")]  # fmt: skip
        seen, years = api.preview_cells(number, cells, rights=drafter)
        assert not seen.errors
        assert not api.save_cells(number, cells, rights=drafter).errors
        rows = {row.row.no: row.year_to_date for row in api.task(number, rights=drafter).rows}
    # 210 + 60 in kỳ 1, 3 and 6, its own 30 in kỳ 8, and the 5 of this one; nobody spoke of kỳ 2, 4, 5 and 7.
    assert (*told(rows["2"]), rows["2"].gaps) == (3 * 270 + 30 + 5, Restated.WHOLE, 4)
    assert years["2"] == rows["2"]
    # A stock is its last state; a share comes from the restated sums of its parts, and says so.
    assert told(rows["3"]) == (9, None)
    assert told(rows["4"]) == (round_half_up(Fraction(100 * (1080 + 40), 2700 + 100), 1), Restated.WHOLE)
    with at("2025-09-16 09:00"):
        view = api.consolidation_view(made.id, rights=now_rights("skhcn.tonghop"))
    assert told(view.rows[0].year_to_date["2"])[0] is None  # nothing is told of a draft


def test_a_year_of_figures_that_cannot_be_added_stays_blank_with_its_reason(reorganised: World) -> None:
    with at("2025-09-01 08:00"):
        definition = make_definition("rate_told", merge_rule="not_mergeable")
        for code, value in OLD.items():
            unit = reorganised.territory.old[code].id
            write_figure(definition, unit, make_period("nd09:2025-06"), value)
        load_package({"forms/b.yaml": FORM_FILE.replace("version: 1", "version: 2").replace(
            "valid_from: 2023-01-01", "valid_from: 2025-08-01"
        ).replace("rows:", 'rows:\n  - {no: "7", indicator: rate_told}')})  # fmt: skip
        made = ask(reorganised, "nd09:2025-09")
        number, drafter = task_of(made, "24373"), now_rights("eakar.nhap")
        assert not api.save_cells(number, [CellInput("7", "5")], rights=drafter).errors
        row = next(one for one in api.task(number, rights=drafter).rows if one.row.no == "7")
    assert told(row.year_to_date) == (None, Restated.IMPOSSIBLE)


QUARTER_FORM = FORM_FILE.replace("bieu-01-cds-t", "bieu-quy").replace(
    "rows:", 'rows:\n  - {no: "7", indicator: rate_told}'
)
QUARTER = """
code: cds-quy
version: 1
valid_from: 2023-01-01
name_vi: Báo cáo quý
name_en: Quarterly report
kind: periodic
scheme: nd09.quarter
form: bieu-quy
assigner: H15.01
respondents: [{level: commune}]
deadlines: [{level: commune, working_days_after_cut_off: 2}]
source: thử nghiệm
"""


def test_the_year_of_a_quarter_counts_former_communes_as_that_of_a_month_does(reorganised: World) -> None:
    """Quý IV/2025 of a commune that began on 1/7/2025: kỳ 1–6 are its predecessors', 7–12 its own."""
    own, former = reorganised.unit_id("24373"), reorganised.territory.old
    with at("2025-12-16 08:00"):
        trained, rate = (
            reorganised.definitions["households_trained"],
            make_definition("rate_told", merge_rule="not_mergeable"),
        )
        for definition in (trained, rate):
            for number in range(1, 13):
                period = make_period(f"nd09:2025-{number:02}")
                if number > 6:
                    write_figure(definition, own, period, 30)
                elif (definition, number) != (trained, 3):  # which the world tells already
                    for code, value in OLD.items():
                        write_figure(definition, former[code].id, period, value)
        load_package({"forms/q.yaml": QUARTER_FORM, "regimes/q.yaml": QUARTER})
        made = api.create_request("cds-quy", parse_period("nd09:2025-Q4"), rights=now_rights("vp.giaobaocao"))

        def rows_of(code: str, login: str) -> dict[str, RowView]:
            return {one.row.no: one for one in api.task(task_of(made, code), rights=now_rights(login)).rows}

        rows = rows_of("24373", "eakar.nhap")
        assert rows["2"].cell is not None
        assert told(rows["2"].cell.quantity) == (90, None)
        year = rows["2"].year_to_date
        assert (*told(year), year.gaps) == (6 * 270 + 6 * 30, Restated.WHOLE, 0)
        assert told(rows["7"].year_to_date) == (None, Restated.IMPOSSIBLE)
        # Where a month of its own is missing no partial year passes for the whole.
        assert told(rows_of("24133", "bmt.nhap")["2"].year_to_date) == (None, None)


def test_no_commune_costs_a_question_of_its_own(march: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    query = cube.query
    monkeypatch.setattr(cube, "query", lambda question: asked.append(question) or query(question))

    def counted(request_id: int, moment: str) -> tuple[int, int]:
        with at(moment):
            rights = now_rights("skhcn.tonghop")
            api.consolidation_view(request_id, rights=rights)  # the cube reads changed units once for everybody
            asked.clear()
            with CaptureQueriesContext(connection) as caught:
                api.consolidation_view(request_id, rights=rights)
        return len(caught), len(asked)

    few = counted(request_of_march().id, "2026-03-16 09:00")
    with at("2026-03-02 09:00"):
        others = [Respondent(unit_id) for unit_id in more_communes(march, 30)]
        units = [Respondent(unit.id) for unit in march.territory.communes.values()]
        many = ask(march, MARCH, respondents=[*others, *units], code="many").id
    assert counted(many, "2026-03-16 09:00") == few
    assert few[1] == 1
