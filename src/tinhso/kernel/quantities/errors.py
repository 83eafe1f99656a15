"""What can be wrong with a number, an operator or a measure unit (KER-050 to KER-065)."""

from __future__ import annotations

from tinhso.kernel.errors import TinhSoError


class QuantityError(TinhSoError):
    """Family of everything that is wrong with a quantity."""


class AmbiguousNumber(QuantityError):
    code = "KER-050"
    title_vi, title_en = "Số có hai cách đọc", "A number that reads two ways"
    message_vi = "{text}: {grouped} (dấu chấm ngăn hàng nghìn) hay {point_vi} (số thập phân)? Hãy khai báo vi hoặc en."
    message_en = "{text}: {grouped} (the dot groups thousands) or {point_en} (a decimal)? Declare vi or en."


class NotANumber(QuantityError):
    code = "KER-051"
    title_vi, title_en = "Không phải là số", "Not a number"
    message_vi = "“{text}” không phải là một số. Chỉ viết chữ số, ví dụ {example}."
    message_en = "“{text}” is not a number. Write digits only, for example {example}."


class WrongGrouping(QuantityError):
    code = "KER-052"
    title_vi, title_en = "Dấu phân cách đặt sai", "Separators in the wrong place"
    message_vi = "“{text}” đặt dấu phân cách không đúng với {style_vi}. Viết như {example}."
    message_en = "“{text}” places its separators against {style_en}. Write it like {example}."


class TooManyDecimals(QuantityError):
    code = "KER-053"
    title_vi, title_en = "Nhiều chữ số thập phân hơn quy định", "More decimals than declared"
    message_vi = (
        "“{text}” có {found} chữ số thập phân, chỉ tiêu cho phép {allowed}. Hãy viết lại theo số chữ số cho phép."
    )
    message_en = "Decimals of “{text}”: {found}; the indicator declares {allowed}. Write it with the declared decimals."


class NumberTooLarge(QuantityError):
    code = "KER-054"
    title_vi, title_en = "Số quá lớn", "The number is too large"
    message_vi = (
        "{text} vượt quá mức lưu được với {decimals} chữ số thập phân. Kiểm tra lại số chữ số hoặc đơn vị tính."
    )
    message_en = (
        "{text} is beyond what can be stored with {decimals:decimal|decimals}. Check its digits or its measure unit."
    )


class UnknownNumberLocale(QuantityError):
    code = "KER-055"
    title_vi, title_en = "Cách viết số không được hỗ trợ", "Unknown way of writing numbers"
    message_vi = "Không có cách viết số “{locale}”. Chọn vi (1.234,5) hoặc en (1,234.5)."
    message_en = "There is no way of writing numbers “{locale}”. Choose vi (1.234,5) or en (1,234.5)."


class DivisionByZero(QuantityError):
    code = "KER-056"
    title_vi, title_en = "Chia cho 0", "Division by zero"
    message_vi = "Không chia được {numerator} cho 0. Khi mẫu số bằng 0, hãy ghi là thiếu số liệu kèm lý do."
    message_en = (
        "{numerator} cannot be divided by 0. Where the denominator is 0, record a missing figure with its reason."
    )


class DecimalsOutOfRange(QuantityError):
    code = "KER-057"
    title_vi, title_en = "Số chữ số thập phân không hợp lệ", "Number of decimals out of range"
    message_vi = "Số chữ số thập phân là {decimals}; phải từ 0 đến {limit}."
    message_en = "The number of decimals is {decimals}; it must be between 0 and {limit}."


class UnexpectedPercentSign(QuantityError):
    code = "KER-058"
    title_vi, title_en = (
        "Có dấu % ở số không tính bằng phần trăm",
        "A percent sign on a figure that is not a percentage",
    )
    message_vi = "“{text}” có dấu %, nhưng chỉ tiêu này không tính bằng phần trăm. Bỏ dấu % hoặc kiểm tra lại chỉ tiêu."
    message_en = (
        "“{text}” carries a % sign, but this figure is not a percentage. Remove the sign or check the indicator."
    )


class UnknownOperator(QuantityError):
    code = "KER-059"
    title_vi, title_en = "Toán tử không hợp lệ", "Unknown operator"
    message_vi = "Không có toán tử “{text}”. Dùng một trong =, >, ≥, <, ≤, ≈."
    message_en = "There is no operator “{text}”. Use one of =, >, ≥, <, ≤, ≈."


class UnknownMeasureUnit(QuantityError):
    code = "KER-060"
    title_vi, title_en = "Đơn vị tính không có trong danh mục", "Unknown measure unit"
    message_vi = "Không có đơn vị tính “{unit}”. Chọn một mã trong danh mục đơn vị tính hoặc khai báo thêm."
    message_en = "There is no measure unit “{unit}”. Choose a code of the list of measure units or declare a new one."


class IncompatibleMeasureUnits(QuantityError):
    code = "KER-061"
    title_vi, title_en = "Hai đơn vị tính không quy đổi được", "Measure units that cannot be converted"
    message_vi = "Không quy đổi được từ “{source_vi}” sang “{target_vi}”: hai đơn vị đo hai thứ khác nhau."
    message_en = "“{source_en}” cannot be converted to “{target_en}”: they measure different things."


class RepeatedMeasureUnit(QuantityError):
    code = "KER-062"
    title_vi, title_en = "Đơn vị tính khai báo hai lần", "Measure unit declared twice"
    message_vi = "Đơn vị tính “{unit}” đã có với định nghĩa khác. Hãy dùng mã khác."
    message_en = "The measure unit “{unit}” already exists with another definition. Use another code."


class MalformedMeasureUnit(QuantityError):
    code = "KER-063"
    title_vi, title_en = "Khai báo đơn vị tính sai", "Malformed measure unit"
    message_vi = "Đơn vị tính “{unit}”: {field} = “{value}” không hợp lệ. Hệ số phải là số dương như 1000 hoặc 1/100."
    message_en = (
        "Measure unit “{unit}”: {field} = “{value}” is not valid. A factor is a positive number like 1000 or 1/100."
    )
