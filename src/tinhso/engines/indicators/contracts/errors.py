"""What can be wrong with a figure that is to be written (IND-001 to IND-029)."""

from __future__ import annotations

from tinhso.kernel.errors import TinhSoError


class FigureError(TinhSoError):
    """Every error about writing a figure."""


class UnknownIndicator(FigureError):
    code = "IND-001"
    title_vi, title_en = "Chỉ tiêu không có", "Unknown indicator"
    message_vi = "Không có chỉ tiêu “{indicator}”. Kiểm tra mã trong danh mục chỉ tiêu."
    message_en = "There is no indicator “{indicator}”. Check its code in the list of indicators."


class UnknownUnit(FigureError):
    code = "IND-002"
    title_vi, title_en = "Đơn vị không có vào ngày cuối kỳ", "No such unit on the period's last day"
    message_vi = (
        "Ngày {on} (ngày cuối kỳ {period}) không có đơn vị mã “{unit}”. Kiểm tra mã, hoặc dùng đơn vị của thời kỳ đó."
    )
    message_en = (
        "On {on} (the last day of {period}) there is no unit “{unit}”. Check the code, or use the unit of that time."
    )


class NoDefinition(FigureError):
    code = "IND-003"
    title_vi, title_en = "Chỉ tiêu chưa có hiệu lực", "Indicator not yet defined"
    message_vi = "Chỉ tiêu “{indicator}” không có phiên bản nào có hiệu lực vào ngày {on} (ngày cuối kỳ {period})."
    message_en = "Indicator “{indicator}” has no version in force on {on} (the last day of {period})."


class WrongLevel(FigureError):
    code = "IND-004"
    title_vi, title_en = "Sai cấp thu thập", "Wrong level"
    message_vi = (
        "Chỉ tiêu “{indicator}” thu thập ở cấp {required}; “{unit}” thuộc cấp {found}. Cấp trên chỉ ghi dòng điều "
        "chỉnh."
    )
    message_en = (
        "Indicator “{indicator}” is collected at level {required}; “{unit}” is of level {found}. Higher levels "
        "write adjustment lines only."
    )


class UndeclaredDimension(FigureError):
    code = "IND-005"
    title_vi, title_en = "Phân tổ không được khai báo", "Undeclared dimension"
    message_vi = "Chỉ tiêu “{indicator}” không phân tổ theo “{dimension}”."
    message_en = "Indicator “{indicator}” is not split by “{dimension}”."


class UnknownDimensionItem(FigureError):
    code = "IND-006"
    title_vi, title_en = "Mục phân tổ không có", "Unknown dimension item"
    message_vi = "Phân tổ “{dimension}” không có mục “{item}”. Các mục: {known}."
    message_en = "Dimension “{dimension}” has no item “{item}”. Its items: {known}."


class UnitNotValid(FigureError):
    code = "IND-007"
    title_vi, title_en = "Đơn vị không báo cáo kỳ này", "The unit does not report this period"
    message_vi = (
        "Đơn vị {unit} không tồn tại vào ngày {on}. Đơn vị có hiệu lực ngày đó mới báo cáo kỳ {period} (ngày cuối kỳ, "
        "hoặc theo quy tắc kỳ giao thời khi đơn vị thay đổi trong kỳ)."
    )
    message_en = (
        "Unit {unit} does not exist on {on}. The unit valid on that day reports {period} (the period's last day, or "
        "what the rule says where units change inside it)."
    )


class MalformedDims(FigureError):
    code = "IND-008"
    status = 500
    title_vi, title_en = "Phân tổ viết sai dạng", "Malformed dimension codes"
    message_vi = "“{dims}” không đúng dạng chuẩn; phải là “mã=mục;mã=mục” xếp theo mã."
    message_en = "“{dims}” is not canonical; write “code=item;code=item” sorted by code."


class PeriodLocked(FigureError):
    code = "IND-009"
    status = 409
    title_vi, title_en = "Kỳ đã khóa", "Period locked"
    message_vi = (
        "Kỳ {period} của chỉ tiêu “{indicator}”, đơn vị {unit} đã khóa. Muốn sửa, hãy điều chỉnh kèm lý do hoặc "
        "xin mở khóa."
    )
    message_en = (
        "Period {period} of indicator “{indicator}” and unit {unit} is locked. Make a correction with a reason, or"
        " ask to unlock it."
    )


class KeyTwice(FigureError):
    code = "IND-010"
    title_vi, title_en = "Số liệu ghi hai lần", "The same figure twice"
    message_vi = (
        "Số liệu này có ở các dòng {rows}; mỗi chỉ tiêu, đơn vị, kỳ và phân tổ chỉ được một dòng. Không dòng nào "
        "được nhận."
    )
    message_en = (
        "This figure stands in rows {rows}; an indicator, unit, period and split may stand once. None of them was "
        "taken."
    )


class ConcurrentCorrection(FigureError):
    code = "IND-011"
    status = 409
    title_vi, title_en = "Có người vừa sửa số liệu này", "Somebody has just changed this figure"
    message_vi = (
        "“{indicator}”, đơn vị {unit}, kỳ {period}: vừa có người ghi {theirs}, bạn ghi {yours} dựa trên số cũ {base}. "
        "Hãy xem lại rồi ghi lần nữa."
    )
    message_en = (
        "“{indicator}”, unit {unit}, period {period}: somebody has just written {theirs}, you wrote {yours} upon the "
        "older {base}. Look again and write once more."
    )


