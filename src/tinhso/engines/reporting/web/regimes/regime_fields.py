"""A report regime as the fields of a page, and the fields of a page as a regime."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights, Role, UnitView
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import LevelDeadline, RegimeDefinition, RespondentRule
from tinhso.engines.reporting.web.assigning.chosen_units import Chosen, choices
from tinhso.engines.reporting.web.levels import level_names
from tinhso.kernel.periods import find_scheme, known_schemes, last_closed_period, span
from tinhso.web_kit.display import language
from tinhso.web_kit.posted_numbers import read_number

# Who reports, who consolidates, who answers upward; a working day each, two for the consolidation.
USUAL_DAYS = {"commune": 2, "agency": 4, "province": 7}
RESPONDENT_LEVELS = ("commune", "agency")
FIVE_O_CLOCK = time(17)
# Part of the definition, like every source in Vietnamese.
SOURCE = "Lập trên màn hình"
SINGLE_VALUES = ("ten", "ten_en", "ma", "loai", "bieu", "ky", "co_quan", "tong_hop", "thay", "can_cu", "nguon",
                 "khoa", "gio_khoa", "tu_ngay")  # fmt: skip
BY_LEVEL = ("ngay_", "gio_cap_")
"""Fields that stand once for each level: working days after the cut-off, and the hour."""


def kind_words() -> dict[str, str]:
    """The three kinds of report of NĐ 09/2019."""
    return {"periodic": _("Định kỳ"), "thematic": _("Chuyên đề"), "ad_hoc": _("Đột xuất")}


def scheme_words(code: str) -> str:
    """`Tháng, theo Nghị định 09/2019/NĐ-CP`: a kind of period in words."""
    if "." not in code:
        return _("Từ ngày đến ngày, chọn khi giao")
    return find_scheme(code).name(language())


def offices(rights: Rights) -> list[UnitView]:
    """The offices somebody assigns for."""
    return orgs.unit_views(sorted(rights.units_as(Role.ASSIGNER)), orgs.today())


def blank_regime(form: str, rights: Rights) -> RegimeDefinition:
    """What the page offers for a new regime: the usual deadlines, the form's kind of period."""
    standing = offices(rights)
    return RegimeDefinition(
        id=0, code="", version=0, valid_from=orgs.today(), name_vi="", name_en="", kind="periodic",
        scheme=_scheme_of(form), form=form, assigner=standing[0].code if standing else "", consolidator="",
        aggregate="", respondents=(),
        deadlines=tuple(LevelDeadline(level, days, FIVE_O_CLOCK) for level, days in USUAL_DAYS.items()),
        lock_working_days_after_last_deadline=1, lock_at=FIVE_O_CLOCK, source="", legal_basis="", illustrative=False,
    )  # fmt: skip


def read_regime(sent: QueryDict, standing: RegimeDefinition) -> RegimeDefinition:
    """What a page says, on top of what stands."""
    form = sent.get("bieu", standing.form)
    consolidator = sent.get("tong_hop", "")
    assigner = sent.get("co_quan") or standing.assigner
    respondent = sent.get("thay", "")
    rules = [RespondentRule(level=level, respondent=respondent) for level in dict.fromkeys(sent.getlist("cap"))]
    units = tuple(dict.fromkeys(sent.getlist("don_vi")))
    if units:
        rules.append(RespondentRule(units=units, respondent=respondent))
    rules += [RespondentRule(group=code, respondent=respondent) for code in dict.fromkeys(sent.getlist("nhom"))]
    return replace(
        standing,
        code=standing.code or sent.get("ma", "").strip(),
        name_vi=sent.get("ten", ""),
        name_en=sent.get("ten_en", ""),
        kind=_one_of(sent.get("loai", ""), kind_words(), standing.kind),
        scheme=_one_of(sent.get("ky", ""), known_schemes(), "") or _scheme_of(form),
        form=form,
        assigner=assigner,
        consolidator=consolidator,
        aggregate=_province_of(assigner) if consolidator else "",
        respondents=tuple(rules),
        deadlines=_deadlines(sent, standing),
        lock_working_days_after_last_deadline=_days(sent.get("khoa", ""), 1),
        lock_at=_hour(sent.get("gio_khoa", ""), standing.lock_at),
        source=sent.get("nguon", "").strip() or SOURCE,
        legal_basis=sent.get("can_cu", "").strip(),
        valid_from=_day(sent.get("tu_ngay", ""), standing.valid_from),
    )


