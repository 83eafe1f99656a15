"""What the machine face refuses by itself, before an engine is asked."""

from tinhso.kernel.errors import TinhSoError


class RequestNotUnderstood(TinhSoError):
    """The request does not have the form its operation declares."""

    code = "RES-001"
    status = 422
    title_vi, title_en = "Yêu cầu không đúng dạng", "Request not understood"
    message_vi = "Yêu cầu không đúng dạng đã công bố: {reason}. Xem /api/v1/openapi.json."
    message_en = "The request does not fit its published form: {reason}. See /api/v1/openapi.json."


class NotAnswered(TinhSoError):
    """The framework refused the request."""

    code = "RES-002"
    status = 400
    title_vi, title_en = "Không trả lời được", "Not answered"
    message_vi = "Không trả lời được yêu cầu này: {reason} ({status})."
    message_en = "This request cannot be answered: {reason} ({status})."


class NoSuchOperation(TinhSoError):
    """There is nothing at this address of the machine face."""

    code = "RES-003"
    status = 404
    title_vi, title_en = "Không có thao tác này", "No such operation"
    message_vi = "Không có {method} /api/v1/{path}. Các thao tác: /api/v1/openapi.json."
    message_en = "There is no {method} /api/v1/{path}. The operations: /api/v1/openapi.json."


class MethodNotTaken(TinhSoError):
    """The address is there, but does nothing by this method."""

    code = "RES-005"
    status = 405
    title_vi, title_en = "Địa chỉ này không nhận phương thức đó", "Method not taken here"
    message_vi = "Địa chỉ này không nhận {method}; chỉ nhận {allowed}. Chưa làm gì. Xem /api/v1/openapi.json."
    message_en = "This address does not take {method}, only {allowed}. Nothing was done. See /api/v1/openapi.json."


class UnknownParameter(TinhSoError):
    """A parameter that the operation does not have: misspelt, it would change nothing and nobody would notice."""

    code = "RES-006"
    status = 422
    title_vi, title_en = "Không có tham số này", "Unknown parameter"
    message_vi = "Thao tác này không có tham số “{parameter}”. Các tham số có: {known_vi}. Xem /api/v1/openapi.json."
    message_en = "This operation has no parameter “{parameter}”. It takes: {known_en}. See /api/v1/openapi.json."


class BodyNotJson(TinhSoError):
    """The body is of a kind that the operation does not read; nothing of it was looked at."""

    code = "RES-007"
    status = 415
    title_vi, title_en = "Nội dung gửi không phải JSON", "The body is not JSON"
    message_vi = "Thao tác này chỉ đọc application/json, mã hóa UTF-8; yêu cầu ghi “{kind}”. Chưa làm gì."
    message_en = "This operation reads application/json in UTF-8 only; the request says “{kind}”. Nothing was done."


class ParameterTwice(TinhSoError):
    """A parameter that takes one value is named twice: the last would be answered, and the first silently not."""

    code = "RES-008"
    status = 422
    title_vi, title_en = "Tham số ghi hai lần", "Parameter named twice"
    message_vi = (
        "Tham số “{parameter}” chỉ nhận một giá trị, yêu cầu ghi nhiều lần. Chưa làm gì. Nhiều mã thì ghi một lần, "
        "cách nhau bằng dấu phẩy, ở nơi thao tác cho phép. Xem /api/v1/openapi.json."
    )
    message_en = (
        "The parameter “{parameter}” takes one value and is named more than once. Nothing was done. Several codes are "
        "written once, with commas, where the operation takes several. See /api/v1/openapi.json."
    )


class NameTwice(TinhSoError):
    """An object of the body has two values under one name: which of them is meant is not guessed."""

    code = "RES-009"
    status = 400
    title_vi, title_en = "Một tên ghi hai lần trong nội dung gửi", "A name twice in the body"
    message_vi = "Nội dung gửi có hai giá trị mang tên “{name}” trong cùng một mục. Chưa làm gì; hãy chỉ ghi một lần."
    message_en = "The body has two values named “{name}” in one object. Nothing was done; write it once."


class NotBearer(TinhSoError):
    """A credential of another kind than the only one that is taken here (RFC 6750)."""

    code = "RES-010"
    status = 401
    title_vi, title_en = "Cách xác nhận không được nhận", "Kind of credential not taken"
    message_vi = "Chỉ nhận “Authorization: Bearer KHÓA”. Bỏ hẳn dòng này thì chỉ xem được số công khai."
    message_en = "Only “Authorization: Bearer SECRET” is taken. Without that line, what is public is answered."


class TooManyRequests(TinhSoError):
    """A token or an address asks more often than the operator allows; nothing was done."""

    code = "RES-004"
    status = 429
    title_vi, title_en = "Gọi quá nhiều lần", "Too many requests"
    message_vi = (
        "Chỉ được gọi {amount} lần trong {period} giây. Chưa làm gì với lần gọi này; hãy gọi lại sau {seconds} giây."
    )
    message_en = (
        "Only {amount:request is|requests are} taken in {period:second|seconds}. "
        "Nothing was done with this one; ask again in {seconds:second|seconds}."
    )

    @property
    def seconds(self) -> int:
        """Seconds until the next one is taken."""
        return int(self.details["seconds"])
