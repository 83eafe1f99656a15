"""Refusals of assigning: what is asked elsewhere, groups, changes, extensions asked for, contacts. REP-160..189."""

from __future__ import annotations

from tinhso.engines.reporting.contracts.errors import ReportingError


class AskedElsewhere(ReportingError):
    code = "REP-160"
    title_vi, title_en = "Số này đã có ở báo cáo khác", "The figure is asked elsewhere"
    message_vi = "Dòng “{row}” dùng lại số của báo cáo “{request}”; hãy nhập hoặc sửa ở báo cáo đó."
    message_en = "Row “{row}” reads the figure of the request “{request}”; enter or correct it there."


class LeftToOthers(ReportingError):
    code = "REP-292"
    title_vi, title_en = "Đơn vị khác báo cáo dòng này", "Other units report this row"
    message_vi = (
        "Dòng “{row}” của {period} do đơn vị khác báo cáo, theo quy tắc kỳ giao thời (đơn vị sắp xếp trong kỳ): không "
        "nhập ở đây để không tính hai lần."
    )
    message_en = (
        "Row “{row}” of {period} is reported by other units, by the rule for a period inside which units change: it "
        "is not entered here, or it would count twice."
    )


class UnknownGroup(ReportingError):
    code = "REP-161"
    status = 404
    title_vi, title_en = "Không có nhóm đơn vị này", "Unknown group of units"
    message_vi = "Không có nhóm đơn vị “{group}” có hiệu lực ngày {on}."
    message_en = "There is no group of units “{group}” valid on {on}."


class GroupUnclear(ReportingError):
    code = "REP-162"
    title_vi, title_en = "Nhóm đơn vị chưa rõ", "Unclear group of units"
    message_vi = "{reason_vi} (“{value}”)."
    message_en = "{reason_en} (“{value}”)."


class ReadByOthers(ReportingError):
    code = "REP-163"
    status = 409
    title_vi, title_en = "Báo cáo khác đang dùng lại số này", "Other requests read these figures"
    message_vi = "{count} báo cáo đang dùng lại số của báo cáo này: {readers}. Hãy để các nơi đó giao lại trước."
    message_en = (
        "{count:request reads|requests read} the figures of this one: {readers}. "
        "Let their agencies ask for themselves first."
    )


class NothingToReuse(ReportingError):
    code = "REP-164"
    title_vi, title_en = "Chưa có nơi nào giao chỉ tiêu này", "Nobody asks for this indicator"
    message_vi = "Chỉ tiêu “{indicator}” chưa được giao cho các đơn vị này trong kỳ {period}, không có gì để dùng lại."
    message_en = "Nobody asked these units for the indicator “{indicator}” in {period}; there is nothing to reuse."


class AdHocUnclear(ReportingError):
    code = "REP-165"
    title_vi, title_en = "Báo cáo đột xuất chưa đủ", "The ad hoc report is incomplete"
    message_vi = "{reason_vi}."
    message_en = "{reason_en}."


class IndicatorExists(ReportingError):
    code = "REP-166"
    status = 409
    title_vi, title_en = "Đã có chỉ tiêu cùng tên", "There is an indicator of this name"
    message_vi = "Đã có chỉ tiêu “{name}” (mã {indicator}); hãy chọn chỉ tiêu đó thay vì tạo mới."
    message_en = "There is an indicator “{name}” (code {indicator}); choose it instead of making a new one."


class OtherLevel(ReportingError):
    code = "REP-167"
    title_vi, title_en = "Chỉ tiêu thu thập ở cấp khác", "The indicator is collected at another level"
    message_vi = "Chỉ tiêu “{name}” thu thập ở cấp {level}; {unit} không phải cấp đó."
    message_en = "The indicator “{name}” is collected at the level {level}; {unit} is not of that level."


class ExtensionAsked(ReportingError):
    code = "REP-168"
    status = 409
    title_vi, title_en = "Đã xin gia hạn", "An extension was asked for"
    message_vi = "Đơn vị đã xin gia hạn đến {due}, đang chờ nơi giao trả lời."
    message_en = "The unit asked for an extension to {due}; the assigner has not answered yet."


class UnknownAsk(ReportingError):
    code = "REP-169"
    status = 404
    title_vi, title_en = "Không có đề nghị gia hạn này", "No such ask for an extension"
    message_vi = "Không có đề nghị gia hạn số {ask} đang chờ trả lời trong phạm vi của bạn."
    message_en = "There is no ask for an extension number {ask} waiting for an answer within your reach."


class NothingChanged(ReportingError):
    code = "REP-170"
    title_vi, title_en = "Chưa đổi gì", "Nothing was changed"
    message_vi = "Chưa đổi hạn nào, chưa thêm hay bớt đơn vị nào."
    message_en = "No deadline was moved and no unit was added or taken off."


class ContactUnclear(ReportingError):
    code = "REP-171"
    title_vi, title_en = "Đầu mối liên hệ chưa rõ", "Unclear contact"
    message_vi = "{reason_vi} (“{value}”)."
    message_en = "{reason_en} (“{value}”)."


class UnknownContact(ReportingError):
    code = "REP-172"
    status = 404
    title_vi, title_en = "Không có đầu mối này", "Unknown contact"
    message_vi = "Không có đầu mối liên hệ số {contact} của đơn vị này."
    message_en = "This unit has no contact number {contact}."


class NoMailAddress(ReportingError):
    code = "REP-173"
    title_vi, title_en = "Chưa có địa chỉ thư", "No mail address"
    message_vi = "Chưa có địa chỉ thư của: {units}. Hãy thêm ở đầu mối liên hệ, hoặc bỏ chọn các đơn vị này."
    message_en = "There is no mail address of: {units}. Add it to their contacts, or leave these units out."


class MailServerAway(ReportingError):
    code = "REP-174"
    status = 503
    title_vi, title_en = "Máy chủ thư không nhận", "The mail server does not answer"
    message_vi = "Máy chủ thư {server} không nhận thư gửi {address}: {problem}. Hệ thống sẽ tự gửi lại."
    message_en = "The mail server {server} did not take the mail to {address}: {problem}. It will be sent again."


class RegimeUnclear(ReportingError):
    code = "REP-175"
    title_vi, title_en = "Chế độ báo cáo chưa đủ", "The regime is incomplete"
    message_vi = "{reason_vi}."
    message_en = "{reason_en}."

    @classmethod
    def because(cls, field: str, reason_vi: str, reason_en: str) -> RegimeUnclear:
        """Name the field and what is missing."""
        return cls(reason_vi=reason_vi, reason_en=reason_en).at(field=field)


class RegimeCodeTaken(ReportingError):
    code = "REP-176"
    status = 409
    title_vi, title_en = "Mã chế độ đã dùng", "The regime's code is taken"
    message_vi = "Đã có chế độ báo cáo mã “{regime}”. Hãy sửa chế độ ấy thành phiên bản mới, hoặc đặt tên, mã khác."
    message_en = "There is a report regime “{regime}” already. Make its next version, or choose another name or code."


class RegimeVersionOutOfOrder(ReportingError):
    code = "REP-177"
    title_vi, title_en = "Ngày hiệu lực trước phiên bản cũ", "Earlier than the version before"
    message_vi = "Chế độ “{regime}”: ngày {day} trước ngày hiệu lực của phiên bản đang dùng ({before})."
    message_en = "Regime “{regime}”: {day} is before the day of the version in force ({before})."
