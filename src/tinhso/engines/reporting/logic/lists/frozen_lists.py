"""The lines that units sent, as plain data of a consolidated table: frozen, printed and sent on with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tinhso.engines.reporting.contracts import ConsolidationRow
from tinhso.engines.reporting.contracts.lists import ListColumn, ListColumnKind, OpenList
from tinhso.engines.reporting.logic.lists.list_printing import list_table
from tinhso.engines.reporting.logic.lists.list_values import values_of
from tinhso.engines.reporting.queries.lists import sent_lists
from tinhso.kernel.papers import PaperTable

Content = Mapping[str, Any]


def frozen_list(open_list: OpenList, rows: Sequence[ConsolidationRow]) -> dict[str, Any]:
    """Return the list of a form with every line that was sent, by unit in the table's order. Two queries."""
    sent = sent_lists([row.assignment_id for row in rows if row.is_sent])
    return {
        "name_vi": open_list.name_vi,
        "name_en": open_list.name_en,
        "columns": [
            {"code": one.code, "kind": str(one.kind), "name_vi": one.name_vi, "name_en": one.name_en,
             "decimals": one.decimals}
            for one in open_list.columns
        ],
        "lines": [
            {"unit": row.unit.code, "unit_name": row.unit.name_vi, "line": place, "values": line}
            for row in rows
            if row.assignment_id in sent
            for place, line in enumerate((sent[row.assignment_id].after or {})["lines"], start=1)
        ],
    }  # fmt: skip


def known_list(content: Content) -> OpenList:
    """The names and columns of a frozen list."""
    columns = tuple(
        ListColumn(one["code"], ListColumnKind(one["kind"]), one["name_vi"], one["name_en"], decimals=one["decimals"])
        for one in content["columns"]
    )
    return OpenList(content["name_vi"], content["name_en"], columns)


def table_of_list(content: Content) -> PaperTable:
    """Return a frozen list as a table of a paper."""
    known = known_list(content)
    rows = [(line["unit_name"], values_of(known, line["values"])) for line in content["lines"]]
    return list_table(known, rows, with_unit=True)
