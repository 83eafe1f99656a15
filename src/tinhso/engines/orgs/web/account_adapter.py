"""How accounts behave on the sign-in pages: nobody makes an account for themselves."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.engines.orgs import api


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by whoever keeps them (`orgs.api.create_user`), never by a visitor."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản này đã khóa."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "rate_limited": _("Đã thử quá nhiều lần. Hãy đợi vài phút rồi thử lại."),
        "too_many_login_attempts": _("Đã thử quá nhiều lần. Hãy đợi vài phút rồi thử lại."),
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse self sign-up on every page that asks."""
        return False

    def pre_login(self, request: HttpRequest, user: api.User, **about: Any) -> HttpResponse | None:
        """Let nobody in whose last day is over, whichever way they came."""
        if user.last_day is not None and user.last_day < api.today():
            from allauth.account.internal.stagekit import clear_login  # as it does for accounts that are closed

            clear_login(request)
            ended: HttpResponse = self.respond_user_inactive(request, user)
            return ended
        answer: HttpResponse | None = super().pre_login(request, user, **about)
        return answer

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead whoever must first enrol a second factor to where that is done."""
        if isinstance(request.user, api.User) and api.enrolment_is_due(request.user):
            return reverse("mfa_index")
        return str(super().get_login_redirect_url(request))
