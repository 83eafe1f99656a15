"""Emergency access: reading, for a short while and told to everybody concerned, what one's scope does not reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tinhso.engines.orgs.contracts.delegations import Person
from tinhso.engines.orgs.contracts.units import UnitView
from tinhso.kernel.errors import TinhSoError

CHOICES_MINUTES = (15, 30, 60)
LEAST_REASON = 10


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """One emergency access.

    Attributes:
        until: when it ends by itself.
        ended_at: when somebody ended it earlier.
        is_running: it opens its unit's figures now.
        may_end: the reader may end it.
    """

    id: int
    person: Person
    unit: UnitView
    reason: str
    begun_at: datetime
    until: datetime
    ended_at: datetime | None
    is_running: bool
    may_end: bool


class EmergencyReadsOnly(TinhSoError):
    code = "ORG-090"
    status = 403
    title_vi, title_en = "Đang mở khẩn cấp", "Emergency access is open"
    message_vi = (
        "Khi đang mở khẩn cấp số liệu của {unit}, bạn chỉ đọc: không lưu, không gửi, không tải tệp. "
        "Bấm “Đóng lại” để làm việc của mình."
    )
    message_en = (
        "While the figures of {unit} are open in an emergency you only read: nothing is saved, sent or downloaded. "
        "Press “Close” to do your own work."
    )


class EmergencyReasonMissing(TinhSoError):
    code = "ORG-091"
    title_vi, title_en = "Cần lý do", "A reason is needed"
    message_vi = "Ghi lý do mở khẩn cấp, ít nhất {least} ký tự: đơn vị và thanh tra sẽ đọc nguyên văn."
    message_en = "Say why, in at least {least} characters: the unit and the inspectors read it as it stands."


class EmergencyTime(TinhSoError):
    code = "ORG-092"
    title_vi, title_en = "Thời gian không dùng được", "A time that cannot be used"
    message_vi = "“{minutes}” không dùng được: chọn một trong {known} phút."
    message_en = "“{minutes}” cannot be used: choose one of {known} minutes."


class UnknownEmergency(TinhSoError):
    code = "ORG-093"
    status = 404
    title_vi, title_en = "Không có lượt mở này", "No such emergency access"
    message_vi = "Lượt mở khẩn cấp số {emergency} không có, đã kết thúc, hoặc không phải của bạn."
    message_en = "Emergency access number {emergency} does not exist, has ended, or is not yours."
