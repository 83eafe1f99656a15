"""What can be wrong with a workbook as a file (KER-080 to KER-089) and with one of its cells (KER-090 to KER-099)."""

from __future__ import annotations

from tinhso.kernel.errors import TinhSoError


class WorkbookError(TinhSoError):
    """Family of everything that is wrong with a workbook or one of its cells."""


class NotAWorkbook(WorkbookError):
    code = "KER-080"
    title_vi, title_en = "Không phải tệp .xlsx", "Not an .xlsx file"
    message_vi = (
        "Tệp này là {found_vi}. Hãy mở tệp, chọn “Lưu dưới dạng” kiểu “Excel Workbook (*.xlsx)” rồi tải lên lại."
    )
    message_en = "This file is {found_en}. Open it, save it as “Excel Workbook (*.xlsx)” and upload it again."


class EncryptedWorkbook(WorkbookError):
    code = "KER-081"
    title_vi, title_en = "Tệp có mật khẩu mở", "The file needs a password"
    message_vi = "Tệp được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu mở tệp, lưu lại rồi tải lên."
    message_en = "The file is encrypted with a password. Remove the password, save it and upload it again."


class WorkbookTooLarge(WorkbookError):
    code = "KER-082"
    title_vi, title_en = "Tệp quá lớn", "The file is too large"
    message_vi = (
        "Tệp có {what_vi} {found}, nhiều nhất là {limit}. Hãy xóa trang tính, hình ảnh hoặc vùng thừa rồi lưu lại."
    )
    message_en = (
        "The file has {what_en} {found}, the limit is {limit}. Delete spare sheets, pictures or ranges and save again."
    )


class SuspiciousArchive(WorkbookError):
    code = "KER-083"
    title_vi, title_en = "Tệp nén bất thường", "A suspicious archive"
    message_vi = (
        "Phần “{part}” trong tệp {why_vi} nên không được mở. Hãy sao chép số liệu sang tệp mới bằng Excel rồi tải lên."
    )
    message_en = (
        "Part “{part}” of the file {why_en}, so it was not opened. Copy the figures to a new file and upload that."
    )


class ActiveContent(WorkbookError):
    code = "KER-084"
    title_vi, title_en = "Tệp có nội dung chạy được", "The file carries active content"
    message_vi = "Tệp có {what_vi} ({part}). Hãy lưu lại kiểu “Excel Workbook (*.xlsx)” không có nội dung đó."
    message_en = "The file carries {what_en} ({part}). Save it as “Excel Workbook (*.xlsx)” without it."


class ExternalLinks(WorkbookError):
    code = "KER-085"
    title_vi, title_en = "Tệp lấy số liệu từ nơi khác", "The file draws figures from elsewhere"
    message_vi = (
        "Tệp liên kết tới {target}. Trong Excel chọn Dữ liệu → Sửa liên kết → Ngắt liên kết để giữ lại giá trị, "
        "lưu rồi tải lên."
    )
    message_en = "The file is linked to {target}. In Excel use Data → Edit Links → Break Link to keep the values, save."


class DamagedWorkbook(WorkbookError):
    code = "KER-086"
    title_vi, title_en = "Tệp bị hỏng", "The file is damaged"
    message_vi = "Không đọc được tệp ({detail}). Hãy mở bằng Excel, lưu thành tệp mới rồi tải lên lại."
    message_en = "The file cannot be read ({detail}). Open it in Excel, save it under a new name and upload that."


class UnknownSheet(WorkbookError):
    code = "KER-087"
    title_vi, title_en = "Không có trang tính này", "No such sheet"
    message_vi = "Tệp không có trang tính “{sheet}”. Các trang có: {known}."
    message_en = "The file has no sheet “{sheet}”. It has: {known}."


class CellError(WorkbookError):
    """Family of what is wrong with one cell; `cell` is its address."""


class NotANumberCell(CellError):
    code = "KER-090"
    title_vi, title_en = "Ô không chứa số", "The cell holds no number"
    message_vi = "Ô chứa {found_vi} “{text}”, không phải số. Hãy gõ lại số vào ô (định dạng ô là Số)."
    message_en = "The cell holds {found_en} “{text}”, not a number. Type the number again (format the cell as Number)."


