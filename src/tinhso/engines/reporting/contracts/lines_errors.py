"""What can be wrong with a consolidation's workbook that comes back (REP-280 to REP-286, REP-296, REP-297)."""

from __future__ import annotations

from tinhso.engines.reporting.contracts.errors import ReportingError


class NotAConsolidationFile(ReportingError):
    code = "REP-280"
    title_vi, title_en = "Không phải bảng tổng hợp tải từ hệ thống", "Not a consolidation's workbook from this system"
    message_vi = "Tệp không mang dấu nhận dạng của bảng tổng hợp này. Hãy tải bảng ở trang này, điền rồi tải lên."
    message_en = "The file does not carry the marks of this consolidation. Download it here, fill it and upload it."


class UnitFigureChanged(ReportingError):
    code = "REP-281"
    title_vi, title_en = "Sửa số của đơn vị", "A unit's figure was changed"
    message_vi = (
        "Ô của {unit} đang ghi {found}, lúc tải về là {wanted}. Cơ quan tổng hợp không sửa số của đơn vị: "
        "hãy trả lại báo cáo kèm số gợi ý, hoặc ghi thành một dòng điều chỉnh."
    )
    message_en = (
        "The cell of {unit} says {found}; at the download it was {wanted}. A consolidating agency never changes a "
        "unit's figure: return the report with a suggestion, or write a line of your own."
    )


class LineWithoutTitle(ReportingError):
    code = "REP-282"
    title_vi, title_en = "Dòng chưa có tên", "A line without a name"
    message_vi = "Dòng có số nhưng chưa ghi tên ở ô {cell_of_title}, ví dụ “Sở tự thực hiện”."
    message_en = "The line has a figure but no name in cell {cell_of_title}, for example “Done by the department”."


class LineWithoutReason(ReportingError):
    code = "REP-283"
    title_vi, title_en = "Dòng chưa có lý do", "A line without a reason"
    message_vi = "Hãy ghi vào ô {cell_of_reason} vì sao có (hoặc vì sao rút) dòng này, kèm số văn bản nếu có."
    message_en = "Say in cell {cell_of_reason} why the line is there (or goes), with the document if there is one."


class LineChangedMeanwhile(ReportingError):
    code = "REP-284"
    status = 409
    title_vi, title_en = "Dòng vừa được người khác sửa", "Somebody else changed the line"
    message_vi = "Dòng “{title}” đã đổi trên hệ thống từ lúc tải tệp về. Hãy tải bảng về lại rồi điền."
    message_en = "The line “{title}” has changed in the system since the download. Download the workbook again."


class LineNotExact(ReportingError):
    code = "REP-285"
    title_vi, title_en = "Số của dòng phải là số đúng", "A line needs an exact figure"
    message_vi = "Ô ghi “{found}”. Dòng của cơ quan tổng hợp chỉ nhận một số đúng; để trống nếu không có."
    message_en = "The cell says “{found}”. A line of the consolidating agency takes one exact figure; else leave it."


class OutsideTheLines(ReportingError):
    code = "REP-286"
    title_vi, title_en = "Ngoài các dòng của tệp", "Outside the lines of the file"
    message_vi = "Dòng này không thuộc tệp nên không đọc được. Hãy chép sang một dòng trống có sẵn của tệp."
    message_en = "This row is no part of the file and cannot be read. Copy it to one of the file's empty lines."


class LineStandsAlready(ReportingError):
    code = "REP-296"
    status = 409
    title_vi, title_en = "Dòng đã có", "The line is there already"
    message_vi = "Dòng “{title}” đã có số {value} ở chỉ tiêu này. Hãy tải bảng mới rồi sửa dòng ấy, hoặc đặt tên khác."
    message_en = (
        "The line “{title}” has {value} here already. Download again and change it, or name this one otherwise."
    )


class LineTextNotCertain(ReportingError):
    code = "REP-297"
    title_vi, title_en = "Chữ của dòng không chắc chắn", "A text of the line is not certain"
    message_vi = "Ô tên hoặc lý do bị gộp, không phải chữ, hoặc dài quá {most} ký tự: “{found}”. Hãy ghi lại ô này."
    message_en = "The name's or reason's cell is merged, no text, or longer than {most} characters: “{found}”."


class UnusableLineTitle(ReportingError):
    code = "REP-301"
    title_vi, title_en = "Tên dòng không dùng được", "Unusable title of a line"
    message_vi = "Hãy đặt tên dòng điều chỉnh, dài nhất {most} ký tự; bản tổng hợp và bằng chứng in tên này."
    message_en = "Give the line a title of {most} characters at most; the consolidation and its proof print it."
