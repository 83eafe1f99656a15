"""Looking at the product as another person sees it: asked for, allowed by them, for half an hour, reading only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tinhso.engines.orgs.contracts.delegations import Person
from tinhso.kernel.errors import TinhSoError

ALLOWED_MINUTES = 30


@dataclass(frozen=True, slots=True)
class ViewingView:
    """A wish to look on. `allowed_until` is None while its holder has not agreed."""

    id: int
    holder: Person
    viewer: Person
    reason: str
    allowed_until: datetime | None


class ViewingReadsOnly(TinhSoError):
    code = "ORG-061"
    status = 403
    title_vi, title_en = "Đang xem như người khác", "Looking on as somebody else"
    message_vi = (
        "Khi xem như {holder}, bạn chỉ đọc: không lưu, không gửi, không tải tệp. Bấm “Thôi xem” để làm việc của mình."
    )
    message_en = "While looking on as {holder} you only read: nothing is saved, sent or downloaded. Press “Stop” first."


class UnknownViewing(TinhSoError):
    code = "ORG-062"
    status = 404
    title_vi, title_en = "Không có lượt xem này", "No such permission to look on"
    message_vi = "Lượt xem số {viewing} chưa được đồng ý, đã hết giờ, hoặc không phải của bạn."
    message_en = "Permission number {viewing} was not given, has run out, or is not yours."
