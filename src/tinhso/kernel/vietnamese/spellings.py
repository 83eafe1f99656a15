"""Spellings that people mix freely, as data: abbreviations of the administration and names of the Central Highlands.

Everything is folded text. Both the stored text and the question pass through the same tables, so either spelling finds
the other.
"""

from __future__ import annotations

from typing import Final

ABBREVIATIONS: Final[dict[str, str]] = {
    "bhxh": "bao hiem xa hoi",
    "bhyt": "bao hiem y te",
    "cbccvc": "can bo cong chuc vien chuc",
    "cds": "chuyen doi so",
    "cntt": "cong nghe thong tin",
    "csdl": "co so du lieu",
    "dvc": "dich vu cong",
    "dvctt": "dich vu cong truc tuyen",
    "hdnd": "hoi dong nhan dan",
    "khcn": "khoa hoc va cong nghe",
    "ktxh": "kinh te xa hoi",
    "tthc": "thu tuc hanh chinh",
    "ttpvhcc": "trung tam phuc vu hanh chinh cong",
    "ubnd": "uy ban nhan dan",
}

# Syllables that begin no Vietnamese word but many names written together: EaKar, Krôngpắc, ĐắkLắk, Kontum, Pleiku.
GLUED_PREFIXES: Final[tuple[str, ...]] = ("krong", "plei", "buon", "dak", "dac", "kon", "ea")

# Đắc and Đắk, with or without its neighbour: folded, “đặc” becomes “dak” too, on both sides, which does no harm.
SYLLABLES: Final[dict[str, str]] = {"dac": "dak"}

# Pairs of syllables after the table above.
PAIRS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("dak", "lac"): ("dak", "lak"),
    ("krong", "pac"): ("krong", "pak"),
    ("bac", "can"): ("bac", "kan"),
    ("buon", "me"): ("buon", "ma"),
    ("ban", "me"): ("buon", "ma"),
}

WHOLE_WORDS: Final[dict[str, str]] = {"darlac": "dak lak"}
