"""What can go wrong with returning reports for what was found in them (REP-287)."""

from __future__ import annotations

from tinhso.engines.reporting.contracts.errors import ReportingError


class FindingGone(ReportingError):
    code = "REP-287"
    status = 409
    title_vi, title_en = "Số đã đổi", "The figure has changed"
    message_vi = "Phép kiểm tra không còn hỏi điều đã chọn ở {unit}. Hãy xem lại danh sách rồi chọn."
    message_en = "What was chosen at {unit} is no longer asked. Look at the list again, then choose."
