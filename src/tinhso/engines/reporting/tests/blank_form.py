"""A form in memory, without a database: enough of a task to write it as a workbook and read it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from tinhso.engines.indicators.contracts import (
    DefinitionView,
    Direction,
    Kind,
    MergeRule,
    Nature,
    Publication,
    SpaceRule,
    TimeRule,
)
from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.contracts import (
    AssignmentKind,
    CellCounts,
    CellKind,
    CellView,
    Column,
    ColumnKind,
    FormDefinition,
    Punctuality,
    Quantity,
    RequestState,
    RequestView,
    Row,
    RowView,
    TaskCard,
    TaskState,
    TaskView,
    Verb,
)
from tinhso.kernel.periods import parse_period

NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)
UNIT = UnitView(1, "24373", date(2025, 7, 1), None, "place", "commune", "Xã", "Xã Ea Kar", "", "Ea Kar", "", None, None)
COLUMNS = (
    Column("value", ColumnKind.VALUE, "Kỳ này", "This period", True),
    Column("plan", ColumnKind.PLAN, "Kế hoạch", "Plan", True),
    Column("year_to_date", ColumnKind.YEAR_TO_DATE, "Lũy kế", "Year to date", False),
)


def definition(number: int, **fields: Any) -> DefinitionView:
    """An indicator: a count, unless fields say otherwise."""
    plain: dict[str, Any] = {
        "id": number, "indicator_id": number, "code": f"chi_tieu_{number}",
        "version": 1, "valid_from": date(2000, 1, 1),
        "name_vi": f"Chỉ tiêu số {number}", "name_en": f"Indicator {number}", "concept_vi": "", "concept_en": "",
        "measure_unit": "dossier", "decimals": 0, "kind": Kind.AMOUNT, "nature": Nature.FLOW,
        "time_rule": TimeRule.SUM, "space_rule": SpaceRule.SUM, "direction": Direction.UP,
        "collected_level": "commune", "scheme": "nd09.month", "dimensions": (), "formula": None,
        "weight_indicator": "", "merge_rule": MergeRule.SUM, "comparable": True, "publication": Publication.PUBLIC,
        "source": "thử nghiệm", "owner": "", "legal_basis": "", "illustrative": True, "package": "",
        "search_key": "", "event_id": 1,
    }  # fmt: skip
    return DefinitionView(**plain | fields)


def row(number: int, quantities: dict[str, Quantity], **fields: Any) -> RowView:
    """A row to enter, with a cell for each quantity."""
    about = definition(number, **fields)
    no = str(number)
    cells = {code: CellView(no, code, CellKind.TYPED, one, version=1) for code, one in quantities.items()}
    return RowView(
        Row(no, about.code, "", "", "", number % 3, False), about, cells, enterable=True, entered=tuple(cells)
    )


def task_of_rows(rows: Sequence[RowView], columns: Sequence[Column] = COLUMNS) -> TaskView:
    """A form that a commune is filling."""
    period = parse_period("nd09:2026-11")
    form = FormDefinition(
        1, "bieu-thu", 1, date(2023, 1, 1), "Biểu thử", "Trial form", "", "", "", True, tuple(columns),
        tuple(one.row for one in rows), (),
    )  # fmt: skip
    request = RequestView(
        1, "thu", "Biểu thử", "Trial form", "cds-thang", form.code, 1, period, UNIT, UNIT, UNIT, period.end, (), NOW,
        RequestState.OPEN, NOW, 1, True,
    )  # fmt: skip
    card = TaskCard(
        7, 1, AssignmentKind.UNIT, "Biểu thử", "Trial form", period, UNIT, UNIT, UNIT, TaskState.DRAFTING, False, NOW,
        False, Punctuality.NOT_DUE, CellCounts(len(rows)), (Verb.SAVE,), illustrative=True,
    )  # fmt: skip
    return TaskView(card, request, form, tuple(columns), tuple(rows), (), (), (), True)
