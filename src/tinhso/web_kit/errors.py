"""Errors of the screens' plumbing, and the four pages that every web site needs."""

from tinhso.kernel.errors import TinhSoError


class WebKitError(TinhSoError):
    """Family of everything that can go wrong while a screen is being made."""


class FrontEndNotBuilt(WebKitError):
    code = "WEB-001"
    title_vi, title_en = "Chưa dựng giao diện", "Front end not built"
    message_vi = "Không thấy “{name}” trong {manifest}. Chạy: make frontend"
    message_en = "“{name}” is not in {manifest}. Run: make frontend"
    status = 500


class UnknownMark(WebKitError):
    code = "WEB-002"
    title_vi, title_en = "Dấu trạng thái lạ", "Unknown status mark"
    message_vi = "Không có {kind} tên “{name}”; dùng một trong: {known}."
    message_en = "There is no {kind} named “{name}”; use one of: {known}."
    status = 500


class UnequalSeries(WebKitError):
    code = "WEB-003"
    title_vi, title_en = "Chuỗi lệch nhãn", "Series and labels differ"
    message_vi = "Biểu đồ “{chart_id}”: chuỗi “{series}” có {values} giá trị cho {labels} nhãn."
    message_en = "Chart “{chart_id}”: series “{series}” has {values:value|values} for {labels:label|labels}."
    status = 500


class NothingToDraw(WebKitError):
    code = "WEB-004"
    title_vi, title_en = "Bản đồ không có hình", "Map without shapes"
    message_vi = "Không có ranh giới hay tọa độ nào để vẽ. Nạp: tinhso units boundaries TỆP"
    message_en = "There is no boundary or coordinate to draw. Load them: tinhso units boundaries FILE"
    status = 500


class NoAccess(WebKitError):
    code = "WEB-403"
    title_vi, title_en = "Trang này không thuộc quyền của tài khoản", "This page is outside your account's rights"
    message_vi = "Nếu công việc của bạn cần trang này, hãy đề nghị người quản trị giao quyền."
    message_en = "If your work needs this page, ask the administrator to grant it."
    status = 403


class PageNotFound(WebKitError):
    code = "WEB-404"
    title_vi, title_en = "Không có trang này", "There is no such page"
    message_vi = "Địa chỉ {path} không dẫn tới đâu. Có thể nội dung đã đổi chỗ, hoặc địa chỉ gõ thiếu."
    message_en = "The address {path} leads nowhere. It may have moved, or part of it is missing."
    status = 404


class FormExpired(WebKitError):
    code = "WEB-419"
    title_vi, title_en = "Biểu mẫu đã quá lâu", "The form is too old"
    message_vi = "Trang mở đã lâu hoặc bạn đã đăng nhập lại ở nơi khác. Tải lại trang rồi gửi lần nữa."
    message_en = "The page was open for long, or you signed in again elsewhere. Reload it and send once more."
    status = 403


class UnexpectedFailure(WebKitError):
    code = "WEB-500"
    title_vi, title_en = "Hệ thống gặp lỗi", "The system failed"
    message_vi = (
        "Việc vừa làm chưa được ghi lại. Thử lại sau ít phút; nếu vẫn vậy, báo người quản trị kèm giờ hiện tại."
    )
    message_en = (
        "What you just did was not recorded. Try again in a few minutes; if it stays, tell the administrator the time."
    )
    status = 500


class StorageFault(WebKitError):
    """Family of what keeps anything from being recorded just now; nothing half done stays."""

    status = 503


class DatabaseBusy(StorageFault):
    code = "WEB-510"
    title_vi, title_en = "Hệ thống đang bận", "The system is busy"
    message_vi = "Cơ sở dữ liệu đang bận ghi việc khác, việc vừa làm chưa được ghi lại. Thử lại sau vài giây."
    message_en = (
        "The database is busy with other writing; what you just did was not recorded. Try again in a few seconds."
    )


class DiskFull(StorageFault):
    code = "WEB-511"
    status = 507
    title_vi, title_en = "Hết chỗ trên ổ đĩa", "The disk is full"
    message_vi = "Máy chủ hết chỗ, việc vừa làm chưa được ghi lại. Báo cán bộ CNTT; những gì đã báo lưu vẫn còn."
    message_en = (
        "The server has no room left; what you just did was not recorded. Tell the IT officer; what was saved is safe."
    )


class StorageReadOnly(StorageFault):
    code = "WEB-512"
    title_vi, title_en = "Ổ đĩa chỉ đọc được", "The disk can only be read"
    message_vi = (
        "Máy chủ không ghi được vào ổ đĩa, việc vừa làm chưa được ghi lại. Báo cán bộ CNTT; xem số liệu vẫn được."
    )
    message_en = (
        "The server cannot write to its disk; what you just did was not recorded. Tell the IT officer; "
        "reading still works."
    )


class DatabaseGone(StorageFault):
    code = "WEB-513"
    title_vi, title_en = "Mất liên lạc với cơ sở dữ liệu", "The database cannot be reached"
    message_vi = (
        "Máy chủ không nối được cơ sở dữ liệu, việc vừa làm chưa được ghi lại. Thử lại sau ít phút; nếu vẫn "
        "vậy, báo cán bộ CNTT."
    )
    message_en = (
        "The server cannot reach its database; what you just did was not recorded. Try again in a few "
        "minutes; if it stays, tell the IT officer."
    )


class UnwritableCharacter(WebKitError):
    """A text with the character NUL: PostgreSQL keeps none, SQLite would; it is refused before anybody looks at it."""

    code = "WEB-400"
    status = 400
    title_vi, title_en = "Có ký tự không ghi được", "A character that cannot be kept"
    message_vi = "Yêu cầu có ký tự NUL (mã 0), không văn bản nào chứa được. Chưa làm gì; hãy bỏ ký tự ấy rồi gửi lại."
    message_en = (
        "The request holds the character NUL (code 0), which no text can. Nothing was done; remove it, send again."
    )


class TooMuchAtOnce(WebKitError):
    """A body larger than the server reads at once; nothing of it was looked at."""

    code = "WEB-413"
    status = 413
    title_vi, title_en = "Gửi quá nhiều trong một lần", "Too much at once"
    message_vi = "Mỗi lần chỉ nhận tối đa {most} MB. Chưa ghi gì; hãy chia thành nhiều lần gửi."
    message_en = "At most {most} MB are taken at once. Nothing was kept; divide it into several requests."
