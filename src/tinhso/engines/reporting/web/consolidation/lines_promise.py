"""What a preview of a consolidation's workbook promised to keep: signed for one person and one request."""

from __future__ import annotations

from decimal import Decimal

from tinhso.engines.reporting.contracts import LineInput, LinesPreview
from tinhso.engines.reporting.contracts.excel_errors import StalePreview
from tinhso.kernel.quantities import plain_text
from tinhso.web_kit.signed_promise import open_promise, sign_promise

SALT = "reporting.lines"


def promise(request_id: int, user_id: int | None, seen: LinesPreview) -> str:
    """Return the token of a preview."""
    wanted = [one.input for one in seen.changes]
    plain = [
        [one.row_no, None if one.value is None else plain_text(one.value), one.title_vi, one.reason, one.line,
         one.replaces]
        for one in wanted
    ]  # fmt: skip
    return sign_promise([request_id, user_id, plain], SALT)


def read_promise(token: str, request_id: int, user_id: int | None) -> list[LineInput]:
    """Return what a preview promised.

    Raises:
        StalePreview (REP-107): altered, too old, or somebody else's.
    """
    said = open_promise(token, SALT, StalePreview)
    if said[:2] != [request_id, user_id]:
        raise StalePreview()
    return [
        LineInput(row_no, None if value is None else Decimal(value), title, reason, line, replaces)
        for row_no, value, title, reason, line, replaces in said[2]
    ]
