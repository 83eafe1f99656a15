"""A consolidation as a paper: what the agency sends upward in PDF, Word and Excel, from the frozen content alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tinhso.engines.reporting.contracts.versions import told_quantity
from tinhso.engines.reporting.logic.consolidation.version_changes import tables_of_changes
from tinhso.engines.reporting.logic.consolidation.version_files import printed_no, punctuality_words
from tinhso.engines.reporting.logic.lists.frozen_lists import table_of_list
from tinhso.engines.reporting.logic.papers.paper_cells import quantity_cell
from tinhso.kernel.papers import (
    EMPTY_CELL,
    Block,
    Letterhead,
    Paper,
    PaperCell,
    PaperColumn,
    PaperRow,
    PaperTable,
    PaperText,
    RowKind,
    SignatureBlock,
    TextKind,
    number_cell,
    render,
)
from tinhso.kernel.quantities import measure_units

Content = Mapping[str, Any]
_SUMMARY = (
    PaperColumn("no", ("TT",), "A", 5, "center"),
    PaperColumn("name", ("Chỉ tiêu",), "B", 36, "left"),
    PaperColumn("unit", ("Đơn vị tính",), "C", 9, "center"),
    PaperColumn("received", ("Số đơn vị có số liệu",), "1", 10, "center"),
    PaperColumn("units", ("Kỳ này", "Cộng các đơn vị"), "2", 12),
    PaperColumn("lines", ("Kỳ này", "Cơ quan tổng hợp điều chỉnh"), "3", 12),
    PaperColumn("total", ("Kỳ này", "Tổng"), "4=2+3", 12),
    PaperColumn("last_year", ("Cùng kỳ năm trước", "Của đúng các đơn vị ở cột 1"), "5", 12),
    PaperColumn("percent", ("Cùng kỳ năm trước", "So với cột 5"), "6=2/5", 10),
    PaperColumn("against", ("Cùng kỳ năm trước", "So cùng"), "7", 14, "left"),
)
_STANDING = {"accepted": "đã tiếp nhận", "sent": "đã gửi", "returned": "trả lại", "not_sent": "chưa gửi"}


def files_of(content: Content) -> dict[str, bytes]:
    """Return the papers of a version by format; the same content gives the same bytes."""
    return {
        "docx": render(paper_of(content), "docx").content,
        "pdf": render(paper_of(content), "pdf").content,
        "xlsx": workbook_of(content),
    }


def workbook_of(content: Content) -> bytes:
    """Return the workbook of a table: the totals, and every unit's figures."""
    return render(paper_of(content, with_units=True), "xlsx").content


def paper_of(content: Content, with_units: bool = False) -> Paper:
    """Describe the paper of a consolidated table.

    Args:
        with_units: every unit's figures in a second table, too wide for a printed page.
    """
    request, version, counts = content["request"], content.get("version"), content["counts"]
    blocks: list[Block] = [PaperText(line) for line in content.get("narrative", "").split("\n") if line.strip()]
    blocks += tables_of_changes(content.get("changes"))
    blocks.append(_summary(content))
    blocks += [_lines(content)] if content["lines"] else []
    blocks += [_units(content)] if with_units else []
    if content.get("list", {}).get("lines"):
        blocks += [PaperText(content["list"]["name_vi"].upper(), TextKind.HEADING), table_of_list(content["list"])]
    issuer = request["consolidator"] or request["assigner"]
    made_at = datetime.fromisoformat(version["frozen_at"] if version else content["made_at"])
    return Paper(
        file_name=f"{request['code']}-{version['number']}" if version else request["code"],
        letterhead=Letterhead(
            f"UBND {request['aggregate']['name_vi']}".upper() if request["aggregate"] else "",
            issuer["name_vi"].upper(),
            number=(version or {}).get("document_number", ""),
            symbol="/BC",
            on=date.fromisoformat(version["issued_on"]) if version and "issued_on" in version else None,
            year=made_at.year,
        ),
        title=version["name_vi"].upper() if version else "BẢNG TỔNG HỢP",
        subtitle=request["title_vi"],
        made_at=made_at,
        marks=("Số liệu minh họa",) if request["illustrative"] else (),
        facts=(
            ("Kỳ báo cáo", f"{_day(request['period_start'])}–{_day(request['period_end'])}"),
            ("Đã gửi", f"{counts['sent']}/{counts['total']} đơn vị"),
        ),
        blocks=tuple(blocks),
        signatures=(_signature(version),) if version else (),
        landscape=True,
    )


