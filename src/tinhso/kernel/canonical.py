"""One byte string for one value: what is hashed and signed.

JSON with keys sorted by code point, no spaces, UTF-8, text in NFC; only text, whole numbers, booleans, null, lists and
objects. Floats and decimals have several spellings and are refused: write an exact figure as text. The bytes are those
of `json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)` on NFC text, so that a verifier of one
file can make them again.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from tinhso.kernel.errors import TinhSoError


class NotCanonical(TinhSoError):
    code = "KER-045"
    title_vi = "Giá trị không có dạng chuẩn duy nhất"
    title_en = "Value without a single canonical form"
    message_vi = "Tại {path}: {value} không thể băm hay ký vì có nhiều cách viết. Số lẻ hãy ghi thành chuỗi ký tự."
    message_en = "At {path}: {value} cannot be hashed or signed, it has several spellings. Write a decimal as text."
    status = 500


def canonical_json(value: object) -> bytes:
    """Return the only byte string of a value.

    >>> canonical_json({"b": 1, "a": ["đ", None, True]}).decode()
    '{"a":["đ",null,true],"b":1}'

    Raises:
        NotCanonical (KER-045): a float, a decimal, a date, a key that is not text, two keys that are one in NFC, or
            text that is not Unicode; `path` says where.
    """
    plain = _plain(value, "$")
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _plain(value: object, path: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return _text(value, path)
    if isinstance(value, list | tuple):
        return [_plain(item, f"{path}[{position}]") for position, item in enumerate(value)]
    if isinstance(value, dict):
        return _object(value, path)
    raise NotCanonical(path=path, value=f"{type(value).__name__} {value!r}")


def _object(value: dict[Any, Any], path: str) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise NotCanonical(path=path, value=f"key {key!r}")
        name = _text(key, path)
        if name in plain:
            raise NotCanonical(path=path, value=f"key {key!r}")
        plain[name] = _plain(item, f"{path}.{name}")
    return plain


def _text(value: str, path: str) -> str:
    normal = unicodedata.normalize("NFC", value)
    try:
        normal.encode()
    except UnicodeEncodeError:
        raise NotCanonical(path=path, value=repr(value)) from None
    return normal
