"""Refusals around decisions to reorganise: naming one, taking one back."""

from __future__ import annotations

from tinhso.kernel.errors import TinhSoError


class UnknownDecision(TinhSoError):
    code = "ORG-080"
    status = 404
    title_vi, title_en = "Không có quyết định này", "Unknown decision"
    message_vi = "Không có quyết định sắp xếp “{decision}”. Đang có: {known}."
    message_en = "There is no decision to reorganise “{decision}”. Known: {known}."


class DecisionExists(TinhSoError):
    code = "ORG-081"
    status = 409
    title_vi, title_en = "Mã quyết định đã dùng", "Code of a decision already used"
    message_vi = (
        "Mã “{decision}” đã dùng cho quyết định có hiệu lực ngày {on}. Hãy dùng mã khác, kể cả khi quyết định ấy đã "
        "được hoàn tác."
    )
    message_en = (
        "The code “{decision}” is that of the decision in force from {on}. Use another one, also where it was undone."
    )


class DecisionAlreadyUndone(TinhSoError):
    code = "ORG-082"
    status = 409
    title_vi, title_en = "Quyết định đã hoàn tác", "Decision already undone"
    message_vi = "Quyết định “{decision}” đã được hoàn tác trước đó; không còn gì để làm."
    message_en = "The decision “{decision}” was undone before; nothing is left to do."


class DecisionOfRegister(TinhSoError):
    code = "ORG-083"
    status = 409
    title_vi, title_en = "Quyết định đi cùng danh mục", "Decision that came with the register"
    message_vi = (
        "“{decision}” được nạp cùng danh mục đơn vị hành chính: các đơn vị cũ đã hết hiệu lực theo danh mục, nên không "
        "hoàn tác riêng được."
    )
    message_en = (
        "“{decision}” came with the register of units: by the register the old units have ended, so it cannot be "
        "undone on its own."
    )


class DecisionBuiltUpon(TinhSoError):
    """Later acts rest on a decision: they come first.

    Args:
        uses_vi, uses_en: what rests on it, with counts and codes.
    """

    code = "ORG-084"
    status = 409
    title_vi, title_en = "Đã có việc dựa trên quyết định này", "Later acts rest on this decision"
    message_vi = "Chưa hoàn tác được “{decision}”: {uses_vi}. Hãy rút lại những việc đó trước."
    message_en = "“{decision}” cannot be undone yet: {uses_en}. Take those back first."


class UndoReasonMissing(TinhSoError):
    code = "ORG-085"
    title_vi, title_en = "Thiếu lý do hoàn tác", "Undoing without a reason"
    message_vi = "Hoàn tác “{decision}” phải ghi lý do: ai yêu cầu và vì sao."
    message_en = "Undoing “{decision}” needs a reason: who asked for it and why."


class StraddlingRuleTooLate(TinhSoError):
    """A rule would change who reports periods in which something stands already.

    Args:
        uses_vi, uses_en: what stands there, with counts.
    """

    code = "ORG-086"
    status = 409
    title_vi, title_en = "Quy tắc kỳ giao thời đến quá muộn", "Rule for a straddling period comes too late"
    message_vi = (
        "Quy tắc mới đổi người báo cáo của kỳ giao thời đã có số: {uses_vi}. Hãy ghi ngày áp dụng (changes_from) sau "
        "lần sắp xếp đó, hoặc rút các số ấy trước."
    )
    message_en = (
        "The new rule changes who reports straddling periods that hold something already: {uses_en}. Give it a later "
        "day (changes_from), or withdraw those first."
    )


class DecisionLeavesFiguresOut(TinhSoError):
    """Figures of units that end stand in periods which, by the rules in force, other units report.

    Args:
        uses_vi, uses_en: what would count no more, with counts.
    """

    code = "ORG-087"
    status = 409
    title_vi, title_en = "Sắp xếp sẽ để số liệu ra ngoài", "A reorganisation would leave figures out"
    message_vi = (
        "Sắp xếp từ ngày {on} thì không còn được tính: {uses_vi}. Hãy rút các số đó về, hoặc nạp quy tắc kỳ giao thời "
        "phù hợp (tinhso units straddling) rồi làm lại; nếu vẫn muốn để ra ngoài, hãy nói rõ (--leave-out)."
    )
    message_en = (
        "With a reorganisation on {on} these would count no more: {uses_en}. Withdraw them, or load a rule for "
        "straddling periods (tinhso units straddling), and try again; to leave them out all the same, say so "
        "(--leave-out)."
    )
