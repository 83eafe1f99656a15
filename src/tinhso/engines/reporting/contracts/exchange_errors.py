"""Why a consolidated report cannot be sent on to another report system, or such a file cannot be read."""

from __future__ import annotations

from tinhso.engines.reporting.contracts.errors import ReportingError


class Unmapped(ReportingError):
    code = "REP-290"
    title_vi, title_en = "Có phần chưa có trong bảng ánh xạ", "A part has no place in the mapping"
    message_vi = "{place}: “{field}” = “{value}” chưa ánh xạ sang {standard}; {count} phần như vậy, chưa ghi tệp nào."
    message_en = (
        "{place}: “{field}” = “{value}” has no place in {standard}; {count:such part|such parts}, nothing was written."
    )


class NotAMessageFile(ReportingError):
    code = "REP-291"
    title_vi, title_en = "Không phải tệp gói tin báo cáo", "Not a file of report messages"
    message_vi = "Tệp không đúng cấu trúc gói tin báo cáo: {problem}. Hãy lấy lại tệp do hệ thống này xuất ra."
    message_en = "The file has not the shape of report messages: {problem}. Take the file that this system gave out."
