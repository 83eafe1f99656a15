"""Refused because what somebody decides on is not what they looked at (REP-287, REP-298, REP-299)."""

from __future__ import annotations

from tinhso.engines.reporting.contracts.errors import ReportingError


class FindingGone(ReportingError):
    code = "REP-287"
    status = 409
    title_vi, title_en = "Số đã đổi", "The figure has changed"
    message_vi = "Phép kiểm tra không còn hỏi điều đã chọn ở {unit}. Hãy xem lại danh sách rồi chọn."
    message_en = "What was chosen at {unit} is no longer asked. Look at the list again, then choose."


class SentAgainMeanwhile(ReportingError):
    code = "REP-298"
    status = 409
    title_vi, title_en = "Báo cáo đã gửi lại", "The report was sent again"
    message_vi = (
        "{unit} đã gửi lại báo cáo sau khi bạn mở trang, lần {number}. Chưa làm gì; hãy xem số mới rồi làm lại."
    )
    message_en = "{unit} sent its report again after you opened the page, no. {number}. Nothing was done; look first."


class ReadOtherwise(ReportingError):
    code = "REP-299"
    status = 409
    title_vi, title_en = "Số liệu đã đổi sau khi mở trang", "Changed after the page was opened"
    message_vi = "{name}: số liệu đã đổi sau khi bạn mở trang. Chưa làm gì; hãy xem số mới rồi làm lại."
    message_en = "{name}: changed after you opened the page. Nothing was done; look at the new figures first."
