"""Parameters of the address read into a choice; what cannot be read is refused with its name, never ignored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from tinhso.engines.cube.contracts import AS_REPORTED, CURRENT
from tinhso.engines.insight.contracts import BoardDefinition, Choice, MalformedChoice
from tinhso.engines.insight.logic.board.stored import board_definition
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import CheckpointView
from tinhso.kernel import clock
from tinhso.kernel.clock import in_vietnam
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import Period, last_closed_period, parse_period

STRUCTURES = (AS_REPORTED, CURRENT)
DEFAULT_BOARD = "dieu-hanh"


def read_choice(parameters: Mapping[str, str], *, rights: Rights, now: datetime, language: str) -> Choice:
    """Read `bang`, `ky`, `don-vi-hanh-chinh` and `tinh-den` of an address.

    Raises:
        MalformedChoice (INS-004), UnknownBoard (INS-001), UnknownUnit (ORG-001)
    """
    as_of = read_moment(parameters.get("tinh-den", ""), now)
    checkpoint = _checkpoint(as_of) if as_of else None
    tree_size = checkpoint.tree_size if checkpoint else None
    today = in_vietnam(checkpoint.sealed_at if checkpoint else now).date()
    board = board_definition(parameters.get("bang") or DEFAULT_BOARD, today, tree_size)
    period = read_period(parameters.get("ky", ""), board, today)
    structure = read_structure(parameters.get("don-vi-hanh-chinh", ""))
    return Choice(
        board=board,
        period=period,
        unit=orgs.unit_by_code(board.unit, on=unit_day(structure, period, today), known=tree_size),
        rights=rights,
        now=now,
        language=language,
        structure=structure,
        as_of=as_of,
        tree_size=tree_size,
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


def newest_period(choice: Choice) -> Period:
    """The last period whose data are closed by now, whatever period and moment are looked at."""
    today = in_vietnam(choice.now).date()
    board = choice.board if choice.as_of is None else board_definition(choice.board.code, today)
    return last_closed_period(today, board.scheme)


def read_structure(text: str) -> str | date:
    """`as_reported` (units of each period), `current` (restated to today's units), or restated to those of a day."""
    if not text or text in STRUCTURES:
        return text or AS_REPORTED
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        hint = f"{', '.join(STRUCTURES)}, 2025-07-01"
        raise _malformed("don-vi-hanh-chinh", text, f"Chọn một trong: {hint}.", f"Choose one of: {hint}.") from error


def unit_day(structure: str | date, period: Period, today: date) -> date:
    """The day whose units are shown."""
    if isinstance(structure, date):
        return structure
    return today if structure == CURRENT else period.end


def read_moment(text: str, now: datetime) -> datetime | None:
    """The moment as of which everything is shown; None is live."""
    if not text:
        return None
    try:
        moment = clock.read_moment(text)
    except ValueError as error:
        raise _malformed("tinh-den", text, "Viết như 2026-11-16T16:00.", "Write it like 2026-11-16T16:00.") from error
    if moment > now:
        raise _malformed("tinh-den", text, "Thời điểm này chưa đến.", "That moment has not come yet.")
    return moment


def _checkpoint(as_of: datetime) -> CheckpointView:
    found = trust.checkpoint_as_of(as_of)
    if found is None:
        text = in_vietnam(as_of).isoformat(timespec="minutes")
        raise _malformed("tinh-den", text, "Sổ chưa niêm phong gì trước đó.", "Nothing was sealed before it.")
    return found


def _malformed(parameter: str, value: str, hint_vi: str, hint_en: str) -> MalformedChoice:
    return MalformedChoice(parameter=parameter, value=value, hint_vi=hint_vi, hint_en=hint_en)
