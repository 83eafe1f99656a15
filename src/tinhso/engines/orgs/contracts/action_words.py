"""What an action is called when somebody is told that it is not theirs to do."""

from __future__ import annotations

from tinhso.engines.orgs.contracts.roles import Action

ACTION_WORDS: dict[str, tuple[str, str]] = {
    Action.SEE_BOARD: ("mở trang điều hành", "open the board"),
    Action.SEE_FIGURES: ("xem số liệu chưa công bố", "read unpublished figures"),
    Action.DRAFT: ("nhập và sửa báo cáo", "fill and correct reports"),
    Action.APPROVE: ("phê duyệt báo cáo", "approve reports"),
    Action.ACCEPT: ("tiếp nhận báo cáo", "accept reports"),
    Action.RETURN_SUBMISSION: ("trả lại báo cáo", "return reports"),
    Action.LOCK: ("khóa và mở khóa số liệu", "lock and unlock figures"),
    Action.ASSIGN: ("giao báo cáo", "assign reports"),
    Action.DESIGN_FORMS: ("lập và sửa biểu mẫu", "make and change forms"),
    Action.CORRECT: ("đính chính sau khi khóa", "correct figures after the lock"),
    Action.ADJUST: ("thêm dòng điều chỉnh", "add adjustment lines"),
    Action.REMIND: ("nhắc báo cáo", "send reminders"),
    Action.IMPORT_FIGURES: ("nhập số liệu từ tệp", "import figures from a file"),
    Action.IMPORT_OFFICIAL: ("nhập số chính thức từ tệp", "import official figures from a file"),
    Action.POST_FIGURES: ("gửi số liệu từ hệ thống", "send figures from a system"),
    Action.READ_LOG: ("xem nhật ký", "read the log of acts"),
    Action.VERIFY_LOG: ("kiểm tra nhật ký", "check the log"),
    Action.JUDGE_TARGETS: ("nhận định khác với số liệu", "judge a target otherwise than its figures"),
    Action.INSTRUCT: ("giao nhiệm vụ", "give instructions"),
    Action.OPERATE: ("vận hành hệ thống", "operate the system"),
    Action.KEEP_ACCOUNTS: ("quản lý tài khoản", "keep accounts"),
    Action.BREAK_GLASS: ("mở khẩn cấp số liệu ngoài phạm vi", "open figures out of reach in an emergency"),
    "save_view": ("lưu cách xem", "keep a view"),
    "drop_view": ("bỏ cách xem đã lưu", "drop a kept view"),
    "make_file": ("tạo tệp ở nền", "have a file made"),
    "keep_page": ("lưu bản chụp trang", "keep a page"),
}
"""By the code of the action: Vietnamese and English, as said after “chưa có quyền” and “may not”."""
