"""Report regimes made on screen: the list, one with its calendar and versions, a new one, the next version of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RegimeDefinition, RespondentRule
from tinhso.engines.reporting.web.desk import DeskRequest, desk_page, status_of, stays_on_page
from tinhso.engines.reporting.web.levels import level_name, level_names
from tinhso.engines.reporting.web.regimes.regime_fields import (
    blank_regime,
    fields_of,
    kind_words,
    read_regime,
    sample_period,
    scheme_words,
)
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.files.archive import zip_of
from tinhso.web_kit.attachment import attachment
from tinhso.web_kit.display import language
from tinhso.web_kit.errors import NoAccess
from tinhso.web_kit.paging import page_of


@desk_page("GET")
def regimes(request: DeskRequest) -> HttpResponse:
    """The report regimes: what is asked how often with which form, and how many versions there are."""
    _refuse_others(request)
    page = page_of(request, [_line(one, count) for one, count in api.all_regimes()], size=50)
    return render(request, "reporting/regimes.html", {"page": page, "regimes": page.object_list})


@desk_page("GET")
def regime_page(request: DeskRequest, code: str) -> HttpResponse:
    """One regime: who reports to whom, its calendar for the coming periods, what changed between versions."""
    _refuse_others(request)
    versions = api.versions_of_regime(code)
    asked = request.GET.get("phien-ban", "")
    shown = next((one for one in versions if str(one.version) == asked), versions[-1])
    before = next((one for one in reversed(versions) if one.version < shown.version), None)
    context = _facts(shown) | {
        "versions": list(reversed(versions)),
        "before": before,
        "changes": _changes(before, shown) if before else [],
        "may_revise": api.may_revise(shown, request.rights),
        "calendar": _calendar(shown),
        "period": sample_period(shown),
    }
    return render(request, "reporting/regime.html", context)


@desk_page("GET", "POST")
def regime_create(request: DeskRequest) -> HttpResponse:
    """Make a regime: name, kind, form, who reports, by when; `bieu` names the form, `tu` a regime to copy."""
    _refuse_others(request)
    sent = request.POST if request.method == "POST" else request.GET
    like = api.versions_of_regime(sent["tu"])[-1] if sent.get("tu") else None
    standing = blank_regime(sent.get("bieu", like.form if like else ""), request.rights)
    return _edited(request, standing, like, is_new=True)


@desk_page("GET", "POST")
def regime_revise(request: DeskRequest, code: str) -> HttpResponse:
    """Make the next version of a regime; requests that were assigned keep the version they have."""
    _refuse_others(request)
    standing = api.versions_of_regime(code)[-1]
    if not api.may_revise(standing, request.rights):
        raise NoAccess()
    return _edited(request, standing, standing, is_new=False)


@desk_page("GET")
def regime_package(request: DeskRequest, code: str) -> HttpResponse:
    """A regime with all its versions, its forms and their indicators as a package of definitions (zip of YAML)."""
    _refuse_others(request)
    archive = zip_of(api.export_regimes([code], code), code)
    return attachment(archive, f"{code}.zip", "application/zip")


def _edited(
    request: DeskRequest, standing: RegimeDefinition, like: RegimeDefinition | None, *, is_new: bool
) -> HttpResponse:
    """The page that says what a regime is: fields, then the calendar it makes, then the confirmation."""
    sent = request.POST if request.method == "POST" else request.GET
    says = "ten" in sent
    wanted = read_regime(sent, standing) if says else (like or standing)
    error: TinhSoError | None = None
    calendar: list[dict[str, Any]] = []
    if says:
        try:
            if request.method == "POST":
                made = api.publish_regime(wanted, rights=request.rights, is_new=is_new)
                words = _("Đã công bố chế độ “%(name)s”, phiên bản %(version)d.")
                messages.success(request, words % {"name": made.name(language()), "version": made.version})
                return redirect("reporting:regime", made.code)
            calendar = _calendar(api.preview_regime(wanted, rights=request.rights, is_new=is_new))
        except TinhSoError as refused:
            error = stays_on_page(refused)
    context = fields_of(wanted, request.rights, sent) | {
        "is_new": is_new,
        "ready": says and error is None,
        "calendar": calendar,
        "level_names": [level_name(level_names(orgs.today()), one.level) for one in wanted.deadlines],
        "error": error,
        "error_field": (error.where.field or "") if error else "",
        "error_text": error.message(language()) if error else "",
    }
    return render(request, "reporting/regime_edit.html", context, status=status_of(error))


def _refuse_others(request: DeskRequest) -> None:
    if not request.rights.may(Action.ASSIGN):
        raise NoAccess()


def _calendar(regime: RegimeDefinition) -> list[dict[str, Any]]:
    """The coming periods with their days, one row a period."""
    names = level_names(orgs.today())
    return [
        {
            "period": period.label(language()),
            "cut_off": times.cut_off_on,
            "deadlines": [(level_name(names, level), due) for level, due in times.deadlines],
            "lock_at": times.lock_at,
        }
        for period, times in api.regime_calendar(regime)
    ]


def _line(regime: RegimeDefinition, versions: int) -> dict[str, Any]:
    return {
        "code": regime.code,
        "name": regime.name(language()),
        "kind": kind_words()[regime.kind],
        "scheme": scheme_words(regime.scheme),
        "form": regime.form,
        "versions": versions,
        "valid_from": regime.valid_from,
        "illustrative": regime.illustrative,
    }


def _facts(regime: RegimeDefinition) -> dict[str, Any]:
    names, today = level_names(orgs.today()), orgs.today()
    codes = {regime.assigner, regime.consolidator} | {
        code for one in regime.respondents for code in (*one.units, one.respondent)
    }
    units = orgs.units_by_codes(sorted(filter(None, codes)), today)
    called = {code: unit.name(language()) for code, unit in units.items()}
    called |= api.group_names([one.group for one in regime.respondents if one.group], language())
    return {
        "regime": regime,
        "name": regime.name(language()),
        "kind": kind_words()[regime.kind],
        "scheme": scheme_words(regime.scheme),
        "form_name": api.versions_of(regime.form)[-1].name(language()),
        "assigner": called.get(regime.assigner, regime.assigner),
        "consolidator": called.get(regime.consolidator, regime.consolidator),
        "respondents": [_respondents(one, names, called) for one in regime.respondents],
        "deadlines": [
            (level_name(names, one.level), one.working_days_after_cut_off, one.at) for one in regime.deadlines
        ],
        "level_names": [level_name(names, one.level) for one in regime.deadlines],
    }


def _respondents(rule: RespondentRule, names: dict[str, str], called: dict[str, str]) -> str:
    whom = (
        _("mọi đơn vị %(level)s") % {"level": level_name(names, rule.level).lower()}
        if rule.level
        else _("nhóm %(group)s") % {"group": called.get(rule.group, rule.group)}
        if rule.group
        else ", ".join(called.get(code, code) for code in rule.units)
    )
    if not rule.respondent:
        return whom
    return _("%(whom)s, do %(by)s nhập thay") % {"whom": whom, "by": called.get(rule.respondent, rule.respondent)}


def _changes(old: RegimeDefinition, new: RegimeDefinition) -> list[tuple[str, str, str]]:
    words = {
        "name_vi": _("Tên"), "name_en": _("Tên tiếng Anh"), "kind": _("Loại"), "scheme": _("Kỳ"), "form": _("Biểu"),
        "assigner": _("Nơi giao"), "consolidator": _("Nơi tổng hợp"), "aggregate": _("Số tổng của"),
        "respondents": _("Ai báo cáo"), "deadlines": _("Hạn gửi"), "lock": _("Khóa số liệu"), "source": _("Nguồn"),
        "legal_basis": _("Căn cứ"), "illustrative": _("Minh họa"),
    }  # fmt: skip
    return [(words[name], before, after) for name, before, after in api.regime_changes(old, new)]
