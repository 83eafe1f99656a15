"""An ad hoc report in two minutes: the form is made from the indicators (or is one that was published), the regime from
the deadline, then it is assigned.

Everything is one transaction: new indicators (owned by the agency that asks), form, regime and request come together
or not at all. They are definitions like those of packages, dated from the period's first day.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights, UnitView
from tinhso.engines.reporting.contracts import FormDefinition, RequestView
from tinhso.engines.reporting.contracts.errors import UnknownForm
from tinhso.engines.reporting.contracts.request_errors import AdHocUnclear, IndicatorExists, OtherLevel
from tinhso.engines.reporting.contracts.requests import AdHocAsk, NewIndicator, RequestPreview
from tinhso.engines.reporting.logic.assigning.deadlines import refuse_day_off, working_calendar
from tinhso.engines.reporting.logic.assigning.requesting import create_request, preview_plan
from tinhso.engines.reporting.logic.forms.written_definitions import load_written
from tinhso.engines.reporting.logic.life import holds, refuse_stale
from tinhso.engines.reporting.models import Regime
from tinhso.engines.reporting.queries.definitions import form_on, form_versions
from tinhso.kernel.vietnamese import clean_text, search_key

PERCENT = "percent"


@transaction.atomic
def create_ad_hoc(ask: AdHocAsk, *, rights: Rights) -> RequestView:
    """Assign an ad hoc report; whatever it needs is made with it.

    Raises:
        UnknownForm (REP-004), AdHocUnclear (REP-165), IndicatorExists (REP-166), OtherLevel (REP-167), NotAWorkingDay
        (REP-029: offers the next one), and as `create_request`.
    """
    code, reuse = _define(ask, rights)
    return create_request(
        code,
        ask.period,
        rights=rights,
        respondents=ask.respondents,
        title_vi=_title(ask),
        title_en=_title(ask),
        code=code,
        reuse=reuse,
    )


def preview_ad_hoc(ask: AdHocAsk, *, rights: Rights) -> RequestPreview:
    """Return what an ad hoc report would be and cost; refuses like `create_ad_hoc` and keeps nothing."""
    with transaction.atomic():
        code, reuse = _define(ask, rights)
        preview = preview_plan(
            code, ask.period, rights=rights, respondents=ask.respondents, title_vi=_title(ask), reuse=reuse
        )
        # The definitions existed only to be counted.
        transaction.set_rollback(True)
    return preview


def _define(ask: AdHocAsk, rights: Rights) -> tuple[str, tuple[str, ...]]:
    """Make the indicators, the form and the regime; return the regime's code and what is reused."""
    refuse_stale(rights)
    if not holds(rights, Action.ASSIGN, ask.assigner_unit_id):
        raise NoRight(action=str(Action.ASSIGN), unit=ask.assigner_unit_id, actor=rights.actor)
    agency = orgs.unit_view(ask.assigner_unit_id, ask.period.end)
    units = orgs.unit_views({one.respondent_unit_id for one in ask.respondents}, ask.period.end)
    _refuse_incomplete(ask, units)
    refuse_day_off(ask.due_on)
    known = {one.code: one for one in indicators.definitions(ask.period.end)}
    form = _published(ask)
    wanted = form.indicators if form else ask.indicators
    _refuse_other_level([known[code] for code in wanted if code in known], units)
    code = _free_code(agency, ask)
    files: dict[str, dict[str, Any]] = {}
    if form is None:
        new = _new_files(ask, agency, units[0].level, known)
        files |= {f"indicators/{name}.yaml": plain for name, plain in new.items()}
        files[f"forms/{code}.yaml"] = _form(code, ask, [*ask.indicators, *new])
    files[f"regimes/{code}.yaml"] = _regime(code, ask, agency, units, form.code if form else code)
    load_written(f"man-hinh-{agency.code.lower()}", files, rights.actor, ask.reason)
    return code, ask.reuse


def _published(ask: AdHocAsk) -> FormDefinition | None:
    """The published form that is asked for as it stands, where one is."""
    if not ask.form:
        return None
    form = form_on(ask.form, ask.period.end)
    if form is None:
        first = next(iter(form_versions(ask.form)), None)
        if first is None:
            raise UnknownForm(form=ask.form, on=ask.period.end.isoformat())
        day, end = f"{first.valid_from:%d/%m/%Y}", f"{ask.period.end:%d/%m/%Y}"
        raise AdHocUnclear(
            reason_vi=f"Biểu có hiệu lực từ {day}, sau ngày chốt {end} của kỳ này; hãy chọn kỳ khác",
            reason_en=f"The form holds from {day}, after this period's cut-off {end}; choose another period",
        )
    return form


