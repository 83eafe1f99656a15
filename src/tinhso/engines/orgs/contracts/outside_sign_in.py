"""Signing in by an outside service (OpenID Connect): its configuration, and each way in which it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tinhso.kernel.errors import TinhSoError

DEMONSTRATION = "minh-hoa"
"""The value of TINHSO_OIDC that means the provider built into the demonstration."""


@dataclass(frozen=True, slots=True)
class OidcService:
    """One outside service.

    Attributes:
        issuer: as the service names itself; its addresses come from `issuer/.well-known/openid-configuration`.
        claim: whose value says which account it is, never an e-mail address.
        accounts: CSV with the columns key and username; without it the value is the username.
        amr, acr: values of these claims that prove a second factor.
    """

    issuer: str
    client_id: str
    client_secret: str
    name_vi: str
    name_en: str
    claim: str = "sub"
    accounts: Path | None = None
    scopes: tuple[str, ...] = ("openid", "profile")
    amr: frozenset[str] = frozenset()
    acr: frozenset[str] = frozenset()


class OutsideSignInOff(TinhSoError):
    code = "ORG-063"
    status = 409
    title_vi, title_en = "Không dùng đăng nhập ngoài", "No outside sign-in"
    message_vi = "Hệ thống này chưa khai báo dịch vụ đăng nhập ngoài. Hãy đăng nhập bằng tên và mật khẩu."
    message_en = "No outside sign-in service is configured here. Sign in by name and password."


class OutsideSignInRefused(TinhSoError):
    code = "ORG-064"
    status = 403
    title_vi, title_en = "Dịch vụ đăng nhập từ chối", "The sign-in service refused"
    message_vi = "Dịch vụ đăng nhập ngoài trả lời “{answer}”. Hãy thử lại, hoặc đăng nhập bằng tên và mật khẩu."
    message_en = "The outside sign-in service answered “{answer}”. Try again, or sign in by name and password."


class OutsideSignInStale(TinhSoError):
    code = "ORG-065"
    status = 403
    title_vi, title_en = "Lần đăng nhập này không còn dùng được", "A sign-in that is over"
    message_vi = "Lần đăng nhập này không bắt đầu ở trình duyệt này, đã dùng, hoặc để quá mười phút. Hãy bắt đầu lại."
    message_en = "This sign-in was not begun in this browser, was used, or took over ten minutes. Begin again."


class OutsideServiceSilent(TinhSoError):
    code = "ORG-066"
    status = 502
    title_vi, title_en = "Không liên lạc được dịch vụ đăng nhập", "The sign-in service does not answer"
    message_vi = "Không nhận được trả lời dùng được từ {address}. Thử lại sau, hoặc đăng nhập bằng tên và mật khẩu."
    message_en = "No usable answer came from {address}. Try again later, or sign in by name and password."


class OutsideProofWrong(TinhSoError):
    code = "ORG-067"
    status = 403
    title_vi, title_en = "Chứng thực không hợp lệ", "A proof that does not hold"
    message_vi = "Chứng thực của dịch vụ đăng nhập không hợp lệ ({problem}). Không ai được đăng nhập; báo cán bộ CNTT."
    message_en = "The sign-in service's proof does not hold ({problem}). Nobody was signed in; tell the IT officer."


class NoAccountOutside(TinhSoError):
    code = "ORG-068"
    status = 403
    title_vi, title_en = "Chưa có tài khoản", "No account for you"
    message_vi = (
        "Dịch vụ đăng nhập nhận ra bạn (mã {key}) nhưng hệ thống không có tài khoản đang dùng cho mã ấy. "
        "Hãy hỏi người quản trị tài khoản của cơ quan."
    )
    message_en = (
        "The sign-in service knows you (key {key}), but no open account here has that key. "
        "Ask who keeps your agency's accounts."
    )
