"""Every refusal of reporting. REP-001..019 packages, 020..039 requests, 040..069 life of a report, 070..089 cells,
120..139 forms made on screen."""

from __future__ import annotations

from tinhso.kernel.errors import TinhSoError


class ReportingError(TinhSoError):
    """Family of all refusals of this engine."""


class BrokenDefinition(ReportingError):
    code = "REP-001"
    title_vi, title_en = "Định nghĩa biểu mẫu hoặc chế độ báo cáo sai", "Wrong form or regime definition"
    message_vi = "{reason_vi} (giá trị “{value}”). Chưa nạp gì từ gói này."
    message_en = "{reason_en} (value “{value}”). Nothing of this package was loaded."


class DefinitionChanged(ReportingError):
    code = "REP-002"
    title_vi, title_en = "Phiên bản đã nạp không được sửa", "A loaded version cannot change"
    message_vi = "“{definition}” phiên bản {version} đã nạp với nội dung khác; hãy tăng số phiên bản."
    message_en = "“{definition}” version {version} was loaded with another content; raise the version."


class UnknownRegime(ReportingError):
    code = "REP-003"
    status = 404
    title_vi, title_en = "Không có chế độ báo cáo", "Unknown regime"
    message_vi = "Không có chế độ báo cáo “{regime}” có hiệu lực ngày {on}."
    message_en = "There is no report regime “{regime}” valid on {on}."


class UnknownForm(ReportingError):
    code = "REP-004"
    status = 404
    title_vi, title_en = "Không có biểu mẫu", "Unknown form"
    message_vi = "Không có biểu mẫu “{form}” có hiệu lực ngày {on}."
    message_en = "There is no form “{form}” valid on {on}."


class SecretReport(ReportingError):
    code = "REP-005"
    title_vi, title_en = "Không nhận báo cáo mật", "Secret reports are refused"
    message_vi = (
        "Chế độ “{regime}” ghi là mật. Báo cáo bí mật nhà nước nằm ngoài phạm vi Nghị định 09/2019/NĐ-CP "
        "và không được lưu trong hệ thống này."
    )
    message_en = (
        "Regime “{regime}” is marked secret. State-secret reports are outside Decree 09/2019/NĐ-CP "
        "and must not be stored in this system."
    )


class UnknownLegalConstant(ReportingError):
    code = "REP-006"
    title_vi, title_en = "Thiếu hằng số pháp lý", "Missing legal constant"
    message_vi = "Chưa nạp “{constant}” có hiệu lực ngày {on}; hãy nạp gói chứa legal/*.yaml."
    message_en = "“{constant}” valid on {on} is not loaded; load a package that has legal/*.yaml."


class RequestExists(ReportingError):
    code = "REP-020"
    status = 409
    title_vi, title_en = "Báo cáo đã được giao", "Request exists"
    message_vi = "Báo cáo “{request}” đã được giao."
    message_en = "The request “{request}” was already assigned."


class WrongRequestPeriod(ReportingError):
    code = "REP-021"
    title_vi, title_en = "Kỳ không thuộc chế độ báo cáo", "Period of another scheme"
    message_vi = "Kỳ {period} không thuộc loại kỳ {scheme} của chế độ “{regime}”."
    message_en = "Period {period} is not of the scheme {scheme} of the regime “{regime}”."


class DeadlineTooEarly(ReportingError):
    code = "REP-022"
    title_vi, title_en = "Hạn gửi quá sớm", "Deadline too early"
    message_vi = (
        "Hạn gửi {due} của cấp “{level}” chỉ cách ngày chốt số liệu {cut_off} {days} ngày làm việc; "
        "cần ít nhất {least} ngày."
    )
    message_en = (
        "The deadline {due} of level “{level}” is only {days:working day|working days} after the cut-off {cut_off}; "
        "at least {least} are needed."
    )


class NoRespondents(ReportingError):
    code = "REP-023"
    title_vi, title_en = "Không có đơn vị báo cáo", "Nobody to report"
    message_vi = "Báo cáo “{request}” không có đơn vị nào được giao."
    message_en = "The request “{request}” has no unit to report."


class NoDeadlineForLevel(ReportingError):
    code = "REP-024"
    title_vi, title_en = "Cấp không có hạn gửi", "Level without a deadline"
    message_vi = "Đơn vị {unit} thuộc cấp “{level}”, chế độ “{regime}” không ghi hạn gửi cho cấp này."
    message_en = "Unit {unit} is of level “{level}”, for which the regime “{regime}” has no deadline."


