"""What a preview promised to keep, carried by the page itself: signed for one person and one task, nothing stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tinhso.engines.reporting.contracts import CellInput, CellKind, ExcelPreview
from tinhso.engines.reporting.contracts.excel_errors import ConflictUndecided, StalePreview
from tinhso.web_kit.signed_promise import open_promise, sign_promise

SALT = "reporting.excel"
_SAID = [name for name in CellInput._fields if name != "measured"]


@dataclass(frozen=True, slots=True)
class Promise:
    """The inputs of a preview: changes, and conflicts with the field that decides each (`chon-E12`)."""

    changes: tuple[CellInput, ...]
    conflicts: tuple[tuple[str, CellInput], ...]
    listed: tuple[dict[str, str], ...] | None = None
    list_seen: int = 0


def promise(task_id: int, user_id: int | None, seen: ExcelPreview) -> str:
    """Return the token of a preview."""
    plain = {
        "task": task_id,
        "user": user_id,
        "changes": [_plain(one.input) for one in seen.changes],
        "conflicts": [[one.change.address, _plain(one.change.input)] for one in seen.conflicts],
        "list": [seen.listed.seen, [dict(line) for line in seen.listed.lines]] if seen.listed else None,
    }
    return sign_promise(plain, SALT)


def read_promise(token: str, task_id: int, user_id: int | None) -> Promise:
    """Return what a preview promised.

    Raises:
        StalePreview (REP-107): altered, too old, or somebody else's.
    """
    plain = open_promise(token, SALT, StalePreview)
    if (plain["task"], plain["user"]) != (task_id, user_id):
        raise StalePreview()
    return Promise(
        tuple(_input(one) for one in plain["changes"]),
        tuple((address, _input(one)) for address, one in plain["conflicts"]),
        tuple(plain["list"][1]) if plain["list"] else None,
        plain["list"][0] if plain["list"] else 0,
    )


def choice_name(address: str) -> str:
    """Name of the field that decides a conflict."""
    return f"chon-{address}"


def chosen_cells(promised: Promise, posted: Mapping[str, str]) -> list[CellInput]:
    """Return the inputs to keep: all changes, and the conflicts decided for the file.

    Raises:
        ConflictUndecided (REP-106).
    """
    cells = list(promised.changes)
    for address, one in promised.conflicts:
        choice = posted.get(choice_name(address), "")
        if choice not in ("tep", "he-thong"):
            raise ConflictUndecided(cell=address)
        if choice == "tep":
            cells.append(one)
    return cells


def _plain(one: CellInput) -> dict[str, Any]:
    said = ((name, getattr(one, name)) for name in _SAID)
    return {name: value for name, value in said if value is not None}


def _input(plain: dict[str, Any]) -> CellInput:
    return CellInput(**plain | {"kind": CellKind(plain["kind"])})
