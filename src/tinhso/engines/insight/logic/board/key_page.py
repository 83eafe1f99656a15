"""docs/reference/board-keys.md, written from the tables that board files are read by."""

from __future__ import annotations

from collections.abc import Iterable

from tinhso.engines.insight.logic.board.files import KEYS
from tinhso.engines.insight.logic.cards.registry import Option, card_kinds
from tinhso.kernel.files.keys import Key

HEAD = "| key | holds | needed | meaning | nghĩa |\n|---|---|---|---|---|\n"


def board_keys_page() -> str:
    """Return the page of keys of board packages."""
    parts = [
        "# Keys of boards\n\n"
        "Written from the tables by which `boards/CODE.yaml` of a package is read; a test compares both. A key that is "
        "not listed\nor has an unusable value refuses the whole package, with file, field and reason. What belongs to "
        "other files of a\npackage: `package-keys.md`.\n\n"
        "## `boards/CODE.yaml`\n" + HEAD + _rows(KEYS) + "\n## Kinds of cards\n"
        "A card is `{ kind: …, … }` in one of `headline`, `first`, `cards`, `charts`, `wide`.\n"
    ]
    for name, kind in sorted(card_kinds().items()):
        table = HEAD + _rows(kind.options) if kind.options else "It has no keys of its own.\n"
        parts.append(f"\n### `{name}`\n{kind.meaning_en.capitalize()} ({kind.meaning_vi}).\n\n{table}")
    return "".join(parts)


def _rows(keys: Iterable[Key | Option]) -> str:
    return "".join(
        f"| `{key.name}` | {key.holds} | {'yes' if key.required else 'no'} | {key.meaning_en} | {key.meaning_vi} |\n"
        for key in keys
    )