class RepeatedRespondent(ReportingError):
    code = "REP-025"
    title_vi, title_en = "Đơn vị được giao hai lần", "Unit assigned twice"
    message_vi = "Đơn vị {unit} được giao hai lần trong báo cáo “{request}”."
    message_en = "Unit {unit} is assigned twice in the request “{request}”."


class UnknownRequest(ReportingError):
    code = "REP-026"
    status = 404
    title_vi, title_en = "Không có báo cáo này", "Unknown request"
    message_vi = "Không có báo cáo được giao “{request}” trong phạm vi của bạn."
    message_en = "There is no request “{request}” within your reach."


class RequestClosed(ReportingError):
    code = "REP-027"
    status = 409
    title_vi, title_en = "Báo cáo đã đóng", "Request is closed"
    message_vi = "Báo cáo “{request}” {state_vi}, không thực hiện được “{act_vi}”."
    message_en = "The request “{request}” is {state_en}; “{act_en}” is not possible."


class RequestHasFigures(ReportingError):
    code = "REP-028"
    status = 409
    title_vi, title_en = "Đã có số liệu, không hủy được", "Figures were sent"
    message_vi = "Báo cáo “{request}” đã có {sent} đơn vị gửi số liệu; hãy trả lại trước khi hủy."
    message_en = "{sent:unit has|units have} sent figures for the request “{request}”; return them before cancelling."


class NotAWorkingDay(ReportingError):
    code = "REP-029"
    title_vi, title_en = "Hạn gửi không phải ngày làm việc", "Deadline on a day off"
    message_vi = "Ngày {due} là {why_vi}; hãy chọn {offered}."
    message_en = "{due} is {why_en}; choose {offered}."


class NotAnExtension(ReportingError):
    code = "REP-030"
    title_vi, title_en = "Hạn mới không muộn hơn", "Not a later deadline"
    message_vi = "Hạn mới {due} không muộn hơn hạn đang có {known}."
    message_en = "The new deadline {due} is not later than the present one {known}."


class UnknownAssignment(ReportingError):
    code = "REP-040"
    status = 404
    title_vi, title_en = "Không có nhiệm vụ này", "Unknown task"
    message_vi = "Không có nhiệm vụ báo cáo số {assignment} trong phạm vi của bạn."
    message_en = "There is no report task number {assignment} within your reach."


class WrongState(ReportingError):
    code = "REP-041"
    status = 409
    title_vi, title_en = "Trạng thái không cho phép", "Not possible in this state"
    message_vi = "Nhiệm vụ {assignment} đang “{state_vi}”, không thực hiện được “{verb_vi}”.{first_vi}"
    message_en = "Task {assignment} is “{state_en}”; “{verb_en}” is not possible.{first_en}"


class DrafterApproves(ReportingError):
    code = "REP-042"
    status = 403
    title_vi, title_en = "Người nhập không được tự phê duyệt", "A drafter cannot approve"
    message_vi = "Bạn đã nhập hoặc trình báo cáo này nên không thể phê duyệt; cần người khác phê duyệt."
    message_en = "You entered or sent this report for approval; somebody else must approve it."


class ReasonNeeded(ReportingError):
    code = "REP-043"
    title_vi, title_en = "Cần ghi lý do", "A reason is needed"
    message_vi = "Hãy ghi lý do cho “{verb_vi}”."
    message_en = "Give the reason for “{verb_en}”."


class NotReady(ReportingError):
    code = "REP-044"
    title_vi, title_en = "Báo cáo chưa gửi được", "Report cannot be sent yet"
    message_vi = "Còn {count} chỗ cần xem lại: {list_vi}."
    message_en = "{count:place needs|places need} a look: {list_en}."

    findings: tuple[object, ...] = ()


class StaleRights(ReportingError):
    code = "REP-045"
    status = 403
    title_vi, title_en = "Quyền đã qua ngày", "Rights of another day"
    message_vi = "Quyền được tính cho ngày {on}, hôm nay là {today}; hãy tải lại trang."
    message_en = "The rights were computed for {on}, today is {today}; load the page again."


class NotASender(ReportingError):
    code = "REP-046"
    status = 409
    title_vi, title_en = "Không phải bản tổng hợp", "Not a consolidation"
    message_vi = "Nhiệm vụ {assignment} không phải bản tổng hợp."
    message_en = "Task {assignment} is not a consolidation."


