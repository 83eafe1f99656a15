"""Returning reports with what the rules found as the reason, each with its own words and suggested values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import FoundAt, Suggestion, Verb
from tinhso.engines.reporting.contracts.errors import ReasonNeeded
from tinhso.engines.reporting.contracts.finding_errors import FindingGone
from tinhso.engines.reporting.logic.consolidation.finding_page import findings_view
from tinhso.engines.reporting.logic.consolidation.receiving import return_each
from tinhso.engines.reporting.logic.life import take
from tinhso.kernel.quantities import plain_text


@transaction.atomic
def return_findings(request_id: int, chosen: Mapping[int, Sequence[str]], *, rights: Rights, words: str = "") -> int:
    """Return reports of a request for what was found in them: the reason says it, the suggestion stands beside it.

    Args:
        chosen: by assignment the keys of its findings (`FoundAt.key`).
        words: said after the findings to everybody, may be empty.

    Returns:
        How many reports were returned; all or none.

    Raises:
        UnknownRequest (REP-026), ReasonNeeded (REP-043): nothing was chosen. FindingGone (REP-287): a figure was
        mended meanwhile. As `return_submission`.
    """
    if not chosen:
        raise ReasonNeeded(verb_vi="trả lại", verb_en="returning")
    take(Verb.RETURN, list(chosen), rights, words or "-")  # rights and states before anything is said of findings
    found = {one.assignment_id: one for one in findings_view(request_id, rights=rights).units}
    returned = {}
    for assignment_id, keys in chosen.items():
        unit = found.get(assignment_id)
        by_key = {one.key: one for one in unit.findings} if unit else {}
        gone = [key for key in keys if key not in by_key]
        if gone or unit is None:
            raise FindingGone(unit=unit.unit.name("vi") if unit else str(assignment_id))
        told = [by_key[key] for key in dict.fromkeys(keys)]
        returned[assignment_id] = (_reason(told, words), _suggestions(told))
    return_each(returned, rights=rights)
    return len(returned)


def _reason(found: Sequence[FoundAt], words: str) -> str:
    """`Dòng 2: Có thừa một chữ số 0 không?`: what comes back names its row, in the language the unit reads."""
    lines = [f"Dòng {one.row_no}: {one.message_vi}" for one in found]
    return "\n".join([*lines, *([words.strip()] if words.strip() else [])])


def _suggestions(found: Sequence[FoundAt]) -> list[Suggestion]:
    """One value a row: that of the first finding that has one."""
    by_row = {one.row_no: one.suggestion for one in reversed(found) if one.suggestion is not None}
    return [Suggestion(row_no, plain_text(value).replace(".", ",")) for row_no, value in by_row.items()]
