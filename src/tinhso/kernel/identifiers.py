"""Codes of agencies and of administrative units, always text: leading zeros mean something.

An agency has one identifier in two written forms, told apart by where the letter stands:

- QCVN 102:2016/BTTTT: `000.05.15.H15`, 13 characters, most specific level first, absent levels are zeros;
- QĐ 20/2020/QĐ-TTg: `H15.15.05`, most general first, absent levels left out. Recalled, not read in the source: its row
  in `FORMS` says "cần kiểm tra".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self
from unicodedata import normalize

from tinhso.kernel.errors import TinhSoError

# The fourth level begins with a digit and the first with a letter: that tells the two forms apart.
_GENERAL_FIRST = re.compile(r"[A-Z][0-9]{2}(\.[0-9A-Z]{2}(\.[0-9A-Z]{2}(\.[0-9][0-9A-Z]{2})?)?)?")
_SPECIFIC_FIRST = re.compile(r"[0-9][0-9A-Z]{2}\.[0-9A-Z]{2}\.[0-9A-Z]{2}\.[A-Z][0-9]{2}")
_ABSENT = ("", "00", "00", "000")
UNIT_CODE_DIGITS = {"province": 2, "district": 3, "commune": 5}


class InvalidAgencyIdentifier(TinhSoError):
    code = "KER-030"
    title_vi = "Mã định danh cơ quan sai"
    title_en = "Invalid agency identifier"
    message_vi = "“{text}” không phải mã định danh cơ quan. Hãy viết như 000.05.15.H15 hoặc H15.15.05."
    message_en = "“{text}” is not an agency identifier. Write it like 000.05.15.H15 or H15.15.05."


class InvalidUnitCode(TinhSoError):
    code = "KER-031"
    title_vi = "Mã đơn vị hành chính sai"
    title_en = "Invalid code of an administrative unit"
    message_vi = (
        "Mã “{text}” phải có đúng {digits} chữ số và giữ nguyên số 0 ở đầu (bảng tính thường làm mất số 0: "
        "hãy định dạng cột là văn bản)."
    )
    message_en = (
        "The code “{text}” must have exactly {digits} digits with its leading zeros (spreadsheets drop them: "
        "format the column as text)."
    )


class AmbiguousAlias(TinhSoError):
    code = "KER-032"
    title_vi = "Tên gọi khác trỏ đến hai nơi"
    title_en = "Alias that leads to two targets"
    message_vi = (
        "“{alias}” trỏ đến cả {first} và {second} trong cùng một thời gian. Hãy sửa ngày hiệu lực hoặc bỏ một dòng."
    )
    message_en = (
        "“{alias}” leads to both {first} and {second} at the same time. Correct the validity dates or drop a row."
    )


class UnknownAlias(TinhSoError):
    code = "KER-033"
    title_vi = "Không tìm thấy tên gọi hoặc mã"
    title_en = "Unknown alias"
    message_vi = "Không có “{alias}” trong bảng tên gọi khác vào ngày {date}."
    message_en = "“{alias}” is not in the table of aliases on {date}."
    status = 404


@dataclass(frozen=True, slots=True)
class IdentifierForm:
    """A written form, with the rule it comes from and whether somebody has read that rule for this product."""

    code: str
    source: str
    example: str
    is_verified: bool
    note: str = ""


FORMS = {
    form.code: form
    for form in (
        IdentifierForm("qcvn102", "QCVN 102:2016/BTTTT", "000.05.15.H15", is_verified=True),
        IdentifierForm("qd20", "Quyết định 20/2020/QĐ-TTg", "H15.15.05", is_verified=False, note="cần kiểm tra"),
    )
}


@dataclass(frozen=True, order=True, slots=True)
class AgencyIdentifier:
    """An agency: its levels from the most general (`H15`) down, absent levels left out.

    >>> AgencyIdentifier.parse("000.05.15.H15").qd20
    'H15.15.05'
    """

    levels: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read either form; letters may be small, blanks around are dropped.

        Raises:
            InvalidAgencyIdentifier (KER-030)
        """
        compact = text.strip().upper()
        levels = compact.split(".")
        if _SPECIFIC_FIRST.fullmatch(compact):
            levels.reverse()
        elif not _GENERAL_FIRST.fullmatch(compact):
            raise InvalidAgencyIdentifier(text=text)
        while levels[-1] == _ABSENT[len(levels) - 1]:
            levels.pop()
        return cls(tuple(levels))

    @property
    def qcvn102(self) -> str:
        """The form of QCVN 102:2016, always 13 characters."""
        return ".".join((self.levels + _ABSENT[len(self.levels) :])[::-1])

    @property
    def qd20(self) -> str:
        """The form of QĐ 20/2020 (cần kiểm tra)."""
        return ".".join(self.levels)

    @property
    def parent(self) -> AgencyIdentifier | None:
        """The agency one level up, None at the top."""
        if len(self.levels) == 1:
            return None
        return AgencyIdentifier.parse(".".join(self.levels[:-1]))

    def is_within(self, other: AgencyIdentifier) -> bool:
        """Say whether this is the other agency or stands below it."""
        return self.levels[: len(other.levels)] == other.levels

    def __str__(self) -> str:
        return self.qcvn102


@dataclass(frozen=True, slots=True)
class Alias:
    """Another text for a target (an old code, a name, a code in another system), from one day to another, inclusive."""

    text: str
    target: str
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


class AliasTable:
    """Aliases looked up on a day: the same code may have meant another place in another epoch.

    Raises:
        AmbiguousAlias (KER-032): when two rows give one text two targets on the same day.
    """

    def __init__(self, rows: Iterable[Alias]) -> None:
        self._rows: dict[str, list[Alias]] = {}
        for row in rows:
            known = self._rows.setdefault(_alias_key(row.text), [])
            for other in known:
                _refuse_two_targets(row, other)
            known.append(row)

    def find(self, text: str, on: date) -> str | None:
        """Return the target of a text on a day, None when there is none. Case, blanks and composition are ignored."""
        rows = self._rows.get(_alias_key(text), ())
        return next((row.target for row in rows if row.is_valid_on(on)), None)

    def resolve(self, text: str, on: date) -> str:
        """Return the target of a text on a day.

        Raises:
            UnknownAlias (KER-033)
        """
        target = self.find(text, on)
        if target is None:
            raise UnknownAlias(alias=text, date=on.isoformat())
        return target


def check_unit_code(text: object, level: str) -> str:
    """Return the code of a province (2 digits), district (3, before 7/2025) or commune (5), unchanged.

    >>> check_unit_code("01", "province")
    '01'

    Raises:
        InvalidUnitCode (KER-031): also for a number, which has already lost its zeros.
    """
    digits = UNIT_CODE_DIGITS[level]
    if not isinstance(text, str) or len(text) != digits or not (text.isascii() and text.isdigit()):
        raise InvalidUnitCode(text=text, digits=digits)
    return text


def _refuse_two_targets(first: Alias, second: Alias) -> None:
    starts = max(first.valid_from or date.min, second.valid_from or date.min)
    ends = min(first.valid_to or date.max, second.valid_to or date.max)
    if first.target != second.target and starts <= ends:
        raise AmbiguousAlias(alias=first.text, first=second.target, second=first.target)


def _alias_key(text: str) -> str:
    return " ".join(normalize("NFC", text).casefold().split())
