"""What can be wrong with a working calendar or a question to it (KER-020 to KER-029)."""

from __future__ import annotations

from tinhso.kernel.errors import TinhSoError


class CalendarError(TinhSoError):
    """Every error about working calendars."""


class InvalidCalendar(CalendarError):
    code = "KER-020"
    title_vi = "Khai báo lịch làm việc sai"
    title_en = "Invalid definition of a working calendar"
    message_vi = "Lịch “{calendar}”, trường “{field}”: giá trị {value} không dùng được; {reason_vi}."
    message_en = "Calendar “{calendar}”, field “{field}”: value {value} cannot be used; {reason_en}."


class DayNotCovered(CalendarError):
    code = "KER-021"
    title_vi = "Ngày ngoài lịch làm việc đã có"
    title_en = "Day outside the working calendar"
    message_vi = "Lịch “{calendar}” chỉ có ngày nghỉ từ {first} đến {last}; chưa biết gì về {date}. Hãy bổ sung lịch."
    message_en = (
        "Calendar “{calendar}” knows holidays from {first} to {last} only, nothing about {date}. Extend it first."
    )


class NegativeWorkingHours(CalendarError):
    code = "KER-022"
    title_vi = "Số giờ làm việc âm"
    title_en = "Negative working hours"
    message_vi = "Không thể cộng {hours} giờ làm việc; hãy dùng số từ 0 trở lên."
    message_en = "{hours:working hour|working hours} cannot be added; use a number of 0 or more."


class NoWorkingHours(CalendarError):
    code = "KER-023"
    title_vi = "Chưa khai báo giờ làm việc"
    title_en = "No working hours declared"
    message_vi = "Lịch “{calendar}” chưa có giờ làm việc cho ngày {date}. Hãy khai báo giờ làm việc trước."
    message_en = "Calendar “{calendar}” has no working hours for {date}. Declare the hours first."
