"""Compile translation catalogues (.po → .mo) without GNU gettext, which a bare machine does not have.

Only what our catalogues use: msgctxt, plural forms, continued lines. Fuzzy entries are left out, as msgfmt does.
"""

from __future__ import annotations

import ast
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

MAGIC = 0x950412DE


@dataclass
class _Message:
    context: str | None = None
    singular: str = ""
    plural: str | None = None
    translations: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    def key(self) -> str:
        key = self.singular if self.plural is None else f"{self.singular}\0{self.plural}"
        return key if self.context is None else f"{self.context}\x04{key}"

    def value(self) -> str:
        return "\0".join(self.translations[number] for number in sorted(self.translations))


def parse_catalogue(text: str) -> dict[str, str]:
    """Messages of a .po file as gettext stores them: key → translation, untranslated ones left out."""
    messages: dict[str, str] = {}
    message, target, number = _Message(), "", 0

    def keep() -> None:
        if not message.fuzzy and any(message.translations.values()):
            messages[message.key()] = message.value()

    for line in [*text.splitlines(), ""]:
        if line.startswith("#,") and "fuzzy" in line:
            message.fuzzy = True
        elif not line.strip():
            keep()
            message, target = _Message(), ""
        elif line.startswith("#"):
            continue
        elif line.startswith('"'):
            _add(message, target, number, ast.literal_eval(line))
        else:
            word, _, quoted = line.partition(" ")
            target, _, index = word.rstrip("]").partition("[")
            number = int(index or 0)
            _add(message, target, number, ast.literal_eval(quoted))
    return messages


def _add(message: _Message, target: str, number: int, text: str) -> None:
    if target == "msgctxt":
        message.context = (message.context or "") + text
    elif target == "msgid":
        message.singular += text
    elif target == "msgid_plural":
        message.plural = (message.plural or "") + text
    elif target == "msgstr":
        message.translations[number] = message.translations.get(number, "") + text


def compile_catalogue(messages: dict[str, str]) -> bytes:
    """The binary .mo form of a catalogue: header, two sorted tables, strings."""
    keys = sorted(key.encode() for key in messages)
    pairs = [(key, messages[key.decode()].encode()) for key in keys]
    count = len(pairs)
    start = 28 + 16 * count
    ids, strings = b"".join(k + b"\0" for k, _ in pairs), b"".join(v + b"\0" for _, v in pairs)
    id_table, string_table, id_at, string_at = [], [], start, start + len(ids)
    for key, value in pairs:
        id_table += [len(key), id_at]
        string_table += [len(value), string_at]
        id_at += len(key) + 1
        string_at += len(value) + 1
    header = struct.pack("<7I", MAGIC, 0, count, 28, 28 + 8 * count, 0, start)
    return header + struct.pack(f"<{4 * count}I", *id_table, *string_table) + ids + strings


def compile_file(source: Path) -> Path:
    """Write `source`'s .mo beside it and return its path."""
    target = source.with_suffix(".mo")
    target.write_bytes(compile_catalogue(parse_catalogue(source.read_text(encoding="utf-8"))))
    return target


if __name__ == "__main__":
    for name in sys.argv[1:]:
        compile_file(Path(name))
