"""What events of the log are called, so that a person can read it."""

from __future__ import annotations

from functools import partial

from django.utils.translation import pgettext

# The same words elsewhere are the name of a button: “Trả lại” is “Return” there and “Returned” here.
CONTEXT = "log"
_ = partial(pgettext, CONTEXT)


def kind_words(kind: str) -> str:
    """Return an event's kind in words; a kind nobody has worded yet stands as it is."""
    return _every_word().get(kind, kind)


def _every_word() -> dict[str, str]:
    return _reporting_words() | _asking_words() | _ledger_words() | _rights_words() | _scoring_words() | _system_words()


def families() -> dict[str, str]:
    """The families of events one may look at alone, by the beginning of their kinds."""
    return {
        "reporting.": _("Báo cáo"),
        "indicators.": _("Số liệu"),
        "evaluation.": _("Mục tiêu và chấm điểm"),
        "orgs.": _("Đơn vị và quyền"),
        "insight.": _("Bảng điều hành"),
        "trust.": _("Xóa nội dung"),
    }


def _reporting_words() -> dict[str, str]:
    return {
        "reporting.assigned": _("Giao báo cáo"),
        "reporting.received": _("Nhận báo cáo"),
        "reporting.drafting": _("Bắt đầu nhập"),
        "reporting.sent_for_approval": _("Trình phê duyệt"),
        "reporting.sent_back": _("Trả người nhập"),
        "reporting.submitted": _("Phê duyệt, gửi"),
        "reporting.withdrawn": _("Rút về"),
        "reporting.returned": _("Trả lại"),
        "reporting.accepted": _("Tiếp nhận"),
        "reporting.sent_upward": _("Tổng hợp, gửi lên"),
        "reporting.reconsolidation_started": _("Mở để tổng hợp lại"),
        "reporting.reopened": _("Mở lại để tổng hợp"),
        "reporting.locked": _("Khóa kỳ"),
        "reporting.unlocked": _("Mở khóa kỳ"),
        "reporting.correction_started": _("Mở điều chỉnh sau khóa"),
        "reporting.corrected": _("Phê duyệt điều chỉnh"),
        "reporting.extended": _("Gia hạn"),
        "reporting.cancelled": _("Hủy báo cáo"),
        "reporting.reminded": _("Đôn đốc"),
        "reporting.disputed": _("Báo số không đúng"),
        "reporting.adjustment_drafted": _("Thêm dòng điều chỉnh"),
        "reporting.adjustment_withdrawn": _("Rút dòng điều chỉnh"),
        "reporting.form_published": _("Công bố biểu mẫu"),
        "reporting.definitions_loaded": _("Nạp biểu mẫu, chế độ báo cáo"),
    }


def _asking_words() -> dict[str, str]:
    return {
        "reporting.changed": _("Đổi báo cáo đã giao"),
        "reporting.replaced": _("Thay bằng báo cáo giao lại"),
        "reporting.called": _("Gọi điện đôn đốc"),
        "reporting.extension_asked": _("Xin gia hạn"),
        "reporting.extension_refused": _("Từ chối gia hạn"),
        "reporting.claim_accepted": _("Công nhận đúng hạn"),
        "reporting.claim_revoked": _("Thôi công nhận đúng hạn"),
        "reporting.cell_asked": _("Hỏi về một ô"),
        "reporting.cell_answered": _("Trả lời về một ô"),
        "reporting.cell_settled": _("Xong trao đổi về một ô"),
        "reporting.outline_saved": _("Ghi phần lời của báo cáo"),
        "reporting.document_numbered": _("Ghi số văn bản"),
        "reporting.signed_paper_kept": _("Giữ bản đã ký"),
        "reporting.mapping_saved": _("Ghi cách đọc bảng tính"),
        "reporting.group_saved": _("Ghi nhóm đơn vị"),
        "reporting.contact_saved": _("Ghi đầu mối liên hệ"),
        "reporting.contact_removed": _("Bỏ đầu mối liên hệ"),
    }


def _ledger_words() -> dict[str, str]:
    return {
        "indicators.definitions_loaded": _("Nạp định nghĩa chỉ tiêu"),
        "indicators.document_loaded": _("Nạp số liệu theo văn bản"),
        "indicators.imported": _("Nhập số liệu từ tệp"),
        "indicators.posted": _("Hệ thống gửi số liệu"),
        "indicators.promoted": _("Chuyển số liệu thành chính thức"),
        "indicators.corrected": _("Điều chỉnh số liệu sau khóa"),
        "indicators.locked": _("Khóa số liệu"),
        "indicators.unlocked": _("Mở khóa số liệu"),
        "orgs.level_created": _("Lập cấp hành chính"),
        "orgs.structure_created": _("Lập cơ cấu"),
        "orgs.units_loaded": _("Nạp đơn vị hành chính"),
        "orgs.units_created": _("Lập đơn vị"),
        "orgs.units_linked": _("Gắn đơn vị vào cơ cấu"),
        "orgs.unit_renamed": _("Đổi tên đơn vị"),
        "orgs.units_renamed": _("Đổi tên đơn vị"),
        "orgs.unit_ended": _("Đơn vị thôi hoạt động"),
        "orgs.succession_applied": _("Áp dụng sắp xếp đơn vị"),
        "orgs.succession_undone": _("Hoàn tác sắp xếp đơn vị"),
        "orgs.weights_loaded": _("Nạp tỷ lệ chia tách"),
        "orgs.straddling_rules_loaded": _("Nạp quy định đơn vị nào báo cáo kỳ giao thời"),
        "orgs.calendar_loaded": _("Nạp lịch làm việc"),
        "orgs.boundaries_loaded": _("Nạp ranh giới"),
    }


