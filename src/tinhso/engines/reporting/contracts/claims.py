"""Reports that came after their deadline, and what a receiver decided about the time their device claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.contracts.errors import ReportingError


@dataclass(frozen=True, slots=True)
class ClaimDecision:
    """What somebody decided about a claim: in which office and capacity, when, why."""

    accepted: bool
    title: str
    capacity: str
    at: datetime
    reason: str
    event_id: int


@dataclass(frozen=True, slots=True)
class TimeClaimView:
    """A report that the server received late.

    Attributes:
        received_at: the server's receipt of the first sending; it decides unless a receiver accepts the claim.
        claimed_at: the last moment of the work before that sending, by the device where it had no network; None where
            nothing was claimed: everything was typed with a network.
        offline_changes, changes: how many of the changes were claimed by the device, and all of them.
        is_accepted: the claim counts now. decisions: oldest first.
        may_decide: the reader may accept the claim, or take that back.
    """

    assignment_id: int
    unit: UnitView
    due_at: datetime
    received_at: datetime
    claimed_at: datetime | None
    offline_changes: int
    changes: int
    is_accepted: bool
    decisions: tuple[ClaimDecision, ...]
    may_decide: bool

    @property
    def is_acceptable(self) -> bool:
        """The device says that the last of the work was done by the deadline."""
        return self.claimed_at is not None and self.claimed_at <= self.due_at


class NoClaimInTime(ReportingError):
    code = "REP-055"
    status = 409
    title_vi, title_en = "Máy không ghi là làm xong trước hạn", "The device does not say that it was done in time"
    message_vi = (
        "Báo cáo {assignment} không có giờ máy nào cho thấy đã nhập xong trước hạn {due}: {claim}. "
        "Giờ máy chủ nhận vẫn quyết định."
    )
    message_en = (
        "Nothing says by a device that report {assignment} was finished before the deadline {due}: {claim}. "
        "The server's receipt decides."
    )


class ClaimDecided(ReportingError):
    code = "REP-056"
    status = 409
    title_vi, title_en = "Đã quyết định rồi", "Already decided"
    message_vi = "Báo cáo {assignment} đang ở đúng tình trạng đó; tải lại trang để xem ai đã quyết định."
    message_en = "Report {assignment} stands like that already; reload the page to see who decided it."
