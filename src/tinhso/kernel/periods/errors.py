"""What can be wrong with a period, its code or its scheme (KER-001 to KER-019)."""

from __future__ import annotations

from tinhso.kernel.errors import TinhSoError


class PeriodError(TinhSoError):
    """Every error about periods."""


class UnknownPeriodCode(PeriodError):
    code = "KER-001"
    title_vi = "Mã kỳ báo cáo không đọc được"
    title_en = "Unreadable period code"
    message_vi = (
        "“{text}” không phải mã kỳ báo cáo. Hãy viết như 2026-01, 2026-Q1, 2026-H1, 2026-9M, 2026, 2026-01-D1, "
        "nd09:2026-11 hoặc span:2026-03-01..2026-03-17."
    )
    message_en = (
        "“{text}” is not a period code. Write it like 2026-01, 2026-Q1, 2026-H1, 2026-9M, 2026, 2026-01-D1, "
        "nd09:2026-11 or span:2026-03-01..2026-03-17."
    )


class UnknownScheme(PeriodError):
    code = "KER-002"
    title_vi = "Loại kỳ không có"
    title_en = "Unknown period scheme"
    message_vi = "Không có loại kỳ “{scheme}”. Các loại kỳ đang dùng: {known}."
    message_en = "There is no period scheme “{scheme}”. Schemes in use: {known}."


class MixedSchemes(PeriodError):
    code = "KER-003"
    title_vi = "Lẫn các loại kỳ"
    title_en = "Periods of different kinds mixed"
    message_vi = (
        "Kỳ {first} và kỳ {second} khác nhau về cách chốt số liệu hoặc về độ dài, nên không so sánh hay cộng với "
        "nhau được. Hãy chọn các kỳ cùng một loại, hoặc yêu cầu quy đổi gần đúng."
    )
    message_en = (
        "Periods {first} and {second} differ in cut-off or in length and cannot be compared or added. "
        "Choose periods of one kind, or ask for an approximate conversion."
    )


class WrongScheme(PeriodError):
    code = "KER-004"
    title_vi = "Kỳ không thuộc loại được yêu cầu"
    title_en = "Period of another scheme than required"
    message_vi = "Kỳ {period} thuộc loại {scheme}, trong khi ở đây yêu cầu {required}. Hãy dùng mã kỳ loại {required}."
    message_en = "Period {period} is of scheme {scheme}, but {required} is required here. Use a code of {required}."


class InvalidPeriodRange(PeriodError):
    code = "KER-005"
    title_vi = "Khoảng kỳ không hợp lệ"
    title_en = "Invalid range of periods"
    message_vi = "Khoảng kỳ “{text}” phải đi từ kỳ trước đến kỳ sau và hai đầu cùng loại, ví dụ nd09:2026-01..2026-06."
    message_en = (
        "The range “{text}” must run from an earlier to a later period of one scheme, e.g. nd09:2026-01..2026-06."
    )


class NoPeriodOnDate(PeriodError):
    code = "KER-006"
    title_vi = "Ngày không thuộc kỳ nào"
    title_en = "No period on this date"
    message_vi = "Ngày {date} không nằm trong kỳ nào của loại {scheme}."
    message_en = "{date} lies in no period of scheme {scheme}."


class IndivisiblePeriod(PeriodError):
    code = "KER-007"
    title_vi = "Kỳ không chia được"
    title_en = "Period cannot be divided"
    message_vi = "Kỳ {period} không gồm trọn các kỳ loại “{frequency}”."
    message_en = "Period {period} is not made of whole periods of frequency “{frequency}”."


class NoSequence(PeriodError):
    code = "KER-008"
    title_vi = "Kỳ đột xuất không có kỳ liền kề"
    title_en = "An ad hoc span has no neighbours"
    message_vi = "Kỳ đột xuất {period} không có kỳ trước, kỳ sau, lũy kế hay kỳ con. Hãy nêu rõ khoảng ngày cần dùng."
    message_en = (
        "The ad hoc span {period} has no previous or next period, year to date or parts. Name the dates you want."
    )


class InvalidFamily(PeriodError):
    code = "KER-009"
    title_vi = "Khai báo cách chốt số liệu sai"
    title_en = "Invalid definition of a period family"
    message_vi = "Họ kỳ “{family}”, trường “{field}”: giá trị {value} không dùng được; {reason_vi}."
    message_en = "Period family “{family}”, field “{field}”: value {value} cannot be used; {reason_en}."


class FamilyAlreadyDefined(PeriodError):
    code = "KER-010"
    title_vi = "Họ kỳ đã được định nghĩa khác"
    title_en = "Period family already defined otherwise"
    message_vi = "Họ kỳ “{family}” đã có với nội dung khác; mã kỳ đã lưu sẽ đổi nghĩa. Hãy đặt mã mới cho quy định mới."
    message_en = (
        "Period family “{family}” exists with another content; stored codes would change their meaning. "
        "Give the new rule a new code."
    )


class PeriodOutOfRange(PeriodError):
    code = "KER-011"
    title_vi = "Kỳ ngoài phạm vi năm"
    title_en = "Period outside the supported years"
    message_vi = "Năm {year} nằm ngoài phạm vi {first_year}–{last_year}."
    message_en = "Year {year} is outside {first_year}–{last_year}."


class InexactConversion(PeriodError):
    code = "KER-012"
    title_vi = "Quy đổi kỳ không chính xác"
    title_en = "Inexact conversion of a period"
    message_vi = (
        "Kỳ {source} không trùng với kỳ nào của loại {scheme} (gần nhất: {nearest}, lệch {days} ngày). "
        "Chỉ quy đổi được khi chấp nhận và ghi rõ là gần đúng."
    )
    message_en = (
        "Period {source} equals no period of scheme {scheme} (nearest: {nearest}, {days:day|days} apart). "
        "It converts only where an approximation is asked for and shown."
    )


class InvalidPeriod(PeriodError):
    code = "KER-013"
    title_vi = "Kỳ có ngày cuối trước ngày đầu"
    title_en = "Period ends before it starts"
    message_vi = "Kỳ “{code}”: ngày cuối {end} đứng trước ngày đầu {start}."
    message_en = "Period “{code}”: its end {end} is before its start {start}."
