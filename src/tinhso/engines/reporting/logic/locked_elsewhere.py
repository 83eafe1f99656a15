"""Figures that another request has locked: this one shows them, accepts them, and changes them by corrections only.

A figure is one, whoever asks for it. Once a request that asks for it is locked, a later request that asks for it too
goes its own way to its own lock: what stands is accepted and never taken back by it, and a differing value needs a note
on its cell, goes in as a correction, and shows as one in both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import FigureKey, FigureWrite
from tinhso.engines.reporting.contracts import Finding, Severity
from tinhso.engines.reporting.logic.figures import answers_of
from tinhso.engines.reporting.logic.life import subject_of_request
from tinhso.engines.reporting.logic.sheet import Sheet
from tinhso.engines.reporting.models import Request

CODE = "locked_elsewhere"
ELSEWHERE = "số liệu đã khóa ở báo cáo khác"  # the reason of an acceptance that gives none


def locked_elsewhere(request: Request, keys: Collection[FigureKey]) -> set[FigureKey]:
    """Return those of a request's figures that somebody else holds locked; one query."""
    if not keys:
        return set()
    held = indicators.locked_keys(
        {key.indicator_id for key in keys},
        {key.period_id for key in keys},
        {key.unit_id for key in keys},
        but_by=subject_of_request(request.code),
    )
    return {key for key in keys if _place(key) in held}


def without_locked(request: Request, writes: Iterable[FigureWrite]) -> list[FigureWrite]:
    """Leave out what somebody else holds locked: a return or a withdrawal takes back this request's own alone."""
    wanted = list(writes)
    held = locked_elsewhere(request, {write.key for write in wanted})
    return [write for write in wanted if write.key not in held]


def corrections_elsewhere(
    sheets: Collection[Sheet], writes: Mapping[int, Sequence[FigureWrite]]
) -> dict[int, list[FigureWrite]]:
    """Return the writes of forms that change what another request has locked, by assignment; one query for all forms.

    A form that is being corrected after its own lock is none of these: all of it goes in as a correction.
    """
    asked = [one for one in sheets if not one.assignment.correcting]
    keys = {write.key for sheet in asked for write in writes[sheet.assignment.pk]}
    if not keys:
        return {}
    held = indicators.lock_holders(
        {key.indicator_id for key in keys}, {key.period_id for key in keys}, {key.unit_id for key in keys}
    )
    found = {}
    for sheet in asked:
        row = sheet.assignment
        own = {subject_of_request(row.request.code)}
        found[row.pk] = [one for one in writes[row.pk] if held.get(_place(one.key), frozenset()) - own]
    return found


def findings_elsewhere(sheets: Collection[Sheet]) -> list[Finding]:
    """Ask for a note where a form would change what another request has locked; one query for all forms."""
    return unexplained(sheets, corrections_elsewhere(sheets, {one.assignment.pk: answers_of(one) for one in sheets}))


def unexplained(sheets: Collection[Sheet], changed: Mapping[int, Sequence[FigureWrite]]) -> list[Finding]:
    """Ask for a note at each of the changes of locked figures that has none; `changed` by assignment."""
    found = []
    for sheet in sheets:
        numbers = {sheet.key(row, column): row.no for row, column in sheet.entered()}
        silent = [one for one in changed.get(sheet.assignment.pk, ()) if not one.note]
        found += [_finding(numbers[write.key]) for write in silent]
    return found


def _finding(row_no: str) -> Finding:
    return Finding(
        CODE,
        Severity.ERROR,
        row_no,
        "Số này đã khóa ở một báo cáo khác. Muốn sửa, hãy ghi lý do vào ghi chú của ô",
        "Another report has locked this figure. To change it, write the reason in the cell's note",
    )


def _place(key: FigureKey) -> tuple[int, int, int]:
    return key.indicator_id, key.period_id, key.unit_id