class NotAUnitReport(ReportingError):
    code = "REP-047"
    status = 409
    title_vi, title_en = "Không phải biểu của đơn vị", "Not a unit's report"
    message_vi = "Nhiệm vụ {assignment} là bản tổng hợp, không có ô để nhập."
    message_en = "Task {assignment} is a consolidation and has no cells to enter."


class AlreadyAccepted(ReportingError):
    code = "REP-048"
    status = 409
    title_vi, title_en = "Báo cáo đã được tiếp nhận", "Report was accepted"
    message_vi = "Nhiệm vụ {assignment} đã được tiếp nhận nên không tự rút về được; hãy xin trả lại."
    message_en = "Task {assignment} was accepted and cannot be withdrawn; ask for its return."


class UnknownAdjustment(ReportingError):
    code = "REP-049"
    status = 404
    title_vi, title_en = "Không có dòng điều chỉnh", "Unknown adjustment"
    message_vi = "Không có dòng điều chỉnh số {adjustment} trong phạm vi của bạn, hoặc đã rút."
    message_en = "There is no adjustment number {adjustment} within your reach, or it was withdrawn."


class AdjustmentExists(ReportingError):
    code = "REP-050"
    status = 409
    title_vi, title_en = "Dòng điều chỉnh đã có", "Adjustment exists"
    message_vi = "Dòng điều chỉnh “{line}” của “{indicator}” đã có."
    message_en = "The adjustment line “{line}” of “{indicator}” exists."


class NotAdjustable(ReportingError):
    code = "REP-051"
    title_vi, title_en = "Chỉ tiêu không điều chỉnh được", "Indicator cannot be adjusted"
    message_vi = "“{indicator}” không có trong biểu hoặc không cộng được từ các đơn vị."
    message_en = "“{indicator}” is not on the form or is not summed from units."


class AlreadySent(ReportingError):
    code = "REP-052"
    status = 409
    title_vi, title_en = "Đơn vị đã gửi", "Unit has sent"
    message_vi = "Đơn vị của nhiệm vụ {assignment} đã gửi, không cần đôn đốc hay gia hạn."
    message_en = "The unit of task {assignment} has sent; there is nothing to remind or extend."


class NothingChanged(ReportingError):
    code = "REP-053"
    status = 409
    title_vi, title_en = "Không có gì khác với bản đã gửi", "Nothing differs from what was sent"
    message_vi = "Số liệu hôm nay giống hệt bản {version} đã gửi; không có gì để bổ sung hay điều chỉnh."
    message_en = "Today's figures are exactly those of version {version}; there is nothing to supplement or adjust."


class UnknownVersion(ReportingError):
    code = "REP-054"
    status = 404
    title_vi, title_en = "Không có bản tổng hợp này", "Unknown version"
    message_vi = "Không có bản tổng hợp số {number}."
    message_en = "There is no consolidated version {number}."


class UnknownRow(ReportingError):
    code = "REP-070"
    title_vi, title_en = "Không có ô này", "No such cell"
    message_vi = "Biểu “{form}” không có ô nhập ở dòng “{row}”, cột “{column}”."
    message_en = "Form “{form}” has no cell to enter at row “{row}”, column “{column}”."


class ComputedCell(ReportingError):
    code = "REP-071"
    title_vi, title_en = "Ô tự tính", "Computed cell"
    message_vi = "Dòng “{row}” do hệ thống tự tính, không nhập."
    message_en = "Row “{row}” is computed by the system and is not entered."


class StaleCell(ReportingError):
    code = "REP-072"
    status = 409
    title_vi, title_en = "Ô vừa được người khác sửa", "Cell changed meanwhile"
    message_vi = "Dòng “{row}” vừa được sửa thành “{stored}”, bạn nhập “{yours}”. Hãy chọn một giá trị."
    message_en = "Row “{row}” was changed to “{stored}” meanwhile, you entered “{yours}”. Choose one."


class NothingToCarry(ReportingError):
    code = "REP-073"
    title_vi, title_en = "Kỳ trước không có số", "Nothing to carry over"
    message_vi = "Dòng “{row}” không có số kỳ trước ({period}) để giữ."
    message_en = "Row “{row}” has no figure of the previous period ({period}) to keep."


class NothingKnown(ReportingError):
    code = "REP-074"
    title_vi, title_en = "Hệ thống chưa có số này", "Nothing known"
    message_vi = "Hệ thống chưa có số cho dòng “{row}”."
    message_en = "The system has no figure for row “{row}”."