class CorrectionNeedsReason(FigureError):
    code = "IND-012"
    title_vi, title_en = "Điều chỉnh phải có lý do", "A correction needs a reason"
    message_vi = "Đã có số {stored}, nay ghi {given}: phải ghi chú lý do ở dòng này hoặc nêu lý do chung."
    message_en = "{stored} is stored and {given} is given: state the reason in this row's note, or one for all."


class UnknownPeriod(FigureError):
    code = "IND-013"
    status = 500
    title_vi, title_en = "Kỳ chưa được đăng ký", "Period not registered"
    message_vi = "Không có kỳ số {period_id}; hãy lấy số bằng period_id() trước khi ghi."
    message_en = "There is no period {period_id}; get its id from period_id() before writing."


class InconsistentState(FigureError):
    code = "IND-014"
    title_vi, title_en = "Số liệu mâu thuẫn", "Inconsistent figure"
    message_vi = "“{indicator}”, đơn vị {unit}, kỳ {period}: {problem_vi}."
    message_en = "“{indicator}”, unit {unit}, period {period}: {problem_en}."


class NothingToWithdraw(FigureError):
    code = "IND-015"
    title_vi, title_en = "Không có số liệu để rút", "Nothing to withdraw"
    message_vi = "“{indicator}”, đơn vị {unit}, kỳ {period}: không có số liệu nào để rút hoặc trả lại."
    message_en = "“{indicator}”, unit {unit}, period {period}: there is no figure to withdraw or return."


class NothingToPromote(FigureError):
    code = "IND-016"
    title_vi, title_en = "Không có số liệu tạm tính", "Nothing provisional"
    message_vi = "“{indicator}”, đơn vị {unit}, kỳ {period}: không có số liệu tạm tính để tiếp nhận."
    message_en = "“{indicator}”, unit {unit}, period {period}: there is no provisional figure to accept."


class UnknownCode(FigureError):
    code = "IND-017"
    title_vi, title_en = "Mã không hợp lệ", "Unknown code"
    message_vi = "“{text}” không hợp lệ. Dùng một trong: {known}."
    message_en = "“{text}” is not known. Use one of: {known}."


class EmptyValueNeedsMissing(FigureError):
    code = "IND-018"
    title_vi, title_en = "Ô trống phải có mã thiếu", "An empty value needs a missing code"
    message_vi = "Không có giá trị: phải ghi lý do thiếu ({known}). “Không phát sinh” thì ghi 0."
    message_en = "There is no value: state why it is missing ({known}). Where nothing occurred, write 0."


class ValueAndMissing(FigureError):
    code = "IND-019"
    title_vi, title_en = "Vừa có giá trị vừa báo thiếu", "Both a value and a missing code"
    message_vi = "Có giá trị {value} thì không ghi mã thiếu “{missing}”. Bỏ một trong hai."
    message_en = "With the value {value} there can be no missing code “{missing}”. Remove one of them."


class OperatorWithoutValue(FigureError):
    code = "IND-026"
    title_vi, title_en = "Không có giá trị mà có toán tử", "An operator without a value"
    message_vi = "Không có giá trị thì không ghi toán tử “{operator}”. Ghi giá trị, hoặc bỏ toán tử."
    message_en = "Without a value there can be no operator “{operator}”. Give the value, or leave the operator out."


class OutOfScope(FigureError):
    code = "IND-020"
    status = 403
    title_vi, title_en = "Ngoài phạm vi được giao", "Out of scope"
    message_vi = "Bạn không được ghi số liệu của đơn vị {unit}."
    message_en = "You may not write figures of unit {unit}."


class OfficialNotAllowed(FigureError):
    code = "IND-021"
    status = 403
    title_vi, title_en = "Không được ghi số liệu chính thức", "Official figures not allowed"
    message_vi = "Bạn không được ghi số liệu chính thức của đơn vị {unit}; hãy để trạng thái tạm tính (provisional)."
    message_en = "You may not write official figures of unit {unit}; leave the status provisional."


class ComputedIndicator(FigureError):
    code = "IND-022"
    title_vi, title_en = "Chỉ tiêu tính theo công thức", "Computed indicator"
    message_vi = (
        "“{indicator}” tính theo công thức từ chỉ tiêu khác, không nhập được. Hãy nhập các chỉ tiêu thành phần."
    )
    message_en = "“{indicator}” is computed by a formula and cannot be entered. Enter the indicators it is made of."


class CorrectionWithoutReason(FigureError):
    code = "IND-023"
    title_vi, title_en = "Điều chỉnh sau khóa không có lý do", "A correction after the lock without a reason"
    message_vi = "Điều chỉnh số liệu phải nêu lý do chung của lần điều chỉnh."
    message_en = "State the reason of this correction."


class UnknownFigureUnit(FigureError):
    code = "IND-024"
    status = 500
    title_vi, title_en = "Không có đơn vị", "No such unit"
    message_vi = "Không có đơn vị số {unit_id}."
    message_en = "There is no unit {unit_id}."


class UnknownEntry(FigureError):
    code = "IND-025"
    status = 404
    title_vi, title_en = "Không có số liệu này", "No such entry"
    message_vi = "Không có dòng số liệu số {entry_id} trong sổ."
    message_en = "There is no entry {entry_id} in the ledger."