def _signature(version: Content) -> SignatureBlock:
    """Whoever approved by account; a certificate's signature is another matter."""
    return SignatureBlock(version["approver_title"].upper() or "LÃNH ĐẠO CƠ QUAN", version["capacity"],
                          ("Đã phê duyệt trên hệ thống",))  # fmt: skip


def _summary(content: Content) -> PaperTable:
    rows = []
    for column in content["columns"]:
        total, decimals = content["totals"][column["row_no"]], column["decimals"]
        own = [Decimal(one["value"]) for one in content["lines"] if one["row_no"] == column["row_no"]]
        percent = total["percent_of_same_units_last_year"]
        cells = (
            PaperCell(printed_no(column)),
            PaperCell(column["name_vi"]),
            PaperCell(_unit_name(column["measure_unit"])),
            PaperCell(f"{total['received']}/{total['expected']}"),
            _cell(total["units_total"], decimals),
            number_cell(sum(own, Decimal(0)), decimals) if own else EMPTY_CELL,
            _cell(total["total"], decimals),
            _cell(total["same_units_last_year"], decimals),
            number_cell(Decimal(percent), 1, is_percent=True) if percent else EMPTY_CELL,
            PaperCell(f"so cùng {total['received']} đơn vị" if percent else ""),
        )
        rows.append(PaperRow(column["row_no"], cells))
    return PaperTable(_SUMMARY, tuple(rows), caption="Số tổng hợp")


def _lines(content: Content) -> PaperTable:
    names = {one["row_no"]: (one["name_vi"], one["decimals"]) for one in content["columns"]}
    columns = (
        PaperColumn("no", ("TT",), "A", 5, "center"),
        PaperColumn("title", ("Dòng của cơ quan tổng hợp",), "B", 24, "left"),
        PaperColumn("name", ("Chỉ tiêu",), "C", 30, "left"),
        PaperColumn("value", ("Giá trị",), "1", 12),
        PaperColumn("reason", ("Lý do",), "D", 40, "left"),
    )
    rows = tuple(
        PaperRow(
            str(place),
            (PaperCell(str(place)), PaperCell(one["title"]), PaperCell(names[one["row_no"]][0]),
             number_cell(Decimal(one["value"]), names[one["row_no"]][1]), PaperCell(one["reason"])),
        )
        for place, one in enumerate(content["lines"], 1)
    )  # fmt: skip
    return PaperTable(columns, rows, caption="Dòng điều chỉnh của cơ quan tổng hợp")


def _units(content: Content) -> PaperTable:
    columns = (
        PaperColumn("code", ("Mã",), "A", 8, "center"),
        PaperColumn("unit", ("Đơn vị",), "B", 24, "left"),
        PaperColumn("standing", ("Tình trạng",), "C", 14, "left"),
        *(
            PaperColumn(one["row_no"], (f"{printed_no(one)}. {one['name_vi']}",), str(place), 14)
            for place, one in enumerate(content["columns"], 1)
        ),
        PaperColumn("deadline", ("Hạn gửi",), "D", 18, "left"),
    )
    rows = [
        PaperRow(
            unit["code"],
            (PaperCell(unit["code"]), PaperCell(unit["name_vi"]), PaperCell(_STANDING[unit["standing"]]),
             *(_cell(unit["figures"].get(one["row_no"], {}), one["decimals"]) for one in content["columns"]),
             PaperCell(punctuality_words(unit))),
        )
        for unit in content["units"]
    ]  # fmt: skip
    totals = (_cell(content["totals"][one["row_no"]]["units_total"], one["decimals"]) for one in content["columns"])
    label = f"Cộng {content['counts']['sent']}/{content['counts']['total']} đơn vị đã gửi"
    rows.append(PaperRow("tong", (EMPTY_CELL, PaperCell(label), EMPTY_CELL, *totals, EMPTY_CELL), kind=RowKind.TOTAL))
    return PaperTable(columns, tuple(rows), caption="Số liệu từng đơn vị", starts_page=True)


def _cell(figure: Content, decimals: int) -> PaperCell:
    return quantity_cell(told_quantity(figure), decimals)


def _unit_name(code: str) -> str:
    units = measure_units()
    return units[code].name_vi if code in units else code


def _day(text: str) -> str:
    return date.fromisoformat(text).strftime("%d/%m/%Y")
