"""Parameters of the address read into a choice; what cannot be read is refused with its name, never ignored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from tinhso.engines.insight.contracts import BoardDefinition, Choice, MalformedChoice
from tinhso.engines.insight.logic.boards import board_definition
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.kernel.clock import VIETNAM, in_vietnam
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, last_closed_period, parse_period

STRUCTURES = ("as_reported", "current")
DEFAULT_BOARD = "dieu-hanh"


def read_choice(
    parameters: Mapping[str, str], *, rights: Rights, now: datetime, language: str, board: str = DEFAULT_BOARD
) -> Choice:
    """Read `ky`, `don-vi-hanh-chinh` and `tinh-den` of an address.

    Raises:
        MalformedChoice (INS-004), UnknownBoard (INS-001), UnknownUnit (ORG-001)
    """
    definition = board_definition(board, in_vietnam(now).date())
    period = read_period(parameters.get("ky", ""), definition, in_vietnam(now).date())
    return Choice(
        board=definition,
        period=period,
        unit=orgs.unit_by_code(definition.unit, on=period.end),
        rights=rights,
        now=now,
        language=language,
        structure=read_structure(parameters.get("don-vi-hanh-chinh", "")),
        as_of=read_moment(parameters.get("tinh-den", "")),
    )


def read_period(text: str, board: BoardDefinition, today: date) -> Period:
    """The period chosen, or the last one whose data are closed."""
    if not text:
        return last_closed_period(today, board.scheme)
    try:
        period = parse_period(text)
    except TinhSoError as error:
        raise _malformed("ky", text, error.message("vi"), error.message("en")) from error
    if period.scheme != board.scheme:
        raise _malformed("ky", text, f"Bảng này dùng kỳ {board.scheme}.", f"This board uses {board.scheme} periods.")
    return period


def read_structure(text: str) -> str:
    """`as_reported` (units of each period) or `current` (restated to today's units)."""
    if text and text not in STRUCTURES:
        hint = ", ".join(STRUCTURES)
        raise _malformed("don-vi-hanh-chinh", text, f"Chọn một trong: {hint}.", f"Choose one of: {hint}.")
    return text or STRUCTURES[0]


def read_moment(text: str) -> datetime | None:
    """The moment as of which everything is shown; None is live."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _malformed("tinh-den", text, "Viết như 2026-11-16T16:00.", "Write it like 2026-11-16T16:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _malformed(parameter: str, value: str, hint_vi: str, hint_en: str) -> MalformedChoice:
    return MalformedChoice(parameter=parameter, value=value, hint_vi=hint_vi, hint_en=hint_en)
