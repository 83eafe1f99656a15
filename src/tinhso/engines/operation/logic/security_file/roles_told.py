"""Vai trò: what each role may do and how far, from the one rights table, and how many accounts hold it today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.engines.operation.contracts import FileSection, FileTable
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Reach
from tinhso.engines.orgs.contracts.accounts_file import ROLE_WORDS
from tinhso.engines.orgs.contracts.action_words import ACTION_WORDS
from tinhso.engines.orgs.contracts.roles_now import AccountsNow, RolesNow
from tinhso.web_kit.display import language, show_number


def tell_roles() -> FileSection:
    """Who may do what, in counts."""
    now = orgs.roles_now()
    return FileSection(
        "roles",
        _("Vai trò và quyền"),
        (
            _("Một bảng quyền trong sản phẩm quyết định ai được làm gì; điều không có trong bảng thì không được."),
            _("Chỉ đếm tài khoản, không nêu tên."),
        ),
        (_holders(now), _accounts(now.accounts), _policy()),
        _missing(now),
    )


def reach_words(reach: Reach) -> str:
    """How far an action goes, in words."""
    return {
        Reach.OWN: _("đơn vị mình"),
        Reach.BELOW: _("đơn vị mình và cấp dưới"),
        Reach.PROVINCE: _("toàn tỉnh (cơ quan) hoặc địa bàn mình"),
        Reach.EVERYTHING: _("toàn hệ thống"),
    }[reach]


def action_words(action: Action) -> str:
    """What an action is called."""
    return ACTION_WORDS[action][language() == "en"]


def _holders(now: RolesNow) -> FileTable:
    rows = [
        (
            _(ROLE_WORDS[one.role]),
            one.role.value,
            show_number(one.granted),
            show_number(one.lent),
            _actions(one.reaches),
        )
        for one in now.roles
    ]
    rows.append((_("mọi người, cả khi chưa đăng nhập"), "–", "–", "–", _actions(now.everybody)))
    return FileTable(
        _("Vai trò × quyền × phạm vi"),
        (_("Vai trò"), _("Mã"), _("Tài khoản được giao"), _("Được ủy quyền"), _("Được làm gì, trong phạm vi nào")),
        tuple(rows),
    )


def _actions(reaches: Mapping[Action, Reach]) -> str:
    told = {reach: [action_words(action) for action, far in reaches.items() if far is reach] for reach in Reach}
    return "; ".join(f"{reach_words(reach)}: {', '.join(actions)}" for reach, actions in told.items() if actions)


def _accounts(accounts: AccountsNow) -> FileTable:
    rows = (
        (_("tài khoản đang mở"), accounts.open),
        (_("trong đó có yếu tố thứ hai"), accounts.proven),
        (_("tài khoản đã khóa hoặc hết hạn"), accounts.closed),
        (_("mã của hệ thống gửi số liệu còn hạn"), accounts.tokens),
        (_("ứng dụng khác đăng nhập qua hệ thống này"), accounts.applications),
    )
    return FileTable(
        _("Tài khoản hôm nay"), (_("Loại"), _("Số lượng")), tuple((name, show_number(count)) for name, count in rows)
    )


def _policy() -> FileTable:
    policy = {
        "off": _("không đòi"),
        "approve": _("đòi khi phê duyệt và khi mở khẩn cấp"),
        "all": _("đòi với mọi việc"),
    }
    validators: Any = settings.AUTH_PASSWORD_VALIDATORS
    lengths = [one["OPTIONS"]["min_length"] for one in validators if one["NAME"].endswith("MinimumLengthValidator")]
    return FileTable(
        _("Xác thực"),
        (_("Điều kiện"), _("Đang áp dụng")),
        (
            (_("yếu tố thứ hai khi đăng nhập"), policy[settings.TINHSO_SECOND_FACTOR]),
            (_("độ dài tối thiểu của mật khẩu"), show_number(max(lengths, default=None))),
            (_("cookie phiên chỉ đi qua HTTPS"), _("có") if settings.SESSION_COOKIE_SECURE else _("không")),
        ),
    )


def _missing(now: RolesNow) -> tuple[str, ...]:
    told = []
    if settings.TINHSO_SECOND_FACTOR == "off":
        told.append(_("Yếu tố thứ hai chưa được đòi ở việc nào (TINHSO_SECOND_FACTOR)."))
    told += [
        _("Chưa tài khoản nào giữ vai %(role)s.") % {"role": _(ROLE_WORDS[one.role])}
        for one in now.roles
        if one.role in {"operator", "auditor"} and not one.granted
    ]
    return tuple(told)
