"""The words that official forms use, folded: what they say of a column, a row, a line above or below the table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tinhso.engines.reporting.contracts import ColumnKind
from tinhso.kernel.quantities import measure_units
from tinhso.kernel.vietnamese import clean_text, fold

NUMBER_HEADS = frozenset({"stt", "tt", "so tt", "so thu tu", "ma so", "ms"})
NAME_HEADS = ("chi tieu", "noi dung", "danh muc", "tieu chi", "dien giai", "ten chi so")
UNIT_HEADS = ("don vi tinh", "dvt", "d.v.t", "dv tinh")
PLACE_HEADS = (
    "don vi",
    "dia phuong",
    "ten don vi",
    "xa, phuong",
    "xa/phuong",
    "co quan",
    "don vi bao cao",
    "xa",
    "so, nganh",
)
NOTE_HEADS = ("ghi chu",)
# First that fits: a comparison names what it compares with, so it comes before the thing itself.
KINDS: tuple[tuple[ColumnKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (ColumnKind.CHANGE, r"(so( sanh)?( voi)?|%|ty le|tang).{0,25}(cung ky|nam truoc)|cung ky.{0,12}%"),
        (ColumnKind.PLAN_SHARE, r"(so( sanh)?( voi)?|%|ty le|dat|hoan thanh).{0,20}ke hoach|ke hoach.{0,8}%|% kh\b"),
        (ColumnKind.SAME_PERIOD_LAST_YEAR, r"cung ky|nam truoc"),
        (ColumnKind.YEAR_TO_DATE, r"luy ke|cong don|tu dau nam"),
        (ColumnKind.ESTIMATE, r"\buoc\b"),
        (ColumnKind.PREVIOUS, r"(ky|thang|quy) truoc"),
        (ColumnKind.PLAN, r"ke hoach|chi tieu giao|\bkh\b"),
        (ColumnKind.NOTE, r"ghi chu"),
        (
            ColumnKind.VALUE,
            r"thuc hien|ky nay|trong ky|(thang|quy) (nay|bao cao)|ky bao cao|so lieu|ket qua|tong so|so luong|gia tri",
        ),
    )
)
SIGNERS = (
    "nguoi lap", "nguoi kiem tra", "nguoi tong hop", "thu truong", "lanh dao", "ke toan", "chu tich", "giam doc",
    "truong phong", r"tm\.", r"kt\.", r"tuq\.",
)  # fmt: skip
_WHO_SIGNS = "|".join(SIGNERS)
SIGNATORY = re.compile(rf"^({_WHO_SIGNS})")
FOOT = re.compile(rf"^({_WHO_SIGNS}|pho giam doc|noi nhan\s*:|tl\.|ngay .{{0,6}}thang|.{{0,30}}, ngay)")
FORM_NUMBER = re.compile(
    r"^\s*(bi[eể]u|m[aẫ]u|ph[uụ] l[uụ]c)( (m[aẫ]u|s[oố]))*\s*:?\s*[0-9A-Z][\w./\-]*", re.IGNORECASE
)
HEADER_LINES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("legal_basis", r"^\(?\s*(kem theo|ban hanh|can cu|theo (quyet dinh|thong tu|cong van|nghi dinh))"),
        ("receiver_vi", r"^(don vi|noi|co quan) nhan"),
        ("sender_vi", r"^(don vi|co quan|noi) (gui|bao cao)"),
        ("deadline_vi", r"^(han|ngay|thoi han|thoi gian) (gui|nhan|nop|bao cao)"),
        ("period_vi", r"^(ky bao cao|ky\b|(bao cao )?(thang|quy|nam|6 thang|9 thang)\b)"),
    )
)
TITLE = re.compile(r"^(bao cao|tong hop|ket qua|tinh hinh|thong ke|danh sach|bang)")
OF_WHICH = re.compile(r"^\s*trong đó\s*[:,]?\s*", re.IGNORECASE)
DEFAULT_UNIT = re.compile(r"^\(?\s*(?:đơn vị tính|đvt)\s*:\s*([^)]+?)\)?\s*$", re.IGNORECASE)
IN_BRACKETS = re.compile(r"^(.*\S)\s*\(([^()]{1,20})\)\s*$")
NUMBER_MARK = re.compile(r"^\(?(?:[A-Ea-e]|\d{1,3})\)?\s*(?:=.*)?$")


def folded(text: str) -> str:
    """A text without tones, in small letters, spaces single."""
    return fold(clean_text(text))


def is_head(text: str, words: Sequence[str] | frozenset[str]) -> bool:
    """Whether a heading is one of these words, or begins with one."""
    said = folded(text).strip(" .:")
    return said in words or any(len(word) > 3 and said.startswith(word) for word in words)


def kind_of(path: Sequence[str]) -> ColumnKind | None:
    """What a column shows by its headings: its own first, then with the groups above it."""
    for text in (path[-1], " ".join(path)):
        said = folded(text)
        for kind, pattern in KINDS:
            if pattern.search(said):
                return kind
    return None


def unit_code_of(text: str) -> str:
    """The measure unit that a form names, empty where it is none of ours."""
    said = folded(text).strip(" .()")
    if said in ("%", "phan tram", "ty le %"):
        return "percent"
    said = {
        "trd": "trieu dong",
        "tr.d": "trieu dong",
        "trieu d": "trieu dong",
        "luot nguoi": "luot",
    }.get(said, said)
    by_name = {fold(unit.name_vi): unit.code for unit in measure_units()}
    by_part = {fold(part): unit.code for unit in measure_units() for part in unit.name_vi.split(", ")}
    by_sign = {fold(unit.symbol): unit.code for unit in measure_units()}
    return by_name.get(said) or by_part.get(said) or by_sign.get(said) or ""
