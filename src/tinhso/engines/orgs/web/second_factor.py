"""Second factors on the sign-in pages: allauth does the work, these are our words and our log."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.engines.orgs import api

# Recovery codes come with a factor and are none by themselves.
_STRONG = frozenset({"totp", "webauthn"})


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The refusals and names of allauth's pages in our languages."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Mã không đúng hoặc đã dùng. Xem giờ trên điện thoại có đúng không, rồi nhập mã mới."),
        "cannot_delete_authenticator": _("Chưa tắt được lớp bảo vệ này."),
        "cannot_generate_recovery_codes": _("Hãy bật ứng dụng mã hoặc khóa trước, rồi mới lấy mã dự phòng."),
    }

    def encrypt(self, text: str) -> str:
        """Keep secrets so that a copy of the database is none of them."""
        return api.keep_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Read what `encrypt` kept."""
        return api.read_secret(encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        """Name a new passkey until its person does."""
        return gettext("Khóa của tôi")


def connect() -> None:
    """Write every factor that comes or goes into the log."""
    authenticator_added.connect(_added, dispatch_uid="orgs.second_factor_added")
    authenticator_removed.connect(_removed, dispatch_uid="orgs.second_factor_removed")


def _added(request: HttpRequest, user: api.User, authenticator: Any, **_: object) -> None:
    if authenticator.type in _STRONG:
        api.note_enrolled(request, user, str(authenticator.type))


def _removed(request: HttpRequest, user: api.User, authenticator: Any, **_: object) -> None:
    if authenticator.type in _STRONG:
        api.note_removed(request, user, str(authenticator.type))
