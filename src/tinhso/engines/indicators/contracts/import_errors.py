"""What can be wrong with a file or a request of figures as a whole (IND-030 to IND-049)."""

from __future__ import annotations

from tinhso.kernel.errors import TinhSoError


class ImportingError(TinhSoError):
    """Every error about a file or a request of figures as such."""


class UnreadableFile(ImportingError):
    code = "IND-030"
    title_vi, title_en = "Tệp không đọc được", "Unreadable file"
    message_vi = "Không đọc được tệp: {problem_vi}."
    message_en = "The file cannot be read: {problem_en}."


class MissingColumn(ImportingError):
    code = "IND-031"
    title_vi, title_en = "Thiếu cột bắt buộc", "Missing column"
    message_vi = "Thiếu cột “{name}”. Các cột bắt buộc: {required}."
    message_en = "The column “{name}” is missing. The columns needed are {required}."


class UnknownColumn(ImportingError):
    code = "IND-032"
    title_vi, title_en = "Cột không có trong danh mục", "Unknown column"
    message_vi = "Không có cột “{name}”. Các cột được dùng: {known}."
    message_en = "There is no column “{name}”. The columns are {known}."


class RepeatedColumn(ImportingError):
    code = "IND-033"
    title_vi, title_en = "Cột ghi hai lần", "Repeated column"
    message_vi = "Cột “{name}” có hai lần. Chỉ giữ một."
    message_en = "The column “{name}” stands twice. Keep one."


class WrongCellCount(ImportingError):
    code = "IND-034"
    title_vi, title_en = "Sai số ô trong dòng", "Wrong number of cells"
    message_vi = "Dòng có {found} ô, tiêu đề có {wanted} cột. Kiểm tra dấu phẩy và dấu ngoặc kép."
    message_en = "The row has {found:cell|cells}, the header has {wanted:column|columns}. Check commas and quotes."


class NotText(ImportingError):
    code = "IND-035"
    title_vi, title_en = "Giá trị không phải chữ", "Not text"
    message_vi = "Giá trị {value} phải viết thành chuỗi ký tự; số lẻ trong JSON không chính xác."
    message_en = "The value {value} must be written as text; a decimal number in JSON is not exact."


class IdempotencyConflict(ImportingError):
    code = "IND-040"
    status = 409
    title_vi, title_en = "Khóa yêu cầu đã dùng cho nội dung khác", "Idempotency key already used"
    message_vi = "Khóa “{key}” đã dùng cho một yêu cầu có nội dung khác. Mỗi yêu cầu mới dùng một khóa mới."
    message_en = "The key “{key}” was used for a request with another content. Use a new key for a new request."


class IdempotencyKeyMissing(ImportingError):
    code = "IND-041"
    status = 400
    title_vi, title_en = "Thiếu khóa yêu cầu", "Idempotency key missing"
    message_vi = "Yêu cầu phải có Idempotency-Key dài từ 1 đến {limit} ký tự để gửi lại mà không ghi hai lần."
    message_en = "The request needs an Idempotency-Key of 1 to {limit} characters, so that sending it again is safe."


class TooManyFigures(ImportingError):
    code = "IND-042"
    status = 413
    title_vi, title_en = "Quá nhiều số liệu trong một yêu cầu", "Too many figures in a request"
    message_vi = "Yêu cầu có {count} dòng, tối đa {limit}. Hãy chia thành nhiều yêu cầu."
    message_en = "The request has {count} rows, at most {limit} are taken. Divide it into several requests."


class ImportDisturbed(ImportingError):
    code = "IND-043"
    status = 409
    title_vi, title_en = "Số liệu đang được người khác thay đổi", "Others keep changing these figures"
    message_vi = "Đã thử {attempts} lần nhưng mỗi lần đều có người vừa ghi hoặc khóa các số liệu này. Hãy nhập lại sau."
    message_en = "Tried {attempts} times; each time somebody had just written or locked these figures. Try again later."
