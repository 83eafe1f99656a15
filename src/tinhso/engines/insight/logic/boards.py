"""Board packages: `boards/<code>.yaml`, read strictly, kept as immutable versions.

A wrong file is refused with file, field and reason, and nothing of the package is applied.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from tinhso.engines.insight.contracts import (
    BoardDefinition,
    BoardPackageRefused,
    CardDefinition,
    Text,
    UnknownBoard,
    UnknownCardKind,
)
from tinhso.engines.insight.logic.cards import card_kinds
from tinhso.engines.insight.models import Board, BoardVersion
from tinhso.engines.insight.queries import board_on, board_versions
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.periods import find_scheme

SECTIONS = ("headline", "cards", "charts", "wide")
KEYS = {"code", "version", "valid_from", "title", "unit", "scheme", "regime", *SECTIONS}


def read_board(file: Path) -> dict[str, Any]:
    """Read one board file into its stored form.

    Raises:
        BoardPackageRefused (INS-003), UnknownCardKind (INS-002): with the file and the field.
    """
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as problem:
        raise _refuse(file, "", f"YAML: {problem}", f"YAML: {problem}") from problem
    if not isinstance(data, dict):
        raise _refuse(file, "", "Tệp phải là các cặp khóa: giá trị", "The file must be a mapping")
    unknown = sorted(set(data) - KEYS)
    if unknown:
        raise _refuse(file, unknown[0], f"Khóa “{unknown[0]}” không được dùng", f"Key “{unknown[0]}” is not known")
    for key in ("code", "version", "valid_from", "title", "unit", "scheme"):
        if not data.get(key):
            raise _refuse(file, key, f"Thiếu “{key}”", f"“{key}” is missing")
    if not isinstance(data["valid_from"], date) or not isinstance(data["version"], int):
        raise _refuse(
            file, "valid_from", "version là số nguyên, valid_from là ngày", "version is an integer, valid_from a date"
        )
    try:
        find_scheme(data["scheme"])
    except TinhSoError as error:
        raise _refuse(file, "scheme", error.message("vi").rstrip("."), error.message("en").rstrip(".")) from error
    return {
        "code": str(data["code"]),
        "version": data["version"],
        "valid_from": data["valid_from"].isoformat(),
        "title": _text(file, data["title"]),
        "unit": str(data["unit"]),
        "scheme": data["scheme"],
        "regime": data.get("regime") or "",
        "cards": [card for section in SECTIONS for card in _cards(file, section, data.get(section) or [])],
    }


def _text(file: Path, value: Any) -> dict[str, str]:
    if not (isinstance(value, dict) and set(value) == {"vi", "en"}):
        raise _refuse(file, "title", "Tên phải có vi và en", "A title needs vi and en")
    return {"vi": str(value["vi"]), "en": str(value["en"])}


def _cards(file: Path, section: str, items: list[Any]) -> list[dict[str, Any]]:
    known = card_kinds()
    cards = []
    for number, item in enumerate(items, start=1):
        field = f"{section}[{number}]"
        if not isinstance(item, dict) or "kind" not in item:
            raise _refuse(file, field, f"{field} cần có kind", f"{field} needs a kind")
        options = {key: value for key, value in item.items() if key != "kind"}
        if item["kind"] not in known:
            raise UnknownCardKind(kind=item["kind"], known=", ".join(sorted(known)), file=str(file.name), field=field)
        kind = known[item["kind"]]
        wrong = sorted(set(options) - kind.options) or sorted(kind.required - set(options))
        if wrong:
            raise _refuse(
                file,
                field,
                f"Thẻ {item['kind']}: khóa “{wrong[0]}” thừa hoặc thiếu",
                f"Card {item['kind']}: key “{wrong[0]}” is not known or missing",
            )
        cards.append({"kind": item["kind"], "section": section, "options": options})
    return cards


def _refuse(file: Path, field: str, problem_vi: str, problem_en: str) -> BoardPackageRefused:
    return BoardPackageRefused(file=file.name, field=field, problem_vi=problem_vi, problem_en=problem_en)


def load_boards(folder: Path, actor: str) -> tuple[str, ...]:
    """Load `boards/*.yaml` of a package; the same content again changes nothing.

    Returns:
        Codes of the boards of which a version was added.

    Raises:
        BoardPackageRefused (INS-003): also when a stored version would change; give it a higher `version`.
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
            raise _refuse(
                file,
                "version",
                f"Phiên bản {definition['version']} đã có nội dung khác; hãy tăng version",
                f"Version {definition['version']} is stored with other content; raise the version",
            )
    if new:
        _store(new, folder.name, actor)
    return tuple(definition["code"] for definition in new)


def _store(definitions: list[dict[str, Any]], package: str, actor: str) -> None:
    with transaction.atomic():
        event_id = trust.record(
            kind="insight.boards_loaded",
            subject=f"insight.package:{package}",
            actor=actor,
            public={"boards": [f"{one['code']}:{one['version']}" for one in definitions]},
        )
        for one in definitions:
            board, _ = Board.objects.get_or_create(code=one["code"])
            BoardVersion.objects.create(
                board=board,
                version=one["version"],
                valid_from=date.fromisoformat(one["valid_from"]),
                definition=one,
                package=package,
                event_id=event_id,
            )


def board_definition(code: str, on: date) -> BoardDefinition:
    """Return the version of a board valid on a day.

    Raises:
        UnknownBoard (INS-001)
    """
    row = board_on(code, on)
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
