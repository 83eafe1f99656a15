"""Regimes made on screen: a version is judged and kept exactly as one that came with a package, under one event.

Who may: whoever assigns for the office that the regime names. A version never changes; requests keep theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.reporting.contracts import RegimeDefinition
from tinhso.engines.reporting.contracts.request_errors import (
    RegimeCodeTaken,
    RegimeUnclear,
    RegimeVersionOutOfOrder,
    UnknownGroup,
)
from tinhso.engines.reporting.logic.assigning.deadlines import Timetable, timetable
from tinhso.engines.reporting.logic.forms.form_drafts import LONGEST_CODE, code_of
from tinhso.engines.reporting.logic.forms.written_definitions import load_written
from tinhso.engines.reporting.logic.life import holds, refuse_stale
from tinhso.engines.reporting.logic.regimes.regime_writing import regime_keys
from tinhso.engines.reporting.models import Regime, UnitGroup
from tinhso.engines.reporting.queries.definitions import regime_versions
from tinhso.kernel.periods import Period, last_closed_period
from tinhso.kernel.vietnamese import clean_text

_CODE = re.compile(r"[a-z0-9][a-z0-9\-]{0,59}")


@transaction.atomic
def publish_regime(wanted: RegimeDefinition, *, rights: Rights, is_new: bool) -> RegimeDefinition:
    """Publish a regime: its first version, or the next one of a regime that is there.

    Args:
        wanted: what it says; id and version are given here, an empty code is made of the name.
        is_new: the code must be free.

    Raises:
        NoRight (ORG-020), RegimeUnclear (REP-175), UnknownGroup (REP-161: not the office's),
        RegimeCodeTaken (REP-176), RegimeVersionOutOfOrder (REP-177),
        DeadlineTooEarly (REP-022): fewer working days after the cut-off than the law demands. BrokenDefinition
        (REP-001): as a package would be refused.
    """
    refuse_stale(rights)
    named = replace(wanted, name_vi=clean_text(wanted.name_vi).strip())
    _require_office(named, rights)
    _refuse_unclear(named)
    code = named.code or code_of(named.name_vi)[:LONGEST_CODE]
    earlier = regime_versions(code)
    _refuse_code(code, bool(earlier), is_new=is_new)
    ready = replace(named, code=code, version=len(earlier) + 1, name_en=named.name_en.strip() or named.name_vi)
    refuse_unpublishable(ready, earlier, rights)
    package = f"man-hinh-{ready.assigner.lower()}"
    load_written(package, {f"regimes/{code}.yaml": regime_keys(ready)}, rights.actor)
    return regime_versions(code)[-1]


def refuse_unpublishable(wanted: RegimeDefinition, earlier: Sequence[RegimeDefinition], rights: Rights) -> None:
    """Refuse a regime that is not theirs to make, or that could not be assigned as it stands.

    Args:
        earlier: its versions so far, oldest first.

    Raises:
        As `publish_regime`.
    """
    _require_office(wanted, rights)
    _refuse_unclear(wanted)
    if earlier:
        # The next version belongs to the office of the one that stands: nobody takes it over by naming their own.
        _require_office(earlier[-1], rights)
        if wanted.valid_from < earlier[-1].valid_from:
            before = f"{earlier[-1].valid_from:%d/%m/%Y}"
            raise RegimeVersionOutOfOrder(regime=wanted.code, day=f"{wanted.valid_from:%d/%m/%Y}", before=before)
    # The law's least number of working days is judged now, not on the day somebody assigns.
    for period in coming_periods(wanted)[:1]:
        timetable(wanted, period)


def coming_periods(regime: RegimeDefinition, count: int = 4) -> tuple[Period, ...]:
    """The period that closed last and those after it; none of a span."""
    if "." not in regime.scheme:
        return ()
    closed = last_closed_period(orgs.today(), regime.scheme)
    return tuple(closed.shifted(steps) for steps in range(count))


def regime_calendar(regime: RegimeDefinition, count: int = 4) -> tuple[tuple[Period, Timetable], ...]:
    """When the coming periods of a regime are cut off, due at every level, and locked.

    Raises:
        As `timetable`.
    """
    return tuple((period, timetable(regime, period)) for period in coming_periods(regime, count))


def preview_regime(wanted: RegimeDefinition, *, rights: Rights, is_new: bool) -> RegimeDefinition:
    """Return what would be published; refuses like `publish_regime` and keeps nothing."""
    with transaction.atomic():
        made = publish_regime(wanted, rights=rights, is_new=is_new)
        transaction.set_rollback(True)
    return made


def may_revise(regime: RegimeDefinition, rights: Rights) -> bool:
    """Say whether somebody may make the next version of a regime."""
    office = orgs.units_by_codes([regime.assigner], orgs.today()).get(regime.assigner)
    return office is not None and holds(rights, Action.ASSIGN, office.id)


def all_regimes() -> tuple[tuple[RegimeDefinition, int], ...]:
    """The newest version of every regime with how many versions it has, by code. One query."""
    found: dict[str, list[RegimeDefinition]] = {}
    for version in regime_versions():
        found.setdefault(version.code, []).append(version)
    return tuple((versions[-1], len(versions)) for _, versions in sorted(found.items()))


def _refuse_unclear(wanted: RegimeDefinition) -> None:
    if not wanted.name_vi:
        raise RegimeUnclear.because("ten", "Chế độ báo cáo phải có tên", "The regime needs a name")
    if not wanted.form:
        raise RegimeUnclear.because("bieu", "Chưa chọn biểu", "No form was chosen")
    if not wanted.respondents:
        raise RegimeUnclear.because("cap", "Chưa chọn ai báo cáo", "Nobody was chosen to report")
    days = {one.level: one.working_days_after_cut_off for one in wanted.deadlines}
    needed = [rule.level for rule in wanted.respondents if rule.level and not rule.respondent]
    missing = [level for level in needed if level not in days]
    if not days or missing:
        level = ", ".join(missing)
        raise RegimeUnclear.because(
            f"ngay_{(missing or ['commune'])[0]}", f"Chưa ghi hạn gửi của cấp báo cáo ({level})",
            f"The reporting level has no deadline ({level})",
        )  # fmt: skip
    for rule in wanted.respondents:
        if rule.group:
            _refuse_ungrouped(rule.group, wanted.assigner)
    _refuse_disorder(wanted, days)


def _refuse_ungrouped(code: str, assigner: str) -> None:
    """A group that a regime remembers is the assigning office's own: nobody else may change who reports."""
    owner = orgs.unit_by_code(assigner)
    if not UnitGroup.objects.filter(code=code, owner_unit_id=owner.id).exists():
        raise UnknownGroup(group=code, on=f"{orgs.today():%d/%m/%Y}")


def _refuse_disorder(wanted: RegimeDefinition, days: dict[str, int]) -> None:
    """Whoever consolidates needs a deadline of its own, later than those it waits for."""
    if not wanted.consolidator:
        return
    level = orgs.unit_by_code(wanted.consolidator).level
    if level not in days:
        raise RegimeUnclear.because(
            f"ngay_{level}", "Chưa ghi hạn gửi của cơ quan tổng hợp", "The consolidating agency has no deadline"
        )
    waited = [days[one.level] for one in wanted.respondents if one.level in days and one.level != level]
    if waited and days[level] <= max(waited):
        raise RegimeUnclear.because(
            f"ngay_{level}", "Hạn của cơ quan tổng hợp phải sau hạn của đơn vị báo cáo",
            "The consolidating agency's deadline must be later than that of the units",
        )  # fmt: skip


def _refuse_code(code: str, is_known: bool, *, is_new: bool) -> None:
    if not _CODE.fullmatch(code) and not Regime.objects.filter(code=code).exists():
        raise RegimeUnclear.because(
            "ma", f"Mã “{code}” chỉ gồm chữ thường không dấu, số, gạch nối", f"Code “{code}”: a-z, 0-9 and - only"
        )
    if is_new and is_known:
        raise RegimeCodeTaken(regime=code)


def _require_office(regime: RegimeDefinition, rights: Rights) -> None:
    """Whoever assigns for the office that a regime names."""
    office = orgs.unit_by_code(regime.assigner)
    if not holds(rights, Action.ASSIGN, office.id):
        raise NoRight(action=str(Action.ASSIGN), unit=office.code, actor=rights.actor)