def _refuse_incomplete(ask: AdHocAsk, units: list[UnitView]) -> None:
    if not _title(ask):
        raise AdHocUnclear(reason_vi="Báo cáo phải có tên", reason_en="The report needs a name")
    if not ask.form and not ask.indicators and not ask.new_indicators:
        raise AdHocUnclear(reason_vi="Chưa chọn chỉ tiêu nào", reason_en="No indicator was chosen")
    if not units:
        raise AdHocUnclear(reason_vi="Chưa chọn đơn vị nào", reason_en="No unit was chosen")
    if ask.due_on < orgs.today():
        raise AdHocUnclear(
            reason_vi="Chưa chọn hạn gửi, hoặc hạn đã qua", reason_en="No deadline was chosen, or it has passed"
        )


def _refuse_other_level(definitions: list[DefinitionView], units: list[UnitView]) -> None:
    for definition in definitions:
        for unit in units:
            if definition.formula is None and unit.level != definition.collected_level:
                raise OtherLevel(name=definition.name_vi, level=definition.collected_level, unit=unit.name("vi"))


def _new_files(
    ask: AdHocAsk, agency: UnitView, level: str, known: dict[str, DefinitionView]
) -> dict[str, dict[str, Any]]:
    """The files of indicators that do not exist yet, by code."""
    by_name = {search_key(one.name_vi): one for one in known.values()}
    found: dict[str, dict[str, Any]] = {}
    for new in ask.new_indicators:
        name = clean_text(new.name).strip()
        if not name:
            raise AdHocUnclear(reason_vi="Chỉ tiêu mới phải có tên", reason_en="A new indicator needs a name")
        same = by_name.get(search_key(name))
        if same is not None:
            raise IndicatorExists(name=same.name_vi, indicator=same.code)
        code = "_".join(search_key(name).split())[:50]
        while code in known or code in found:
            code += "_2"
        found[code] = _indicator(code, name, new, ask, agency, level)
    return found


def _indicator(code: str, name: str, new: NewIndicator, ask: AdHocAsk, agency: UnitView, level: str) -> dict[str, Any]:
    # A percentage that is typed cannot be added up; a count can.
    share = new.measure_unit == PERCENT
    rules = {"kind": "ratio", "nature": "stock", "time_rule": "last", "space_rule": "none", "merge_rule": "none"}
    if not share:
        kind = "amount" if new.decimals else "count"
        rules = {"kind": kind, "nature": "flow", "time_rule": "sum", "space_rule": "sum", "merge_rule": "sum"}
    return {
        "code": code,
        "version": 1,
        "valid_from": ask.period.start.isoformat(),
        "name": {"vi": name, "en": name},
        "measure_unit": new.measure_unit,
        "decimals": new.decimals,
        **rules,
        "collected_level": level,
        "scheme": ask.period.scheme,
        "publication": "internal",
        "source": f"Báo cáo đột xuất “{_title(ask)}”",
        "owner": agency.code,
    }


def _form(code: str, ask: AdHocAsk, codes: list[str]) -> dict[str, Any]:
    title = _title(ask)
    columns = [{"kind": "value"}]
    if not ask.period.is_span:
        columns.append({"kind": "previous"})
    return {
        "code": code,
        "version": 1,
        "valid_from": ask.period.start.isoformat(),
        "name_vi": title,
        "name_en": title,
        "source": "Lập khi giao báo cáo đột xuất",
        "columns": [*columns, {"kind": "note"}],
        "rows": [{"no": str(no), "indicator": one} for no, one in enumerate(codes, start=1)],
    }


def _regime(code: str, ask: AdHocAsk, agency: UnitView, units: list[UnitView], form: str) -> dict[str, Any]:
    days = working_calendar().working_days_between(ask.period.end, ask.due_on)
    title = _title(ask)
    return {
        "code": code,
        "version": 1,
        "valid_from": ask.period.start.isoformat(),
        "name_vi": title,
        "name_en": title,
        "kind": "ad_hoc",
        "scheme": ask.period.scheme,
        "form": form,
        "assigner": agency.code,
        "respondents": [{"units": [unit.code for unit in units]}],
        "deadlines": [
            {"level": level, "working_days_after_cut_off": max(days, 0)}
            for level in dict.fromkeys(unit.level for unit in units)
        ],
        "source": "Giao đột xuất",
    }


def _free_code(agency: UnitView, ask: AdHocAsk) -> str:
    """`dx.h15.01.20261117.1`: agency, today, the next free number of the day."""
    stem = f"dx.{agency.code.lower()}.{orgs.today():%Y%m%d}"
    return f"{stem}.{Regime.objects.filter(code__startswith=stem + '.').count() + 1}"


def _title(ask: AdHocAsk) -> str:
    return clean_text(ask.title_vi).strip()
