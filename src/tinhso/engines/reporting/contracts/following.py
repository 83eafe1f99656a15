"""Which of an agency's units each of its people looks after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.contracts.errors import ReportingError
from tinhso.engines.reporting.contracts.sharing import Colleague


@dataclass(frozen=True, slots=True)
class Following:
    """Who of an agency follows which of the units that report to it.

    Attributes:
        units: every unit that reports to the agency, by name.
        followers: by unit the ids of the people who follow it.
        own: what the reader follows by themselves.
        lent: what the reader follows besides, for colleagues whose role they play today.
    """

    agency: UnitView
    units: tuple[UnitView, ...]
    colleagues: tuple[Colleague, ...]
    followers: Mapping[int, tuple[int, ...]]
    own: frozenset[int]
    lent: frozenset[int]


@dataclass(frozen=True, slots=True)
class ToRemind:
    """The units of one colleague that have not sent; `colleague` is None for units that nobody follows."""

    colleague: Colleague | None
    units: tuple[UnitView, ...]


class ReceivesNothing(ReportingError):
    code = "REP-059"
    status = 403
    title_vi, title_en = "Không phải cơ quan nhận báo cáo", "No receiving agency"
    message_vi = "Chỉ người tổng hợp báo cáo của một cơ quan mới theo dõi đơn vị."
    message_en = "Only people who receive reports for an agency follow units."


class NotAFollower(ReportingError):
    code = "REP-064"
    title_vi, title_en = "Không bàn giao được", "Cannot be handed over"
    message_vi = "Hãy chọn một đồng nghiệp cùng cơ quan để bàn giao."
    message_en = "Choose a colleague of the same agency to hand over to."
