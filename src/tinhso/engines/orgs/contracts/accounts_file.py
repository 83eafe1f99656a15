"""Accounts in bulk: the words of a file of people who come, move and leave, and what it does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tinhso.engines.orgs.contracts.roles import Role
from tinhso.kernel.errors import TinhSoError


class AccountAct(StrEnum):
    """What happens to an account."""

    ADD = "add"
    MOVE = "move"
    LEAVE = "leave"


# As an official writes them in a workbook; the codes are read too.
COLUMN_WORDS = {
    "username": "Tên đăng nhập",
    "act": "Việc",
    "title_vi": "Chức danh",
    "title_en": "Chức danh tiếng Anh",
    "role": "Vai trò",
    "unit": "Mã đơn vị",
    "deputy": "Người nhận việc",
}
ACT_WORDS = {AccountAct.ADD: "mở mới", AccountAct.MOVE: "chuyển", AccountAct.LEAVE: "nghỉ"}
ROLE_WORDS = {
    Role.ASSIGNER: "giao báo cáo",
    Role.OFFICE: "tiếp nhận, khóa, gửi lên",
    Role.LEADER: "lãnh đạo",
    Role.CONSOLIDATOR: "tổng hợp",
    Role.APPROVER: "phê duyệt",
    Role.DRAFTER: "nhập số liệu",
    Role.AUDITOR: "thanh tra",
    Role.OPERATOR: "quản trị",
    Role.KEEPER: "quản trị đơn vị",
    Role.CONNECTOR: "hệ thống gửi số liệu",
    Role.DUTY: "trực khẩn cấp",
}


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One line of the file."""

    file: str
    number: int
    username: str
    act: AccountAct
    title_vi: str
    title_en: str
    role: str
    unit: str
    deputy: str


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What one line does: the roles that end (role, unit's code), the one that begins, who takes over.

    `stands`: what the line asks for is so already, so that it does nothing.
    """

    line: int
    username: str
    act: str
    ended: tuple[tuple[str, str], ...]
    begun: tuple[str, str] | None
    deputy: str
    stands: bool = False


@dataclass(frozen=True, slots=True)
class AccountsDone:
    """What a file does, or what is wrong with it; where anything is wrong nothing was done."""

    changes: tuple[AccountChange, ...]
    faults: tuple[TinhSoError, ...]
    was_applied: bool


@dataclass(frozen=True, slots=True)
class AccountsPreview:
    """What a file would do, with its lines: they are what is carried out when somebody says so."""

    lines: tuple[AccountLine, ...]
    done: AccountsDone