class OverrideNeedsReason(ReportingError):
    code = "REP-075"
    title_vi, title_en = "Thay số đã biết cần lý do", "Overriding needs a reason"
    message_vi = "Dòng “{row}” hệ thống đã có {known}; muốn thay bằng {typed} hãy ghi lý do."
    message_en = "The system has {known} for row “{row}”; give the reason for {typed} instead."


class NegativeCount(ReportingError):
    code = "REP-076"
    title_vi, title_en = "Số đếm không thể âm", "A count cannot be negative"
    message_vi = "Dòng “{row}”: {typed} là số âm, chỉ tiêu này là số đếm."
    message_en = "Row “{row}”: {typed} is negative, this indicator is a count."


class NoteNeeded(ReportingError):
    code = "REP-077"
    title_vi, title_en = "Cần ghi chú", "A note is needed"
    message_vi = "Dòng “{row}”: không cung cấp số thì phải ghi lý do ở ghi chú."
    message_en = "Row “{row}”: say in the note why there is no figure."


class HistoryIncomplete(ReportingError):
    code = "REP-090"
    title_vi, title_en = "Lịch sử không khớp", "History does not fit"
    message_vi = "Báo cáo “{request}”, đơn vị {unit}: {reason_vi}."
    message_en = "Request “{request}”, unit {unit}: {reason_en}."


class WrongCursor(ReportingError):
    code = "REP-091"
    title_vi, title_en = "Con trỏ trang sai", "Wrong cursor"
    message_vi = "Con trỏ “{cursor}” không do hệ thống này phát ra."
    message_en = "The cursor “{cursor}” was not issued by this system."


class UnknownReceipt(ReportingError):
    code = "REP-110"
    status = 404
    title_vi, title_en = "Chưa có phiếu này", "No such receipt"
    message_vi = "Báo cáo {assignment} chưa có lần gửi thứ {number}, nên chưa có phiếu xác nhận."
    message_en = "Report {assignment} was not sent a {number}. time, so there is no receipt of it."


class UnusableDocumentNumber(ReportingError):
    code = "REP-111"
    title_vi, title_en = "Số, ký hiệu văn bản không đúng dạng", "Unusable document number"
    message_vi = "“{number}” không đúng dạng số và ký hiệu. Viết như 0123/BC-UBND."
    message_en = "“{number}” is not a document number with its symbol. Write it like 0123/BC-UBND."


class UnreadableDay(ReportingError):
    code = "REP-304"
    title_vi, title_en = "Không phải ngày", "Not a day"
    message_vi = "“{text}” không phải ngày. Viết như 17/11/2026."
    message_en = "“{text}” is no day. Write it like 17/11/2026."


class UnknownPaperFormat(ReportingError):
    code = "REP-112"
    status = 404
    title_vi, title_en = "Không có dạng tệp này", "No such file format"
    message_vi = "Không xuất được tệp dạng “{form}”. Có: pdf, docx, xlsx."
    message_en = "There is no file of format “{form}”. There are: pdf, docx, xlsx."


class NothingSent(ReportingError):
    code = "REP-113"
    status = 409
    title_vi, title_en = "Báo cáo chưa gửi", "Report not sent"
    message_vi = "Báo cáo {assignment} còn là bản nháp, chưa có bản ghi để so. Gửi xong hãy nhận lại bản PDF."
    message_en = "Report {assignment} is a draft: there is no record to compare with. Send it first."


class AlteredPaper(ReportingError):
    code = "REP-114"
    title_vi, title_en = "Số trong tệp khác bản ghi", "Figure differs from the record"
    message_vi = (
        "Tệp khác bản ghi ở {count} chỗ. {place}: bản ghi là {recorded}, tệp ghi {found}. {more} "
        "Tải lại bản PDF, hoặc điều chỉnh báo cáo nếu số đúng là số trong tệp."
    )
    message_en = (
        "The file differs from the record in {count:place|places}. {place}: recorded {recorded}, the file says "
        "{found}. {more} Download the PDF again, or correct the report if the file is right."
    )


