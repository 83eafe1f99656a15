"""What can be wrong with a form that comes back as a workbook (REP-100 to REP-109)."""

from __future__ import annotations

from tinhso.engines.reporting.contracts.errors import ReportingError


class NotADownloadedForm(ReportingError):
    code = "REP-100"
    title_vi, title_en = "Không phải biểu tải từ hệ thống", "Not a form from this system"
    message_vi = (
        "Tệp không mang dấu nhận dạng của biểu. Hãy tải biểu Excel ở trang này, điền vào đúng tệp đó rồi tải lên; "
        "số liệu ở tệp khác thì sao chép vào biểu."
    )
    message_en = (
        "The file does not carry the marks of a form. Download the Excel form on this page, fill that very file and "
        "upload it; copy figures from other files into it."
    )


class AnotherForm(ReportingError):
    code = "REP-101"
    title_vi, title_en = "Tệp của báo cáo khác", "The file of another report"
    message_vi = "Tệp là biểu {found_vi}; trang này là {wanted_vi}. Hãy tải lên đúng trang của báo cáo đó."
    message_en = "The file is form {found_en}; this page is {wanted_en}. Upload it on the page of that report."


class RepeatedIdentity(ReportingError):
    code = "REP-102"
    title_vi, title_en = "Dòng hoặc cột bị sao chép", "A copied row or column"
    message_vi = "Dòng hoặc cột này là bản sao của {first}: không rõ lấy số ở đâu. Hãy xóa bản sao."
    message_en = "This row or column is a copy of {first}: it is unclear which figure counts. Delete the copy."


class ShiftedRow(ReportingError):
    code = "REP-103"
    title_vi, title_en = "Dòng bị xáo trộn", "A shifted row"
    message_vi = (
        "Ô ghi “{found}” nhưng dòng này của biểu là “{wanted}”. Các ô có thể đã bị kéo hoặc sắp xếp lệch; "
        "hãy tải lại biểu và điền lại."
    )
    message_en = (
        "The cell says “{found}” but this row of the form is “{wanted}”. Cells may have been dragged or sorted apart; "
        "download the form again and fill it anew."
    )


class ShiftedColumn(ReportingError):
    code = "REP-104"
    title_vi, title_en = "Ô trong cột bị đẩy lệch", "Shifted cells in a column"
    message_vi = (
        "Cột “{column}” có ô bị chèn hoặc xóa riêng, lệch với các dòng ({found}, đúng ra {wanted}). "
        "Hãy tải lại biểu và điền lại."
    )
    message_en = (
        "Cells were inserted or deleted in column “{column}” alone, against its rows ({found} instead of {wanted}). "
        "Download the form again and fill it anew."
    )


class ShiftedHeading(ReportingError):
    code = "REP-293"
    title_vi, title_en = "Cột bị đổi chỗ", "A shifted column"
    message_vi = (
        "Phía trên cột này không còn tiêu đề “{wanted}” (tệp ghi “{found}”). Các cột có thể đã bị đổi chỗ mà không kéo "
        "theo dòng ẩn; hãy tải lại biểu và điền lại."
    )
    message_en = (
        "The heading “{wanted}” no longer stands above this column (the file says “{found}”). Columns may have been "
        "moved without the hidden row; download the form again and fill it anew."
    )


class MergedNote(ReportingError):
    code = "REP-300"
    title_vi, title_en = "Ô ghi chú bị gộp", "A merged note"
    message_vi = "Ô ghi chú thuộc vùng gộp {range} nên không rõ ghi chú của dòng nào. Hãy bỏ gộp ô."
    message_en = "The note's cell is part of the merged range {range}; it is unclear whose note it is. Unmerge it."


class UnknownIdentity(ReportingError):
    code = "REP-105"
    title_vi, title_en = "Dấu nhận dạng lạ", "An unknown mark"
    message_vi = "“{mark}” không phải dòng hay cột nào của biểu. Hãy tải lại biểu."
    message_en = "“{mark}” is no row or column of the form. Download the form again."


class ConflictUndecided(ReportingError):
    code = "REP-106"
    title_vi, title_en = "Chưa chọn giữa hai số", "Choose between two figures"
    message_vi = "Ô {cell}: hãy chọn giữ số trên hệ thống hay lấy số trong tệp."
    message_en = "Cell {cell}: choose the figure of the system or that of the file."


class StalePreview(ReportingError):
    code = "REP-107"
    status = 409
    title_vi, title_en = "Bản xem trước đã cũ", "The preview is out of date"
    message_vi = "Bản xem trước không còn dùng được. Hãy tải tệp lên lại."
    message_en = "The preview can no longer be used. Upload the file again."


class ListMovedOn(ReportingError):
    code = "REP-109"
    status = 409
    title_vi, title_en = "Danh sách vừa đổi trên hệ thống", "The list has moved on"
    message_vi = (
        "Tệp sửa danh sách, mà trên hệ thống danh sách cũng đã đổi từ khi tải (nay {lines} dòng). "
        "Hãy tải biểu xuống lại rồi sửa."
    )
    message_en = (
        "The file changes the list, and so did somebody in the system since the download (now {lines:line|lines}). "
        "Download the form again and change it there."
    )


class NoFile(ReportingError):
    code = "REP-108"
    title_vi, title_en = "Chưa chọn tệp", "No file chosen"
    message_vi = "Hãy chọn tệp .xlsx đã điền rồi bấm “Xem thay đổi”."
    message_en = "Choose the filled .xlsx file, then press “See the changes”."
