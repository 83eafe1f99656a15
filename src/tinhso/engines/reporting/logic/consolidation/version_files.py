"""The files of a frozen version, made from its content alone: the same content gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tinhso.engines.reporting.contracts import Punctuality
from tinhso.engines.reporting.contracts.versions import told_quantity
from tinhso.engines.reporting.logic.papers.paper_cells import absent_words
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.csv_text import csv_text
from tinhso.kernel.quantities import Operator

Content = Mapping[str, Any]


def csv_of(content: Content) -> bytes:
    """Return the table as CSV (UTF-8 with a mark for Excel): units, the agency's lines, totals with x/N.

    Numbers are digits with at most one dot. A comparison stands only beside the words that say against which units.
    """
    columns = content["columns"]
    head: list[list[object]] = [
        ["mã đơn vị", "đơn vị", "tình trạng", *(f"{printed_no(one)}. {one['name_vi']}" for one in columns), "hạn gửi"],
        ["", "", "", *(one["measure_unit"] for one in columns)],
    ]
    units = [
        [
            unit["code"],
            unit["name_vi"],
            unit["standing"],
            *(_figure(unit["figures"].get(one["row_no"], {})) for one in columns),
            punctuality_words(unit),
        ]
        for unit in content["units"]
    ]
    rows: list[Sequence[object]] = [*_head(content), *head, *units, *foot_rows(content)]
    return "\ufeff".encode() + csv_text(rows, "\r\n").encode()


def punctuality_words(unit: Mapping[str, Any]) -> str:
    """How a unit stands against its deadline; where a receiver accepted the device's time, with both times."""
    words = Punctuality(unit["punctuality"]).label_vi
    claimed = unit.get("accepted_claim_at")
    if not claimed:
        return words
    return f"{words} (máy ghi {_shown(claimed)}, máy chủ nhận {_shown(unit['first_submitted_at'])})"


def _shown(text: str) -> str:
    return in_vietnam(datetime.fromisoformat(text)).strftime("%H:%M %d/%m/%Y")


def printed_no(column: Mapping[str, Any]) -> str:
    """The number of a column as people know it: an item of a split row carries the row's."""
    return str(column["row_no"]).partition("|")[0]


def foot_rows(content: Content) -> list[list[str]]:
    """The rows below the units, one cell a column: x/N, their sum, each line, the total, fair comparisons."""
    columns, totals = content["columns"], content["totals"]

    def told(title: str, texts: Sequence[str]) -> list[str]:
        return ["", title, "", *texts]

    def each(name: str) -> list[str]:
        return [_figure(totals[one["row_no"]][name]) for one in columns]

    lines: dict[tuple[str, str], dict[str, str]] = {}
    for line in content["lines"]:
        lines.setdefault((line["line"], line["title"]), {})[line["row_no"]] = line["value"]
    return [
        told("Số đơn vị có số liệu", [f"{_of(one, totals)}" for one in columns]),
        told("Cộng các đơn vị", each("units_total")),
        *(
            told(title, [values.get(one["row_no"], "") for one in columns])
            for (_line, title), values in lines.items()
        ),
        told("Tổng, gồm điều chỉnh", each("total")),
        told("Cùng các đơn vị ấy, kỳ trước", each("same_units_previous")),
        told("Cùng các đơn vị ấy, cùng kỳ năm trước", each("same_units_last_year")),
        told("So cùng kỳ năm trước (%)", [_compared(totals[one["row_no"]]) for one in columns]),
        told("Tất cả đơn vị, cùng kỳ năm trước", each("all_units_last_year")),
    ]  # fmt: skip


def _head(content: Content) -> list[list[str]]:
    request, version = content["request"], content.get("version")
    counts = content["counts"]
    rows = [
        [request["title_vi"], f"kỳ {request['period']}", f"{counts['sent']}/{counts['total']} đơn vị đã gửi"],
    ]
    if version:
        rows.append([version["name_vi"], version["frozen_at"], ", ".join(
            one for one in (version["approver_title"], version["capacity"]) if one
        )])  # fmt: skip
    if request["illustrative"]:
        rows.append(["số liệu minh họa"])
    if content.get("narrative"):
        rows.append([content["narrative"]])
    return [*rows, []]


def _of(column: Mapping[str, Any], totals: Content) -> str:
    """`91/102 đơn vị`: with the word, so that a spreadsheet does not read a date."""
    total = totals[column["row_no"]]
    return f"{total['received']}/{total['expected']} đơn vị"


def _compared(total: Content) -> str:
    """`104.6 so cùng 91 đơn vị`: a percentage never stands alone."""
    percent = total["percent_of_same_units_last_year"]
    return f"{percent} so cùng {total['received']} đơn vị" if percent else ""


def _figure(frozen: Mapping[str, Any]) -> str:
    """`1234.5`, `<5`, or the words for why there is none."""
    figure = told_quantity(frozen)
    if figure.value is None:
        return absent_words(figure.missing)
    return f"{'' if figure.operator is Operator.EQUAL else figure.operator.symbol}{figure.value:f}"