def fields_of(regime: RegimeDefinition, rights: Rights, sent: QueryDict) -> dict[str, Any]:
    """Everything the form of the page shows; what was sent stands before what is kept."""
    names, today = level_names(orgs.today()), orgs.today()
    days = {one.level: one.working_days_after_cut_off for one in regime.deadlines}
    hours = {one.level: one.at for one in regime.deadlines}
    levels = tuple(one.level for one in regime.respondents if one.level)
    units = tuple(code for one in regime.respondents for code in one.units)
    groups = tuple(one.group for one in regime.respondents if one.group)
    picked = choices(rights, span(today, today), RESPONDENT_LEVELS, Chosen(None, (), groups, units, False, levels))
    agencies = orgs.units_on("agency", today)
    return {
        "regime": regime,
        "kinds": list(kind_words().items()),
        "schemes": [(code, scheme_words(code)) for code in known_schemes()],
        "forms": [(one.form.code, one.form.name(language())) for one in api.forms(rights)],
        "offices": [(one.code, one.name(language())) for one in offices(rights)],
        "agencies": [(one.code, one.name(language())) for one in agencies],
        "respondent": next((one.respondent for one in regime.respondents if one.respondent), ""),
        "choices": picked,
        "lock_hour": f"{regime.lock_at:%H:%M}",
        "levels": [
            (
                level,
                names[level],
                sent.get(f"ngay_{level}", days.get(level, "")),
                sent.get(f"gio_cap_{level}") or f"{hours.get(level, FIVE_O_CLOCK):%H:%M}",
            )
            for level in _levels(names)
        ],
        "hidden": _hidden(sent),
    }


def _levels(names: Mapping[str, str]) -> list[str]:
    return [level for level in USUAL_DAYS if level in names]


def _hidden(sent: QueryDict) -> list[tuple[str, str]]:
    """The choice once more, for the form that confirms it."""
    found = [(name, str(sent[name])) for name in SINGLE_VALUES if name in sent]
    found += [(name, value) for name in ("cap", "nhom", "don_vi") for value in sent.getlist(name)]
    return found + [(name, str(sent[name])) for name in sent if name.startswith(BY_LEVEL)]


def _deadlines(sent: QueryDict, standing: RegimeDefinition) -> tuple[LevelDeadline, ...]:
    """What the page says: working days and the hour of each level."""
    hours = {one.level: one.at for one in standing.deadlines}
    said = {level: sent.get(f"ngay_{level}", "").strip() for level in USUAL_DAYS}
    return tuple(
        LevelDeadline(level, days, _hour(sent.get(f"gio_cap_{level}", ""), hours.get(level, FIVE_O_CLOCK)))
        for level, text in said.items()
        if (days := read_number(text)) is not None
    )


def _scheme_of(form: str) -> str:
    """The kind of period of a form's indicators; the month of NĐ 09 where there is no form yet."""
    codes = api.versions_of(form)[-1].indicators if form else ()
    found = [one.scheme for one in indicators.definitions() if one.code in codes and one.formula is None]
    return found[0] if found else "nd09.month"


def _province_of(assigner: str) -> str:
    above = orgs.parent(orgs.unit_by_code(assigner).id)
    return above.code if above else ""


def _one_of(text: str, known: Collection[str], default: str) -> str:
    return text if text in known else default


def _days(text: str, default: int) -> int:
    return min(read_number(text, default), 250)


def _hour(text: str, default: time) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return default


def _day(text: str, default: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default


def sample_period(regime: RegimeDefinition) -> str:
    """Code of the period that is assigned next: the one that closed last or runs."""
    return last_closed_period(orgs.today(), regime.scheme).shifted(1).code if "." in regime.scheme else ""
