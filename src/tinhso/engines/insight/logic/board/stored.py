"""Board packages: `boards/<code>.yaml`, kept as immutable versions.

A wrong file is refused with file, field and reason, and nothing of the package is applied.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tinhso.engines.insight.contracts import BoardDefinition, BoardPackageRefused, CardDefinition, Text, UnknownBoard
from tinhso.engines.insight.logic.board.files import read_board
from tinhso.engines.insight.models import BoardVersion
from tinhso.engines.insight.queries import board_on, board_versions, first_board
from tinhso.engines.trust import api as trust

Stored = dict[str, Any]


def load_boards(folder: Path, actor: str) -> tuple[str, ...]:
    """Load `boards/*.yaml` of a package; the same content again changes nothing.

    Returns:
        Codes of the boards of which a version was added.

    Raises:
        BoardPackageRefused (INS-003): also when a stored version would change; give it a higher `version`.
        UnknownCardKind (INS-002)
    """
    files = sorted((folder / "boards").glob("*.yaml"))
    definitions = [(file, read_board(file)) for file in files]
    stored = board_versions([definition["code"] for _, definition in definitions])
    new = []
    for file, definition in definitions:
        known = stored.get((definition["code"], definition["version"]))
        if known is None:
            new.append(definition)
        elif known.definition != definition:
            raise _changed(file, definition["version"])
    if new:
        trust.keep_versions(
            BoardVersion, new, kind="insight.boards_loaded", subject=f"insight.package:{folder.name}", actor=actor,
            package=folder.name, listed_as="boards",
        )  # fmt: skip
    return tuple(definition["code"] for definition in new)


def _changed(file: Path, version: int) -> BoardPackageRefused:
    return BoardPackageRefused(
        file=file.name,
        field="version",
        problem_vi=f"Phiên bản {version} đã có nội dung khác; hãy tăng version",
        problem_en=f"Version {version} is stored with other content; raise the version",
    )


def board_definition(code: str, on: date, known: int | None = None) -> BoardDefinition:
    """Return the version of a board in force on a day; a moment before its first version is shown by that one.

    Raises:
        UnknownBoard (INS-001)
    """
    row = board_on(code, on, known) or (first_board(code) if known is not None else None)
    if row is None:
        raise UnknownBoard(board=code)
    return _definition(row.definition)


def _definition(stored: Mapping[str, Any]) -> BoardDefinition:
    return BoardDefinition(
        code=stored["code"],
        version=stored["version"],
        valid_from=date.fromisoformat(stored["valid_from"]),
        title=Text(**stored["title"]),
        unit=stored["unit"],
        scheme=stored["scheme"],
        regime=stored["regime"],
        cards=tuple(CardDefinition(card["kind"], card["section"], card["options"]) for card in stored["cards"]),
    )
