"""What can be wrong with a formula or a rule (KER-070 to KER-079)."""

from __future__ import annotations

from tinhso.kernel.errors import TinhSoError


class FormulaError(TinhSoError):
    """Family of everything that is wrong with a formula; `path` says where in the JSON ($.args[1]) or the text."""


class FormulaSyntax(FormulaError):
    code = "KER-070"
    title_vi, title_en = "Công thức viết sai", "The formula cannot be read"
    message_vi = "Công thức “{text}”: ở ký tự {position} gặp {found_vi}, cần {expected_vi}."
    message_en = "Formula “{text}”: found {found_en} at character {position}, expected {expected_en}."


class MalformedFormula(FormulaError):
    code = "KER-071"
    title_vi, title_en = "Công thức dạng JSON sai", "Malformed formula JSON"
    message_vi = "Công thức, tại {path}: {value} không hợp lệ; cần {expected_vi}."
    message_en = "Formula, at {path}: {value} is not valid; expected {expected_en}."


class UnknownOperation(FormulaError):
    code = "KER-072"
    title_vi, title_en = "Phép tính không có", "Unknown operation"
    message_vi = (
        "Công thức, tại {path}: không có phép “{name}”. Dùng một trong: {known}. "
        "Công thức không có vòng lặp, điều kiện hay chuỗi ký tự."
    )
    message_en = (
        "Formula, at {path}: there is no operation “{name}”. Use one of: {known}. "
        "Formulas have no loops, conditions or strings."
    )


class WrongArgumentCount(FormulaError):
    code = "KER-073"
    title_vi, title_en = "Sai số lượng thành phần", "Wrong number of arguments"
    message_vi = "Công thức, tại {path}: phép “{name}” có {found} thành phần, cần {wanted}."
    message_en = "Formula, at {path}: “{name}” has {found:argument|arguments}, it takes {wanted}."


class WrongArgumentKind(FormulaError):
    code = "KER-074"
    title_vi, title_en = "Sai loại thành phần", "Wrong kind of argument"
    message_vi = "Công thức, tại {path}: phép “{name}” cần {wanted_vi}, nhưng nhận {found_vi}."
    message_en = "Formula, at {path}: “{name}” takes {wanted_en}, but was given {found_en}."


class FormulaTooLarge(FormulaError):
    code = "KER-075"
    title_vi, title_en = "Công thức quá lớn", "The formula is too large"
    message_vi = "Công thức có {what_vi} là {found}, tối đa {limit}. Hãy tách thành chỉ tiêu trung gian."
    message_en = "The formula has {what_en} {found}, the limit is {limit}. Split it into indicators in between."


class FormulaLoop(FormulaError):
    code = "KER-076"
    title_vi, title_en = "Công thức vòng tròn", "Formulas that need each other"
    message_vi = "Các chỉ tiêu này được tính từ chính chúng: {loop}. Hãy bỏ một trong các công thức."
    message_en = "These indicators are computed from themselves: {loop}. Remove one of the formulas."


class WrongResultKind(FormulaError):
    code = "KER-077"
    title_vi, title_en = "Sai loại kết quả", "Wrong kind of result"
    message_vi = "Cần {wanted_vi}, nhưng đây là {found_vi}: {text}."
    message_en = "Expected {wanted_en}, but this is {found_en}: {text}."


class OnlyInRules(FormulaError):
    code = "KER-078"
    title_vi, title_en = "Phép chỉ dùng trong quy tắc", "An operation for rules only"
    message_vi = "Công thức của chỉ tiêu không dùng được phép “{name}”; phép này chỉ có trong quy tắc kiểm tra."
    message_en = "The formula of an indicator cannot use “{name}”; it is only there for rules that check figures."
