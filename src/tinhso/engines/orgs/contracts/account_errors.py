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
