"""The notice by mail of an emergency access, to each account that has an address; the outbox goes on trying."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage

from tinhso.engines.orgs.models import EmergencyAccess, User
from tinhso.engines.orgs.queries.units import last_views
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import VIETNAM

TOPIC: Final = "orgs.emergency"  # {"emergency_id", "user_id"}
HANDLER: Final = "orgs.emergency_mail"


def mail_notice(message: Mapping[str, Any]) -> None:
    """Write to one of those who are told (handler of the outbox); an error means that it is tried again."""
    row = EmergencyAccess.objects.select_related("user").get(pk=message["emergency_id"])
    told = User.objects.filter(pk=message["user_id"], is_active=True).exclude(email="").first()
    if told is None:
        return
    unit = next(iter(last_views({row.unit_id}))).name("vi")
    reason = trust.texts(row.event_id).get("reason", "")
    who = row.user.title_vi or row.user.username
    subject = f"Mở khẩn cấp số liệu của {unit}"
    body = (
        f"{who} ({row.user.username}) mở khẩn cấp để đọc số liệu chưa công bố của {unit}, "
        f"từ {row.begun_at.astimezone(VIETNAM):%d/%m/%Y %H:%M} đến {row.until.astimezone(VIETNAM):%H:%M}.\n\n"
        f"Lý do: {reason}\n\n"
        "Người mở chỉ đọc, không tải tệp. Mọi lượt mở có ở trang “Truy cập khẩn cấp” và trong nhật ký."
    )
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [told.email]).send()
