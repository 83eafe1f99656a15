"""“Vào vai…”: a visitor of the demonstration signs in as one of its cast, only on the machine that runs it."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import CastMember, Role
from tinhso.engines.orgs.contracts.errors import RolePlayRefused
from tinhso.web_kit.loopback import comes_from_this_machine

# What a role is called, and what it meets first.
ROLE_NAMES = {
    Role.ASSIGNER: _("giao báo cáo"),
    Role.OFFICE: _("tiếp nhận, khóa, gửi lên"),
    Role.LEADER: _("lãnh đạo"),
    Role.CONSOLIDATOR: _("tổng hợp"),
    Role.APPROVER: _("phê duyệt"),
    Role.DRAFTER: _("nhập số liệu"),
    Role.AUDITOR: _("thanh tra"),
    Role.OPERATOR: _("quản trị"),
    Role.KEEPER: _("quản trị đơn vị"),
    Role.CONNECTOR: _("hệ thống gửi số liệu"),
    Role.DUTY: _("trực khẩn cấp"),
}
FIRST_SIGHT = {
    Role.ASSIGNER: _("Các báo cáo đã giao và đơn vị nào còn thiếu."),
    Role.OFFICE: _("Số liệu chờ tiếp nhận, kỳ nào sắp khóa."),
    Role.LEADER: _("Bảng điều hành: kết quả của tỉnh, việc cần cho ý kiến, ai chậm."),
    Role.CONSOLIDATOR: _("Bảng tổng hợp: xã, phường nào đã gửi, dòng điều chỉnh của sở."),
    Role.APPROVER: _("Báo cáo của đơn vị đang chờ phê duyệt."),
    Role.DRAFTER: _("Việc hôm nay: ô nào hệ thống đã biết, ô nào còn phải nhập."),
    Role.AUDITOR: _("Nhật ký đã niêm phong và nguồn gốc của từng số."),
    Role.KEEPER: _("Tài khoản của đơn vị: ai giữ vai nào, đến ngày nào."),
    Role.OPERATOR: _("Tài khoản và sao lưu; không thấy số liệu chưa công bố."),
    Role.DUTY: _("Các lượt mở khẩn cấp; chỉ đọc được số liệu sau khi ghi lý do."),
}


@never_cache
@require_safe
def cast(request: HttpRequest) -> HttpResponse:
    """Show the cast by unit, each with one line on what this role sees first.

    Raises:
        RolePlayRefused (ORG-050): not a demonstration, or not from the machine that runs it.
    """
    _refuse_elsewhere(request)
    language = get_language() or "vi"
    groups = [
        {"unit": unit.name(language), "members": [_shown(member, language) for member in members]}
        for unit, members in groupby(api.demonstration_cast(), key=lambda member: member.unit)
    ]
    return render(request, "orgs/cast.html", {"groups": groups})


@never_cache
@require_POST
def play(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the cast, or (without a name) become the public again.

    Raises:
        RolePlayRefused (ORG-050), UnknownUser (ORG-024): not one of the cast.
    """
    _refuse_elsewhere(request)
    username = request.POST.get("username", "")
    if username:
        user = api.demonstration_user(username)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        api.mark_played(request, user)
    else:
        logout(request)
    return redirect("/")


def _refuse_elsewhere(request: HttpRequest) -> None:
    if settings.TINHSO_MODE != "demo" or not comes_from_this_machine(request):
        raise RolePlayRefused()


def _shown(member: CastMember, language: str) -> dict[str, object]:
    return {
        "username": member.username,
        "title": member.title(language) or member.username,
        "role": ROLE_NAMES[member.role],
        "capacity": member.capacity,
        "first_sight": FIRST_SIGHT.get(member.role, ""),
    }
