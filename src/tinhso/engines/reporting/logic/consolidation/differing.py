"""How two states of a consolidation differ: figures first, with why; then the totals that follow, and lines of lists.

Both sides are contents as `freezing.py` makes them: two frozen versions, or a version and today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tinhso.engines.reporting.contracts import Cause, Difference, TotalDifference, VersionComparison
from tinhso.engines.reporting.contracts.versions import told_quantity
from tinhso.engines.reporting.logic.lists.differing_lists import differing_lines

Content = Mapping[str, Any]
_SENT = frozenset({"accepted", "sent"})


def compare_contents(before: Content, after: Content, reasons: Mapping[str, str] | None = None) -> VersionComparison:
    """Return every figure that the two tell differently, units in the order of the later one, then the lines.

    Args:
        reasons: what was written about a unit's change, by unit code.
    """
    columns = {one["row_no"]: one for one in after["columns"]}
    known = reasons or {}
    found = [*_unit_differences(before, after, columns, known), *_line_differences(before, after, columns)]
    totals = tuple(_total_differences(before, after, columns))
    return VersionComparison(tuple(found), totals, tuple(differing_lines(before, after, _causes(before, after), known)))


def _unit_differences(
    before: Content, after: Content, columns: Mapping[str, Content], reasons: Mapping[str, str]
) -> Iterator[Difference]:
    earlier = {unit["code"]: unit for unit in before["units"]}
    for unit in after["units"]:
        was = earlier.pop(unit["code"], _NOBODY)
        cause = _cause(was, unit)
        for no, column in columns.items():
            if column["computed"]:
                continue
            old, new = was["figures"].get(no, {}), unit["figures"].get(no, {})
            if _said(old) != _said(new):
                yield _difference(
                    _cause_of_row(no, was, unit, cause), unit, column, old, new, reasons.get(unit["code"], "")
                )
    for unit in earlier.values():
        for no, column in columns.items():
            old = unit["figures"].get(no, {})
            if _said(old) != _said({}) and not column["computed"]:
                yield _difference(Cause.TAKEN_OUT, unit, column, old, {}, "")


def _causes(before: Content, after: Content) -> dict[str, Cause]:
    """Why a unit's report may say something else, by unit code."""
    was, now = ({unit["code"]: unit for unit in side["units"]} for side in (before, after))
    return {code: _cause(was.get(code, _NOBODY), now[code]) if code in now else Cause.TAKEN_OUT for code in was | now}


_NOBODY: Content = {"figures": {}, "standing": "not_sent", "corrections": 0, "submissions": 0}


def _cause(was: Content, unit: Content) -> Cause:
    if unit["standing"] in _SENT and was["standing"] not in _SENT:
        return Cause.LATE_UNIT if not was["submissions"] else Cause.SENT_AGAIN
    if unit["standing"] not in _SENT and was["standing"] in _SENT:
        return Cause.TAKEN_OUT
    if unit["corrections"] > was["corrections"]:
        return Cause.CORRECTION
    return Cause.SENT_AGAIN if unit["submissions"] > was["submissions"] else Cause.SOURCE


def _cause_of_row(no: str, was: Content, unit: Content, cause: Cause) -> Cause:
    """A figure that nobody typed changes with its source; one that the unit typed over it goes with the report."""
    if no not in unit["known_rows"] or cause is Cause.LATE_UNIT:
        return cause
    return cause if cause is Cause.TAKEN_OUT and no not in was.get("known_rows", ()) else Cause.SOURCE


def _difference(cause: Cause, unit: Content, column: Content, old: Content, new: Content, reason: str) -> Difference:
    return Difference(
        cause, unit["code"], unit["name_vi"], column["row_no"], column["name_vi"], column["name_en"],
        column["decimals"], told_quantity(old), told_quantity(new), reason, unit.get("name_en", ""),
    )  # fmt: skip


def _line_differences(before: Content, after: Content, columns: Mapping[str, Content]) -> Iterator[Difference]:
    old, new = _lines(before), _lines(after)
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        if (was or {}).get("value") == (now or {}).get("value"):
            continue
        told = now or was or {}
        yield Difference(
            Cause.LINE, "", told["title"], key[1], columns[key[1]]["name_vi"], columns[key[1]]["name_en"],
            columns[key[1]]["decimals"], told_quantity(was or {}), told_quantity(now or {}),
            now["reason"] if now else "",
        )  # fmt: skip


def _lines(content: Content) -> dict[tuple[str, str], Content]:
    return {(line["line"], line["row_no"]): line for line in content["lines"]}


def _total_differences(before: Content, after: Content, columns: Mapping[str, Content]) -> Iterator[TotalDifference]:
    for no, column in columns.items():
        old, new = before["totals"].get(no), after["totals"][no]
        was = old["total"] if old else {}
        if _said(was) == _said(new["total"]) and (old is None or old["received"] == new["received"]):
            continue
        yield TotalDifference(
            no, column["name_vi"], column["name_en"], column["decimals"], told_quantity(was),
            told_quantity(new["total"]),
            old["received"] if old else 0, new["received"], new["expected"],
        )  # fmt: skip


def _said(figure: Content) -> tuple[str, str, str]:
    """What a figure says; a status that became official says nothing new."""
    missing = figure.get("missing", "" if "value" in figure else "not_reported")
    return figure.get("value", ""), figure.get("operator", "="), missing
