"""Checks one YAML document against its keys: every key known, every value usable, everything needed there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from tinhso.engines.indicators.contracts.package_errors import (
    MissingPackageKey,
    UnknownPackageKey,
    WrongPackageValue,
)
from tinhso.engines.indicators.logic.packages.keys import ITEM_KEYS, Key
from tinhso.engines.indicators.logic.packages.yaml_lines import Read
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.formulas import parse_formula, to_json

MOST = 32_767
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,59}")


class Document:
    """The checked values of one document, and the line each came from."""

    def __init__(self, file: str, read: Read, keys: Sequence[Key], problems: list[TinhSoError]) -> None:
        self.file = file
        self.values: dict[str, Any] = {}
        self._lines: dict[str, int] = {"": read.line}
        self._problems = problems
        self._check(read, keys)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def refuse(self, name: str, reason_vi: str, reason_en: str) -> None:
        """Note that the value of a key cannot be used."""
        shown = self.values.get(name)
        error = WrongPackageValue(key=name, value=f"“{shown}”", reason_vi=reason_vi, reason_en=reason_en)
        self.note(name, error)

    def note(self, name: str, error: TinhSoError) -> None:
        """Note a problem at the line of a key."""
        self._problems.append(error.at(file=self.file, line=self._lines.get(name, self._lines[""]), field=name))

    def _check(self, read: Read, keys: Sequence[Key]) -> None:
        known = {key.name: key for key in keys}
        if not isinstance(read.value, dict):
            self.refuse("", "cần các cặp khóa: giá trị", "expected key: value pairs")
            # Every check may ask for every key: nothing is usable here, the refusal is noted.
            self.values = {key.name: None if key.required else key.default for key in keys}
            return
        for name, found in _flat(read, known):
            self._lines[name] = found.line
            if name in known:
                self._take(known[name], found)
            else:
                self.note(name, UnknownPackageKey(key=name, known=", ".join(known)))
        for key in keys:
            if key.required and key.name not in self._lines:
                self.note("", MissingPackageKey(key=key.name, meaning_vi=key.meaning_vi, meaning_en=key.meaning_en))
            self.values.setdefault(key.name, None if key.required else key.default)

    def _take(self, key: Key, found: Read) -> None:
        self.values[key.name] = found.plain()
        try:
            self.values[key.name] = _READERS[key.sort](key, found, self)
        except _Unusable as unusable:
            self.refuse(key.name, *unusable.reasons)
            self.values[key.name] = None
        except TinhSoError as error:
            self.note(key.name, error)
            self.values[key.name] = None


class _Unusable(Exception):
    """A value that a key cannot hold, with the reason in both languages."""

    def __init__(self, reason_vi: str, reason_en: str) -> None:
        self.reasons = reason_vi, reason_en
        super().__init__(reason_en)


def _flat(read: Read, known: dict[str, Key]) -> Iterator[tuple[str, Read]]:
    """Yield the values by dotted name; a mapping is opened only where keys stand inside it."""
    for name, found in read.value.items():
        inside = any(key.startswith(f"{name}.") for key in known)
        if inside and isinstance(found.value, dict):
            yield from ((f"{name}.{inner}", value) for inner, value in found.value.items())
        else:
            yield name, found


def _text(key: Key, found: Read, document: Document) -> str:
    if not isinstance(found.value, str) or (key.required and not found.value):
        raise _Unusable(
            "cần một đoạn chữ (đặt trong ngoặc kép nếu là số)", "expected text (quote it when it is a number)"
        )
    return found.value


def _code(key: Key, found: Read, document: Document) -> str:
    if key.choices and found.value not in key.choices:
        listed = ", ".join(key.choices)
        raise _Unusable(f"chọn một trong: {listed}", f"choose one of: {listed}")
    if not isinstance(found.value, str) or not _CODE.fullmatch(found.value):
        raise _Unusable(
            "cần một mã gồm chữ không dấu, chữ số, _ . - (đặt trong ngoặc kép nếu là số)",
            "expected a code of letters, digits, _ . - (quote it when it is a number)",
        )
    return found.value


def _whole(key: Key, found: Read, document: Document) -> int:
    if isinstance(found.value, bool) or not isinstance(found.value, int):
        raise _Unusable("cần một số nguyên", "expected a whole number")
    if abs(found.value) > MOST:
        raise _Unusable(f"cần một số nguyên không quá {MOST}", f"expected a whole number of at most {MOST}")
    return found.value


def _day(key: Key, found: Read, document: Document) -> date:
    if isinstance(found.value, date):
        return found.value
    try:
        return date.fromisoformat(str(found.value))
    except ValueError:
        raise _Unusable("cần một ngày như 2025-07-01", "expected a day like 2025-07-01") from None


def _flag(key: Key, found: Read, document: Document) -> bool:
    if not isinstance(found.value, bool):
        raise _Unusable("cần true hoặc false", "expected true or false")
    return found.value


def _codes(key: Key, found: Read, document: Document) -> tuple[str, ...]:
    if not isinstance(found.value, list):
        raise _Unusable("cần một danh sách mã", "expected a list of codes")
    listed = tuple(_code(key, item, document) for item in found.value)
    if len(set(listed)) < len(listed):
        raise _Unusable("có mã ghi hai lần", "a code stands twice")
    return listed


def _formula(key: Key, found: Read, document: Document) -> dict[str, Any]:
    if not isinstance(found.value, str):
        raise _Unusable("cần một công thức viết bằng chữ", "expected a formula written as text")
    return to_json(parse_formula(found.value))


def _items(key: Key, found: Read, document: Document) -> tuple[dict[str, Any], ...]:
    if not isinstance(found.value, list) or not found.value:
        raise _Unusable("cần một danh sách mục", "expected a list of items")
    checked = [Document(document.file, item, ITEM_KEYS, document._problems) for item in found.value]
    codes = [item["code"] for item in checked]
    if len(set(codes)) < len(codes):
        raise _Unusable("có mục ghi hai lần", "an item stands twice")
    return tuple(item.values for item in checked)


def _anything(key: Key, found: Read, document: Document) -> Any:
    return found.plain()


_READERS: dict[str, Callable[[Key, Read, Document], Any]] = {
    "text": _text,
    "code": _code,
    "item": _code,
    "whole": _whole,
    "day": _day,
    "flag": _flag,
    "codes": _codes,
    "formula": _formula,
    "items": _items,
    "anything": _anything,
}
