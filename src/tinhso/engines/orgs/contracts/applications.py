"""Applications of the province that sign people in by their account here (OpenID Connect)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from tinhso.kernel.errors import TinhSoError

# What an application may be told: that somebody is the same person as before; what they are called and for which unit.
SCOPES = ("openid", "profile")
MOST_REDIRECTS, LONGEST_NAME = 10, 100
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An application as its administrators see it; a closed one signs nobody in."""

    client_id: str
    name: str
    redirects: tuple[str, ...]
    scopes: tuple[str, ...]
    created_at: datetime
    is_closed: bool


class RedirectNotUsable(TinhSoError):
    code = "ORG-094"
    title_vi, title_en = "Địa chỉ quay về không dùng được", "A return address that cannot be used"
    message_vi = (
        "“{redirect}” không dùng được: mỗi dòng một địa chỉ https đầy đủ, không có #, * hay tên người dùng "
        "(http chỉ cho chính máy này), nhiều nhất {most} địa chỉ."
    )
    message_en = (
        "“{redirect}” cannot be used: one complete https address a line, without #, * or a user name (http for this "
        "very machine only), at most {most} addresses."
    )


class ApplicationNameMissing(TinhSoError):
    code = "ORG-095"
    title_vi, title_en = "Cần tên ứng dụng", "The application needs a name"
    message_vi = "Ghi tên ứng dụng, nhiều nhất {most} ký tự: người đăng nhập đọc tên này trước khi đồng ý."
    message_en = "Give a name of at most {most} characters: whoever signs in reads it before agreeing."


class UnknownApplication(TinhSoError):
    code = "ORG-096"
    status = 404
    title_vi, title_en = "Không có ứng dụng này", "No such application"
    message_vi = "Không có ứng dụng “{client}”, hoặc ứng dụng đã đóng."
    message_en = "There is no application “{client}”, or it is closed."


class SignInRequestRefused(TinhSoError):
    code = "ORG-097"
    title_vi, title_en = "Yêu cầu đăng nhập không hợp lệ", "A sign-in request that is refused"
    message_vi = "Ứng dụng gửi yêu cầu đăng nhập không hợp lệ: {problem}. Hãy báo người quản trị ứng dụng ấy."
    message_en = "The application sent a sign-in request that is refused: {problem}. Tell who keeps that application."


def read_redirects(text: str) -> list[str]:
    """Read return addresses, one a line.

    Raises:
        RedirectNotUsable (ORG-094)
    """
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if not found or len(found) > MOST_REDIRECTS:
        raise RedirectNotUsable(redirect=f"{len(found)}", most=MOST_REDIRECTS)
    for one in found:
        if not _is_usable(one):
            raise RedirectNotUsable(redirect=one[:200], most=MOST_REDIRECTS)
    return found


def _is_usable(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
    plain = not set(text) & set("#*\\ ;,'\"<>") and text.isascii() and "@" not in parts.netloc
    return bool(is_safe and parts.hostname and plain and port_is_number and len(text) <= 400)
