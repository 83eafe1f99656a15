"""Refusals of the accounts desk."""

from __future__ import annotations

from tinhso.kernel.errors import TinhSoError


class UnknownAccount(TinhSoError):
    """There is no such account, or it is out of reach: the two are not told apart."""

    code = "ORG-070"
    status = 404
    title_vi, title_en = "Không có tài khoản này", "Unknown account"
    message_vi = "Không có tài khoản số {account} trong phạm vi bạn quản lý."
    message_en = "There is no account number {account} among those you keep."


class AccountOutOfHand(TinhSoError):
    code = "ORG-071"
    status = 403
    title_vi, title_en = "Không phải tài khoản bạn được đổi", "An account that is not yours to change"
    message_vi = (
        "Tài khoản {username} còn giữ vai trò ngoài đơn vị của bạn hoặc vai trò bạn không được cấp. "
        "Hãy nhờ người quản trị của tỉnh."
    )
    message_en = (
        "The account {username} also holds a role outside your unit, or one that you may not give. "
        "Ask the province's operator."
    )


class RoleOutOfHand(TinhSoError):
    code = "ORG-072"
    status = 403
    title_vi, title_en = "Không được cấp vai trò này", "A role that is not yours to give"
    message_vi = "Bạn không được cấp hay thu vai trò {role} của đơn vị {unit}. Hãy nhờ người quản trị của tỉnh."
    message_en = "You may not give or take the role {role} of unit {unit}. Ask the province's operator."


class OwnAccount(TinhSoError):
    code = "ORG-073"
    status = 409
    title_vi, title_en = "Tài khoản của chính bạn", "Your own account"
    message_vi = "Không ai tự đổi quyền của chính mình ({username}). Hãy nhờ một người quản trị khác."
    message_en = "Nobody changes their own rights ({username}). Ask another person who keeps accounts."


class AccountReasonMissing(TinhSoError):
    code = "ORG-074"
    title_vi, title_en = "Thiếu lý do", "No reason given"
    message_vi = "Hãy ghi lý do, chẳng hạn số quyết định; người giữ tài khoản {username} và nhật ký sẽ thấy."
    message_en = "Give a reason, such as a decision's number; the holder of {username} and the log will show it."


class NothingToRevoke(TinhSoError):
    code = "ORG-075"
    status = 409
    title_vi, title_en = "Không còn vai trò này để thu", "No such role to take"
    message_vi = "Tài khoản {username} không còn giữ vai trò {role} của đơn vị {unit}. Hãy mở lại trang."
    message_en = "The account {username} no longer holds the role {role} of unit {unit}. Open the page again."


class AccountsPreviewStale(TinhSoError):
    code = "ORG-076"
    status = 409
    title_vi, title_en = "Bản xem trước đã cũ", "An outdated preview"
    message_vi = (
        "Tài khoản đã đổi từ lúc xem trước, hoặc bản xem trước không phải của bạn. Chưa đổi gì; hãy tải tệp lên lại."
    )
    message_en = "Accounts changed since the preview, or it was not yours. Nothing was changed; upload the file again."


class RoleNotLent(TinhSoError):
    code = "ORG-077"
    title_vi, title_en = "Vai trò không ủy quyền được", "A role that is not lent"
    message_vi = (
        "Vai trò {role} không ủy quyền; người quản trị cấp vai trò ấy cho người khác, có ngày bắt đầu và kết thúc."
    )
    message_en = "The role {role} is not lent; an operator gives it to somebody else, from a day to a day."


class UnknownDelegation(TinhSoError):
    code = "ORG-078"
    status = 404
    title_vi, title_en = "Không có ủy quyền này", "Unknown delegation"
    message_vi = "Ủy quyền số {delegation} không còn, hoặc không phải của bạn. Hãy mở lại trang."
    message_en = "Delegation number {delegation} is over, or not yours. Open the page again."


class UnknownCapacity(TinhSoError):
    code = "ORG-079"
    title_vi, title_en = "Thiếu tư cách ký", "No capacity"
    message_vi = "Hãy chọn tư cách ký ({known}) và ghi chức vụ được ký thay; đang ghi “{capacity}”."
    message_en = "Choose a capacity ({known}) and the office that is signed for; it says “{capacity}”."


class UnusableUsername(TinhSoError):
    code = "ORG-099"
    title_vi, title_en = "Tên đăng nhập không dùng được", "Unusable name to sign in with"
    message_vi = (
        "Tên đăng nhập “{username}” không dùng được: chỉ chữ Latinh không dấu, số và . _ - @ +, bắt đầu bằng chữ hoặc "
        "số, dài nhất {most} ký tự. Chữ có dấu hay chữ lạ trông giống nhau mà là hai tài khoản."
    )
    message_en = (
        "“{username}” cannot be signed in with: Latin letters without marks, digits and . _ - @ + only, a letter or "
        "digit first, {most} characters at most. Marked or foreign letters look alike and would be two accounts."
    )


class TitleTooLong(TinhSoError):
    code = "ORG-100"
    title_vi, title_en = "Chức danh quá dài", "Title too long"
    message_vi = "Chức danh “{shown}…” dài {length} ký tự, nhiều nhất {most}. Hãy viết ngắn lại."
    message_en = "The title “{shown}…” has {length} characters, {most} at most. Write it shorter."


class PasskeyAnswerWrong(TinhSoError):
    code = "ORG-098"
    title_vi, title_en = "Khóa chưa xác nhận đúng nội dung này", "The passkey did not confirm exactly this"
    message_vi = (
        "Câu trả lời của khóa không phải cho đúng các số đang hiện, hoặc không do khóa của bạn đưa ra. Chưa có gì được "
        "gửi; hãy mở lại trang, xem các số rồi phê duyệt lại."
    )
    message_en = (
        "The passkey's answer is not to exactly the figures that stand here, or comes from no passkey of yours. "
        "Nothing was sent; open the page again, read the figures and approve once more."
    )
