"""What evaluation refuses, in words."""

from tinhso.kernel.errors import TinhSoError


class EvaluationError(TinhSoError):
    """Family of this engine's errors."""


class PackageFileRefused(EvaluationError):
    code = "EVA-001"
    title_vi, title_en = "Gói đánh giá viết sai", "Evaluation package not accepted"
    message_vi = "{problem_vi}. Không có phần nào của gói được nạp."
    message_en = "{problem_en}. Nothing of the package was loaded."


class UnknownPlan(EvaluationError):
    code = "EVA-002"
    status = 404
    title_vi, title_en = "Không có kế hoạch này", "No such plan"
    message_vi = "Không có kế hoạch “{plan}” trong phạm vi bạn được xem."
    message_en = "There is no plan “{plan}” that you may see."


class UnknownTarget(EvaluationError):
    code = "EVA-003"
    status = 404
    title_vi, title_en = "Không có mục tiêu này", "No such target"
    message_vi = "Kế hoạch “{plan}” không có mục tiêu “{target}”."
    message_en = "The plan “{plan}” has no target “{target}”."


class ReasonNeeded(EvaluationError):
    code = "EVA-004"
    title_vi, title_en = "Cần lý do", "A reason is needed"
    message_vi = "Đánh giá khác với số liệu cần một lý do ít nhất {least} ký tự."
    message_en = "To judge otherwise than the figures say needs a reason of at least {least} characters."


class UnknownState(EvaluationError):
    code = "EVA-005"
    title_vi, title_en = "Không có trạng thái này", "No such state"
    message_vi = "“{state}” không phải một trạng thái của mục tiêu lúc này. Chọn một trong: {known}."
    message_en = "“{state}” is not a state of the target at this time. Choose one of: {known}."


class MomentNotUsable(EvaluationError):
    code = "EVA-006"
    status = 400
    title_vi, title_en = "Thời điểm không dùng được", "That moment cannot be used"
    message_vi = "Không xem được tại “{moment}”. {hint_vi}"
    message_en = "“{moment}” cannot be looked at. {hint_en}"


class NothingToWithdraw(EvaluationError):
    code = "EVA-007"
    title_vi, title_en = "Không có ý kiến để rút", "No opinion to withdraw"
    message_vi = "Mục tiêu “{target}” đang theo đúng số liệu, không có ý kiến nào để rút."
    message_en = "The target “{target}” follows the figures; there is no opinion to withdraw."


class UnknownInstruction(EvaluationError):
    code = "EVA-008"
    status = 404
    title_vi, title_en = "Không có nhiệm vụ này", "No such instruction"
    message_vi = "Không có nhiệm vụ số {number} trong phạm vi bạn được xem."
    message_en = "There is no instruction {number} that you may see."


class InstructionNotUsable(EvaluationError):
    code = "EVA-009"
    title_vi, title_en = "Chưa giao được nhiệm vụ", "The instruction cannot be given"
    message_vi = "{problem_vi}"
    message_en = "{problem_en}"


class AnswerNotUsable(EvaluationError):
    code = "EVA-010"
    title_vi, title_en = "Câu trả lời không chấm được", "The answer cannot be scored"
    message_vi = "Tiêu chí {component}: không chấm được “{answer}”."
    message_en = "Component {component}: “{answer}” cannot be scored."


class UnknownScorecard(EvaluationError):
    code = "EVA-011"
    status = 404
    title_vi, title_en = "Không có bộ chỉ số này", "No such scorecard"
    message_vi = "Không có bộ chỉ số “{scorecard}”."
    message_en = "There is no scorecard “{scorecard}”."


class NothingToScore(EvaluationError):
    code = "EVA-012"
    status = 404
    title_vi, title_en = "Chưa có gì để chấm", "Nothing to score"
    message_vi = "Bộ chỉ số “{scorecard}” kỳ {period} chưa có số liệu trong phạm vi bạn được xem."
    message_en = "The scorecard “{scorecard}” has no figures for {period} that you may see."


class MethodUnknown(EvaluationError):
    code = "EVA-028"
    status = 400
    title_vi, title_en = "Không có phương pháp này", "No such method"
    message_vi = "{label}: không có lựa chọn “{value}”."
    message_en = "{label}: there is no choice “{value}”."


class DraftConflict(EvaluationError):
    code = "EVA-029"
    status = 409
    title_vi, title_en = "Có người vừa sửa", "Somebody changed it meanwhile"
    message_vi = "{place_vi} vừa được {who} sửa. Chưa ghi gì của lần này; xem lại rồi lưu lần nữa."
    message_en = "{place_en} was just changed by {who}. Nothing of this was kept; look again, then save once more."
