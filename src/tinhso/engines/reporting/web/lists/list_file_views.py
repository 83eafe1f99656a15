"""A unit's own file of list lines: which column holds what, every doubtful cell, then all of it or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.list_files import ListFileView, ListMapping
from tinhso.engines.reporting.contracts.lists import ListSheet
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.quantities import number_locale
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number

MOST_DOUBTS, SAMPLE = 50, 12


@desk_page("GET", "POST")
def list_file(request: DeskRequest, task_id: int, file_id: int) -> HttpResponse:
    """The beginning of the file with what its headings suggest; a preview of the lines; taking them into the list."""
    sheet, sent = api.report_list(task_id, rights=request.rights), request.POST
    mapping = _mapping(sent, sheet) if request.method == "POST" else None
    error: TinhSoError | None = None
    if mapping is not None and sent.get("act") == "take":
        try:
            count = api.take_list_file(
                task_id, file_id, mapping, rights=request.rights, replaces=sent.get("thay") == "1",
                locale=number_locale(),
            )  # fmt: skip
        except TinhSoError as refused:
            error = stays_on_page(refused)
        else:
            words = ngettext("Đã ghi %(count)d dòng từ tệp.", "Đã ghi %(count)d dòng từ tệp.", count)
            messages.success(request, words % {"count": count})
            return redirect("reporting:report_list", task_id)
    found = api.list_file(task_id, file_id, mapping, rights=request.rights, locale=number_locale())
    context = _context(task_id, sheet, found) | {
        "file_id": file_id,
        "replaces": sent.get("thay") == "1",
        "error": error,
        "error_text": error.message(language()) if error else "",
    }
    doubtful = request.method == "POST" and bool(found.doubts)
    return render(
        request, "reporting/list_file.html", context, status=status_of(error) if error else 422 if doubtful else 200
    )


def _mapping(sent: QueryDict, sheet: ListSheet) -> ListMapping:
    columns = {one.code: sent.get(f"cot_{one.code}", "") for one in sheet.open_list.columns}
    return ListMapping(
        sheet=sent.get("trang_tinh", ""),
        first_row=_number(sent.get("dong_dau", "")),
        last_row=_number(sent.get("dong_cuoi", "")),
        columns={code: letters for code, letters in columns.items() if letters},
    )


def _number(text: str) -> int:
    return read_number(text.strip(), 0)


def _context(task_id: int, sheet: ListSheet, found: ListFileView) -> dict[str, Any]:
    columns, mapping = sheet.open_list.columns, found.mapping
    heading = next((texts for number, texts in found.corner.rows if number == mapping.first_row - 1), ())
    letters = [
        (letter, f"{letter} · {text}" if text else letter)
        for letter, text in zip(found.corner.letters, [*heading, *[""] * len(found.corner.letters)], strict=False)
    ]
    return {
        "task_id": task_id,
        "name": sheet.open_list.name(language()),
        "found": found,
        "letters": letters,
        "columns": [
            {"code": one.code, "name": one.name(language()), "needed": one.needed,
             "letters": mapping.columns.get(one.code, "")}
            for one in columns
        ],
        "heads": [one.name(language()) for one in columns],
        "sample": [[line.get(one.code, "") for one in columns] for line in found.lines[:SAMPLE]],
        "count": len(found.lines),
        "standing": len(sheet.lines),
        "doubts": [(one.address, one.message(language()), one.code) for one in found.doubts[:MOST_DOUBTS]],
        "doubt_count": len(found.doubts),
    }  # fmt: skip
