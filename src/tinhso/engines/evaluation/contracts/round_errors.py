"""What rounds refuse, in words."""

from tinhso.engines.evaluation.errors import EvaluationError


class UnknownRound(EvaluationError):
    code = "EVA-013"
    status = 404
    title_vi, title_en = "Không có đợt chấm này", "No such round"
    message_vi = "Không có đợt chấm “{round}” trong phạm vi bạn được xem."
    message_en = "There is no round “{round}” that you may see."


class RoundNotUsable(EvaluationError):
    code = "EVA-014"
    title_vi, title_en = "Chưa mở được đợt chấm", "The round cannot be opened"
    message_vi = "{problem_vi}"
    message_en = "{problem_en}"


class WrongRoundState(EvaluationError):
    code = "EVA-015"
    title_vi, title_en = "Không làm được ở trạng thái này", "Not possible in this state"
    message_vi = "Không {verb_vi} được khi đang “{state_vi}”."
    message_en = "It is not possible to {verb_en} while it is “{state_en}”."


class RoundReasonNeeded(EvaluationError):
    code = "EVA-016"
    title_vi, title_en = "Cần lý do", "A reason is needed"
    message_vi = "{place_vi}: ghi lý do, ít nhất {least} ký tự."
    message_en = "{place_en}: give a reason of at least {least} characters."


class SameHand(EvaluationError):
    code = "EVA-017"
    status = 403
    title_vi, title_en = "Người chấm không tự gửi", "Who scored does not send"
    message_vi = "Bạn đã nhập phần tự chấm của {unit}; một người khác của đơn vị gửi."
    message_en = "You entered the self-score of {unit}; somebody else of the unit sends it."


class AnswersIncomplete(EvaluationError):
    code = "EVA-018"
    title_vi, title_en = "Chưa chấm đủ", "Not everything is answered"
    message_vi = "Còn {count} tiêu chí chưa có câu trả lời, đầu tiên là {first}."
    message_en = "{count:component has|components have} no answer yet, the first is {first}."


class OwnUnit(EvaluationError):
    code = "EVA-019"
    status = 403
    title_vi, title_en = "Không tự thẩm định", "Nobody appraises their own unit"
    message_vi = "Bạn là người của {unit} nên không thẩm định đơn vị này."
    message_en = "You belong to {unit} and cannot appraise it."


class NotInCharge(EvaluationError):
    code = "EVA-020"
    status = 403
    title_vi, title_en = "Không thuộc phần thẩm định của bạn", "Not yours to appraise"
    message_vi = "Tiêu chí {component} do cơ quan khác thẩm định, hoặc không có trong đợt này."
    message_en = "Component {component} is appraised by another agency, or is not in this round."


class EvidenceNotKept(EvaluationError):
    code = "EVA-021"
    title_vi, title_en = "Không nhận được minh chứng", "The evidence cannot be kept"
    message_vi = "{problem_vi}"
    message_en = "{problem_en}"


class UnknownRoundEvidence(EvaluationError):
    code = "EVA-022"
    status = 404
    title_vi, title_en = "Không có minh chứng này", "No such evidence"
    message_vi = "Không có minh chứng số {evidence} trong phạm vi bạn được xem, hoặc tệp không còn nguyên vẹn."
    message_en = "There is no evidence {evidence} that you may see, or its file is not what it was."


class PointsNotUsable(EvaluationError):
    code = "EVA-023"
    title_vi, title_en = "Điểm không dùng được", "Points that cannot be used"
    message_vi = "Tiêu chí {component}: “{points}” không dùng được; nhập từ 0 đến {most}, không quá 4 chữ số thập phân."
    message_en = "Component {component}: “{points}” cannot be used; enter 0 to {most} with at most 4 decimals."


class RoundNotFinished(EvaluationError):
    code = "EVA-024"
    title_vi, title_en = "Chưa đóng được đợt chấm", "The round cannot be closed yet"
    message_vi = "Còn {count} đơn vị đã gửi mà chưa thẩm định xong, đầu tiên là {first}."
    message_en = "{count:unit has sent and is|units have sent and are} not fully appraised, the first is {first}."


class NotAScoringFile(EvaluationError):
    code = "EVA-025"
    title_vi, title_en = "Không phải tệp tự chấm của đơn vị này", "Not this unit's scoring file"
    message_vi = "Tệp không phải mẫu tự chấm tải từ đợt này cho đơn vị này, hoặc thuộc phiên bản khác. Hãy tải mẫu mới."
    message_en = "The file is not the scoring form of this round and unit, or of another version. Download it again."


class ScoringPreviewStale(EvaluationError):
    code = "EVA-026"
    title_vi, title_en = "Bản xem trước đã cũ", "The preview is stale"
    message_vi = "Bản xem trước không còn dùng được. Hãy nạp lại tệp."
    message_en = "The preview can no longer be used. Upload the file again."


class FiguresOutOfReach(EvaluationError):
    code = "EVA-027"
    status = 403
    title_vi, title_en = "Không thấy đủ số liệu", "Not every figure is in reach"
    message_vi = "Để đóng đợt cần xem được số liệu của mọi đơn vị trong đợt."
    message_en = "Closing a round needs the figures of every unit in it."


class ScoringCellRefused(EvaluationError):
    code = "EVA-030"
    title_vi, title_en = "Ô của tệp tự chấm không chắc chắn", "A cell of the scoring file is not certain"
    message_vi = "{problem_vi}. Hãy sửa ô này, hoặc tải lại mẫu và điền lại."
    message_en = "{problem_en}. Mend the cell, or download the form again and fill it anew."


class ScoredMeanwhile(EvaluationError):
    code = "EVA-031"
    title_vi, title_en = "Câu trả lời đã đổi sau khi tải tệp", "The answer changed after the download"
    message_vi = "Sau khi tệp được tải, tiêu chí {component} đã có câu trả lời khác: “{now}”. Hãy tải mẫu mới rồi điền."
    message_en = "Since the download component {component} has another answer: “{now}”. Download the form again."
