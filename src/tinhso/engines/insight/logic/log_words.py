"""What events of the log are called, so that a person can read it."""

from __future__ import annotations

from django.utils.translation import gettext as _


def kind_words(kind: str) -> str:
    """Return an event's kind in words; a kind nobody has worded yet stands as it is."""
    return _reporting_words().get(kind) or _other_words().get(kind) or kind


def families() -> dict[str, str]:
    """The families of events one may look at alone, by the beginning of their kinds."""
    return {
        "reporting.": _("Báo cáo"),
        "indicators.": _("Số liệu"),
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


def _other_words() -> dict[str, str]:
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
        "orgs.boundaries_loaded": _("Nạp ranh giới"),
        "orgs.user_created": _("Lập tài khoản"),
        "orgs.role_granted": _("Giao quyền"),
        "orgs.role_revoked": _("Thu hồi quyền"),
        "orgs.role_delegated": _("Ủy quyền"),
        "orgs.role_lent": _("Ủy quyền vai trò của người khác"),
        "orgs.delegation_ended": _("Thôi ủy quyền"),
        "orgs.lending_ended": _("Thôi ủy quyền vai trò của người khác"),
        "orgs.token_created": _("Cấp khóa cho máy"),
        "orgs.token_revoked": _("Thu hồi khóa của máy"),
        "insight.boards_loaded": _("Nạp bảng điều hành"),
        "insight.page_kept": _("Giữ bản chụp một trang"),
        "site.demo_started": _("Bắt đầu dựng bản minh họa"),
        "site.demo_built": _("Dựng xong bản minh họa"),
        "trust.rows_committed": _("Ghi dấu băm các dòng đã lưu"),
        "trust.erased": _("Xóa nội dung theo quyết định"),
        "orgs.user_changed": _("Đổi tài khoản"),
        "orgs.view_asked": _("Xin xem như người khác"),
        "orgs.view_allowed": _("Cho xem như mình"),
        "orgs.view_begun": _("Bắt đầu xem như người khác"),
        "orgs.view_ended": _("Thôi xem như người khác"),
        "orgs.password_reset_given": _("Cấp đường dẫn đặt lại mật khẩu"),
        "trust.deliveries_retried": _("Cho chạy lại việc nền bị lỗi"),
    }
