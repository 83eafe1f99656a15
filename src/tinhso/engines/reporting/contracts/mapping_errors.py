"""What can be wrong with a mapping of somebody's workbook, or with a cell under it (REP-180 to REP-189)."""

from __future__ import annotations

from tinhso.engines.reporting.contracts.errors import ReportingError


class UnknownUpload(ReportingError):
    code = "REP-180"
    status = 404
    title_vi, title_en = "Không có tệp này", "No such file"
    message_vi = "Không có tệp số {file} của bạn, hoặc đã quá hạn giữ. Hãy tải tệp lên lại."
    message_en = "There is no file number {file} of yours, or it was kept long enough. Upload it again."


class WrongMapping(ReportingError):
    code = "REP-181"
    title_vi, title_en = "Khai báo cách đọc chưa đúng", "A wrong mapping"
    message_vi = "“{value}” không dùng được cho {field_vi}. {hint_vi}"
    message_en = "“{value}” cannot be used for {field_en}. {hint_en}"


class UnmappedLabel(ReportingError):
    code = "REP-182"
    title_vi, title_en = "Chưa rõ nhãn chỉ cái gì", "A label nobody knows"
    message_vi = "“{label}” chưa ghép với {axis_vi} nào. Hãy chọn mã, hoặc bỏ qua."
    message_en = "“{label}” is not matched with any {axis_en}. Choose its code, or leave it out."


class AmbiguousLabel(ReportingError):
    code = "REP-183"
    title_vi, title_en = "Nhãn chỉ nhiều thứ", "A label with several meanings"
    message_vi = "“{label}” có thể là {candidates}. Hãy chọn một mã."
    message_en = "“{label}” may be {candidates}. Choose one code."


class EmptyLabel(ReportingError):
    code = "REP-184"
    title_vi, title_en = "Thiếu nhãn", "A missing label"
    message_vi = "Số ở ô này không có {axis_vi}: ô {label_cell} để trống."
    message_en = "The figure here has no {axis_en}: cell {label_cell} is empty."


class UnreadPeriod(ReportingError):
    code = "REP-185"
    title_vi, title_en = "Kỳ không đọc được", "An unreadable period"
    message_vi = "“{label}” không phải một kỳ của chỉ tiêu này ({scheme}). Viết như “{example}”."
    message_en = "“{label}” is no period of this indicator ({scheme}). Write it like “{example}”."


class NotImportable(ReportingError):
    code = "REP-186"
    title_vi, title_en = "Chưa nhập được", "Cannot be imported yet"
    message_vi = "Còn {count} chỗ chưa rõ nên chưa ghi gì. Chỗ đầu tiên: {first}."
    message_en = "{count:place is|places are} unclear, so nothing was written. The first one: {first}."


class MappingNameTaken(ReportingError):
    code = "REP-187"
    status = 409
    title_vi, title_en = "Tên đã có người dùng", "The name is taken"
    message_vi = "Cách đọc “{name}” do người khác lưu. Hãy đặt tên khác."
    message_en = "The mapping “{name}” was saved by somebody else. Choose another name."


class OtherMeasureUnit(ReportingError):
    code = "REP-294"
    title_vi, title_en = "Khác đơn vị tính", "Another unit of measure"
    message_vi = (
        "Tệp ghi “{said}” (ô {said_cell}), chỉ tiêu “{indicator}” tính bằng {wanted_vi}. "
        "Hãy chọn “Số trong tệp tính bằng” rồi xem lại."
    )
    message_en = (
        "The file says “{said}” (cell {said_cell}), indicator “{indicator}” is measured in {wanted_en}. "
        "Choose what the file's figures are measured in and look again."
    )
