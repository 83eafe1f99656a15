"""What insight refuses, in words."""

from tinhso.kernel.errors import TinhSoError


class InsightError(TinhSoError):
    """Family of this engine's errors."""


class UnknownBoard(InsightError):
    code = "INS-001"
    status = 404
    title_vi, title_en = "Không có bảng điều hành này", "No such board"
    message_vi = "Không có bảng điều hành “{board}”. Hãy nạp gói có tệp boards/{board}.yaml."
    message_en = "There is no board “{board}”. Load a package that has boards/{board}.yaml."


class UnknownCardKind(InsightError):
    code = "INS-002"
    title_vi, title_en = "Loại thẻ chưa có", "Unknown kind of card"
    message_vi = "Loại thẻ “{kind}” chưa được đăng ký. Các loại có sẵn: {known}."
    message_en = "No kind of card “{kind}” is registered. Known kinds: {known}."


class BoardPackageRefused(InsightError):
    code = "INS-003"
    title_vi, title_en = "Bảng điều hành viết sai", "Board not accepted"
    message_vi = "{problem_vi}. Không có phần nào của gói được nạp."
    message_en = "{problem_en}. Nothing of the package was loaded."


class PivotTooLarge(InsightError):
    code = "INS-008"
    status = 422
    title_vi, title_en = "Bảng quá lớn để xem trên một trang", "Too large for one page"
    message_vi = (
        "{units} đơn vị × {periods} kỳ × {codes} chỉ tiêu nhiều hơn {most} ô. Hãy bớt kỳ, bớt chỉ tiêu hoặc chọn cấp "
        "cao hơn; tệp CSV và Parquet thì tải được cả bảng."
    )
    message_en = (
        "{units:unit|units} × {periods:period|periods} × {codes:indicator|indicators} are more than {most} cells. "
        "Choose fewer periods or indicators or a higher level; CSV and Parquet files hold all of it."
    )


class ViewNotSaved(InsightError):
    code = "INS-009"
    status = 422
    title_vi, title_en = "Chưa lưu được góc xem", "View not saved"
    message_vi = "Không lưu được góc xem “{name}”: cần đăng nhập, có tên (tối đa {longest} chữ) và đã chọn chỉ tiêu."
    message_en = "View “{name}” is not saved: sign in, name it (at most {longest} letters) and choose an indicator."


class UnknownSnapshot(InsightError):
    code = "INS-011"
    status = 404
    title_vi, title_en = "Không có bản chụp này", "No such kept page"
    message_vi = "Bạn không có bản chụp trang số {page}."
    message_en = "You have no kept page number {page}."


class SnapshotAltered(InsightError):
    code = "INS-012"
    status = 409
    title_vi, title_en = "Bản chụp không còn nguyên vẹn", "The kept page was altered"
    message_vi = (
        "Bản chụp số {page} có mã băm {found}…, nhật ký ghi {kept}…. Không hiện nội dung; hãy báo người vận hành "
        "và chạy `tinhso ledger verify`."
    )
    message_en = (
        "Kept page {page} hashes to {found}…, the log says {kept}…. It is not shown; tell the operator and run "
        "`tinhso ledger verify`."
    )


class MalformedChoice(InsightError):
    code = "INS-004"
    status = 400
    title_vi, title_en = "Địa chỉ có giá trị không hiểu được", "The address has a value that cannot be read"
    message_vi = "“{value}” không dùng được cho {parameter}. {hint_vi}"
    message_en = "“{value}” cannot be used for {parameter}. {hint_en}"


class NothingToProve(InsightError):
    code = "INS-005"
    status = 404
    title_vi, title_en = "Không có số liệu để truy nguồn gốc", "No figure to trace"
    message_vi = "Không có số liệu nào của “{indicator}” tại đơn vị {unit}, kỳ {period} trong phạm vi bạn được xem."
    message_en = "There is no figure of “{indicator}” for unit {unit} in {period} that you may see."


class CardFailed(InsightError):
    """A card that cannot be computed says why in its place; the rest of the board stays."""

    code = "INS-006"
    status = 500
    title_vi, title_en = "Thẻ chưa tính được", "Card not computed"
    message_vi = "Thẻ này chưa tính được. Người vận hành đã có nhật ký lỗi; các thẻ khác vẫn đúng."
    message_en = "This card could not be computed. The operator has the error in the log; the other cards are right."


class FormulaNotProvable(InsightError):
    code = "INS-007"
    title_vi, title_en = "Chưa lập được phiếu cho công thức này", "No proof file for this formula yet"
    message_vi = (
        "Phiếu xác thực lập được cho tổng, bình quân, lớn nhất, nhỏ nhất và tỷ lệ của hai tổng; “{indicator}” dùng "
        "công thức khác. Hãy lấy phiếu của từng chỉ tiêu thành phần."
    )
    message_en = (
        "A proof file exists for sums, means, extremes and ratios of two sums; “{indicator}” has another formula. "
        "Take the proof of each of its inputs."
    )


class UnitsNotInLog(InsightError):
    code = "INS-017"
    status = 422
    title_vi, title_en = "Nhật ký chưa cho thấy các đơn vị thuộc nhau", "The log does not show who belongs to whom"
    message_vi = (
        "Chưa lập được phiếu: nhật ký niêm phong không có đủ quyết định và quan hệ nối các đơn vị đã gửi số với đơn vị "
        "{unit}. Hãy lấy phiếu của từng bản ghi."
    )
    message_en = (
        "No proof file: the sealed log does not hold all links and decisions between the units that sent figures and "
        "the unit {unit}. Take the proof of each record."
    )


class UnknownFile(InsightError):
    """There is no such file, or it is somebody else's: the two are not told apart."""

    code = "INS-013"
    status = 404
    title_vi, title_en = "Không có tệp này", "Unknown file"
    message_vi = "Bạn không có tệp số {file} nào đang tạo hay đã tạo."
    message_en = "You have no file number {file}, being made or made."


class TooManyFiles(InsightError):
    code = "INS-014"
    status = 409
    title_vi, title_en = "Đang tạo quá nhiều tệp", "Too many files are being made"
    message_vi = "Bạn đang có {waiting} tệp chờ tạo; nhiều nhất là {most}. Chờ xong hoặc hủy bớt rồi tạo tiếp."
    message_en = "You have {waiting} files waiting, at most {most}. Wait for them or cancel one, then ask again."


class FileNotThere(InsightError):
    code = "INS-015"
    status = 410
    title_vi, title_en = "Tệp chưa có hoặc đã hết hạn", "The file is not there"
    message_vi = "Tệp số {file} chưa tạo xong, đã hủy hoặc đã quá {hours} giờ nên không còn. Hãy tạo lại."
    message_en = (
        "File number {file} is not ready, was cancelled, or is older than {hours} hours and removed. Ask for it again."
    )


class FileReachChanged(InsightError):
    code = "INS-016"
    status = 403
    title_vi, title_en = "Quyền xem số đã đổi", "Your reach has changed"
    message_vi = "Quyền xem số liệu của bạn đã đổi từ lúc hỏi tệp số {file}, nên không giao tệp ấy nữa. Hãy tạo lại."
    message_en = "What you may see has changed since you asked for file number {file}, so it is withheld. Ask again."