def _rights_words() -> dict[str, str]:
    return {
        "orgs.user_created": _("Lập tài khoản"),
        "orgs.user_changed": _("Đổi tài khoản"),
        "orgs.role_granted": _("Giao quyền"),
        "orgs.role_revoked": _("Thu hồi quyền"),
        "orgs.role_delegated": _("Ủy quyền"),
        "orgs.role_lent": _("Ủy quyền vai trò của người khác"),
        "orgs.delegation_ended": _("Thôi ủy quyền"),
        "orgs.lending_ended": _("Thôi ủy quyền vai trò của người khác"),
        "orgs.token_created": _("Cấp khóa cho máy"),
        "orgs.token_revoked": _("Thu hồi khóa của máy"),
        "orgs.second_factor_added": _("Thêm yếu tố xác thực thứ hai"),
        "orgs.second_factor_removed": _("Bỏ yếu tố xác thực thứ hai"),
        "orgs.password_reset_given": _("Cấp đường dẫn đặt lại mật khẩu"),
        "orgs.view_asked": _("Xin xem như người khác"),
        "orgs.view_allowed": _("Cho xem như mình"),
        "orgs.view_begun": _("Bắt đầu xem như người khác"),
        "orgs.view_ended": _("Thôi xem như người khác"),
        "orgs.emergency_opened": _("Mở khẩn cấp số liệu ngoài phạm vi"),
        "orgs.emergency_told": _("Báo cho đơn vị có số liệu được mở khẩn cấp"),
        "orgs.emergency_ended": _("Thôi mở khẩn cấp"),
        "orgs.application_added": _("Thêm ứng dụng đăng nhập bằng tài khoản ở đây"),
        "orgs.application_changed": _("Đổi ứng dụng đăng nhập bằng tài khoản ở đây"),
        "orgs.application_closed": _("Đóng ứng dụng đăng nhập bằng tài khoản ở đây"),
        "orgs.application_entered": _("Đăng nhập vào ứng dụng khác"),
    }


def _scoring_words() -> dict[str, str]:
    return {
        "evaluation.plans_loaded": _("Nạp kế hoạch và mục tiêu"),
        "evaluation.targets_judged": _("Đánh giá mục tiêu"),
        "evaluation.opinion_given": _("Cho ý kiến về mục tiêu"),
        "evaluation.opinion_withdrawn": _("Rút ý kiến về mục tiêu"),
        "evaluation.instruction_given": _("Giao nhiệm vụ"),
        "evaluation.instruction_reported": _("Báo cáo kết quả nhiệm vụ"),
        "evaluation.scorecards_loaded": _("Nạp bộ chỉ số chấm điểm"),
        "evaluation.scorecard_published": _("Công bố bộ chỉ số chấm điểm"),
        "evaluation.round_opened": _("Mở đợt chấm điểm"),
        "evaluation.round_closed": _("Đóng đợt chấm điểm"),
        "evaluation.round_locked": _("Khóa đợt chấm điểm"),
        "evaluation.round_reopened": _("Mở lại đợt chấm điểm"),
        "evaluation.round_scored": _("Tự chấm"),
        "evaluation.round_evidence_kept": _("Nộp minh chứng"),
        "evaluation.round_evidence_dropped": _("Bỏ minh chứng"),
        "evaluation.round_submitted": _("Trình lãnh đạo điểm tự chấm"),
        "evaluation.round_given_back": _("Trả người chấm"),
        "evaluation.round_sent": _("Gửi thẩm định"),
        "evaluation.round_appraised": _("Thẩm định"),
        "evaluation.round_returned": _("Trả lại để bổ sung minh chứng"),
        "evaluation.round_remarked": _("Trao đổi về điểm chấm"),
    }


def _system_words() -> dict[str, str]:
    return {
        "insight.boards_loaded": _("Nạp bảng điều hành"),
        "insight.page_kept": _("Giữ bản chụp một trang"),
        "site.demo_started": _("Bắt đầu dựng bản minh họa"),
        "site.demo_built": _("Dựng xong bản minh họa"),
        "trust.rows_committed": _("Ghi dấu băm các dòng đã lưu"),
        "trust.erased": _("Xóa nội dung theo quyết định"),
        "trust.key_introduced": _("Đổi khóa niêm phong"),
        "trust.cosigned": _("Cơ quan khác xác nhận mốc niêm phong"),
        "trust.deliveries_retried": _("Cho chạy lại việc nền bị lỗi"),
    }