class AlteredAttachment(ReportingError):
    code = "REP-305"
    title_vi, title_en = "Tệp kèm trong PDF khác bản ghi", "File inside the PDF differs from the record"
    message_vi = (
        "Tệp “{name}” kèm trong PDF không phải là số liệu của bản ghi. Tải lại bản PDF từ hệ thống, "
        "hoặc bỏ tệp kèm ấy rồi gửi lại."
    )
    message_en = (
        "The file “{name}” inside the PDF does not hold the recorded figures. Download the PDF again, "
        "or send it without that file."
    )


class UnknownPaper(ReportingError):
    code = "REP-115"
    status = 404
    title_vi, title_en = "Không có bản này", "No such paper"
    message_vi = "Báo cáo này không giữ bản PDF số {paper}."
    message_en = "This report keeps no paper {paper}."


class UnknownDraft(ReportingError):
    code = "REP-120"
    status = 404
    title_vi, title_en = "Không có bản nháp biểu mẫu", "Unknown draft of a form"
    message_vi = "Không có bản nháp biểu mẫu số {draft} trong phạm vi của bạn; có thể nó đã được công bố hoặc bỏ."
    message_en = "There is no draft {draft} within your reach; it may have been published or thrown away."


class StaleDraft(ReportingError):
    code = "REP-121"
    status = 409
    title_vi, title_en = "Bản nháp vừa được người khác sửa", "Draft changed meanwhile"
    message_vi = "Biểu “{draft}” vừa được người khác sửa. Hãy mở lại trang rồi sửa tiếp; chưa ghi gì của lần này."
    message_en = "Form “{draft}” was changed by somebody else. Open the page again; nothing of this was kept."


class FormCodeTaken(ReportingError):
    code = "REP-122"
    title_vi, title_en = "Mã biểu đã dùng", "Code of a form taken"
    message_vi = "Đã có biểu mã “{form}”. Hãy đặt mã khác, hoặc sửa biểu ấy thành phiên bản mới."
    message_en = "There is a form “{form}” already. Choose another code, or make its next version."


class FormNotReady(ReportingError):
    code = "REP-123"
    title_vi, title_en = "Biểu chưa đủ", "Form not complete"
    message_vi = "{reason_vi}"
    message_en = "{reason_en}"

    @classmethod
    def because(cls, field: str, reason_vi: str, reason_en: str) -> FormNotReady:
        """Name the field and what is missing."""
        return cls(reason_vi=reason_vi, reason_en=reason_en).at(field=field)


class VersionOutOfOrder(ReportingError):
    code = "REP-124"
    title_vi, title_en = "Ngày hiệu lực trước phiên bản cũ", "Earlier than the version before"
    message_vi = "Biểu “{form}”: ngày {day} trước ngày hiệu lực của phiên bản đang dùng ({before})."
    message_en = "Form “{form}”: {day} is before the day of the version in force ({before})."


class DraftExists(ReportingError):
    code = "REP-125"
    title_vi, title_en = "Đã có bản nháp mã này", "A draft has this code"
    message_vi = "Đã có bản nháp mã “{form}”. Hãy mở bản nháp ấy, hoặc đặt mã khác."
    message_en = "There is a draft “{form}” already. Open it, or choose another code."


class UnreadableForm(ReportingError):
    code = "REP-126"
    title_vi, title_en = "Không đọc được biểu trong tệp", "No form found in the file"
    message_vi = "Tệp “{name}”: {reason_vi}"
    message_en = "File “{name}”: {reason_en}"


class UnusablePlaceholder(ReportingError):
    code = "REP-116"
    title_vi, title_en = "Chỗ điền số không dùng được", "Unusable placeholder"
    message_vi = "Mục “{section}”: “{placeholder}” không dùng được. Viết như {{2}}, {{2:change}}, {{2:year_to_date}}."
    message_en = "Section “{section}”: “{placeholder}” cannot be used. Write {{2}}, {{2:change}}, {{2:year_to_date}}."


class OutlineClosed(ReportingError):
    code = "REP-117"
    status = 409
    title_vi, title_en = "Báo cáo đã gửi", "Report already sent"
    message_vi = "Báo cáo {assignment} đã gửi, lời văn không sửa được nữa. Rút về hoặc điều chỉnh rồi sửa."
    message_en = "Report {assignment} was sent, its narrative is closed. Take it back or correct it first."


class NoFile(ReportingError):
    code = "REP-127"
    title_vi, title_en = "Chưa chọn tệp", "No file"
    message_vi = "Chưa chọn tệp nào. Hãy chọn tệp .xlsx có biểu mẫu."
    message_en = "No file was chosen. Choose the .xlsx file with the form."