class FormulaWithoutResult(CellError):
    code = "KER-091"
    title_vi, title_en = "Công thức chưa có kết quả", "A formula without a result"
    message_vi = "Công thức {formula} chưa có kết quả lưu trong tệp. Mở tệp bằng Excel, lưu lại, hoặc gõ số vào ô."
    message_en = "The formula {formula} has no stored result. Open the file in Excel and save it, or type the number."


class UnsafeFormula(CellError):
    code = "KER-092"
    title_vi, title_en = "Công thức không dùng được", "A formula that cannot be used"
    message_vi = "Công thức {formula} lấy kết quả {why_vi}. Hãy thay bằng chính con số."
    message_en = "The formula {formula} takes its result {why_en}. Replace it with the number itself."


class UnreadableText(WorkbookError):
    code = "KER-088"
    title_vi, title_en = "Tệp chữ không đọc được", "Text that cannot be read"
    message_vi = (
        "Dòng {line} của tệp không phải chữ UTF-8, có dấu nháy kép hở hoặc có ô quá dài. "
        "Hãy lưu lại thành CSV UTF-8 hoặc .xlsx."
    )
    message_en = (
        "Line {line} of the file is no UTF-8 text, has an open quote or too long a cell. "
        "Save it as CSV UTF-8 or as .xlsx."
    )


class UnclearSeparator(WorkbookError):
    code = "KER-089"
    title_vi, title_en = "Không rõ dấu ngăn cột", "An unclear separator"
    message_vi = (
        "Các dấu {found} đều có thể là dấu ngăn cột. Hãy lưu tệp thành .xlsx, hoặc CSV ngăn bằng dấu chấm phẩy."
    )
    message_en = "Each of {found} may be what separates the columns. Save the file as .xlsx or separate by semicolons."


class PercentOrPoints(CellError):
    code = "KER-093"
    title_vi, title_en = "Tỷ lệ có hai cách đọc", "A percentage that reads two ways"
    message_vi = (
        "Ô là số {text} không có dấu %: {points}% hay {fraction}%? Hãy gõ kèm dấu %, hoặc định dạng ô là Phần trăm."
    )
    message_en = (
        "The cell holds {text} without a % sign: {points}% or {fraction}%? Type the sign or format it as a percentage."
    )


class ShownDifferently(CellError):
    code = "KER-094"
    title_vi, title_en = "Số hiện trên ô khác số lưu", "The cell shows another number than it holds"
    message_vi = "Ô lưu {stored}, nhưng định dạng “{format}” làm ô hiện số khác. Hãy gõ lại đúng số cần gửi."
    message_en = "The cell holds {stored}, but its format “{format}” shows another number. Type the number to send."


class BeyondPrecision(CellError):
    code = "KER-095"
    title_vi, title_en = "Số dài hơn Excel giữ được", "More digits than a spreadsheet keeps"
    message_vi = "Ô có số {text} dài hơn 15 chữ số; bảng tính không giữ chính xác. Hãy nhập số này trên màn hình."
    message_en = "The cell holds {text}, more than the 15 digits a spreadsheet keeps exactly. Enter it on the screen."


class TextAfterNumber(CellError):
    code = "KER-096"
    title_vi, title_en = "Có chữ đi kèm số", "Words beside the number"
    message_vi = "Ô ghi “{text}”: phần “{suffix}” không phải số. Chỉ để số trong ô, ghi chú viết vào cột Ghi chú."
    message_en = "The cell says “{text}”: “{suffix}” is no number. Leave the number alone and write notes as notes."


class MarkedUpFigure(CellError):
    code = "KER-098"
    title_vi, title_en = "Số bị gạch hoặc có chỉ số trên, dưới", "A figure struck out or with a raised part"
    message_vi = (
        "Ô có phần bị gạch ngang hoặc viết cao, viết thấp trong “{text}”, không rõ số nào được gửi. Hãy gõ lại số."
    )
    message_en = (
        "Part of “{text}” is struck out, raised or lowered; it is unclear which figure is meant. Type it again."
    )


class MergedFigure(CellError):
    code = "KER-097"
    title_vi, title_en = "Ô số bị gộp", "A merged figure"
    message_vi = "Ô nằm trong vùng gộp {range}, không rõ số thuộc ô nào. Hãy bỏ gộp rồi gõ số vào đúng ô."
    message_en = (
        "The cell is part of the merged range {range}; it is unclear which cell the number belongs to. Unmerge it."
    )
