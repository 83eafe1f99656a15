"""The communes' reports of the past, as `reporting.load_history` takes them: drafted, approved, returned, corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite, SourceKind, Status
from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.reporting.contracts import (
    HistoricAdjustment,
    HistoricReport,
    HistoricRequest,
    HistoricVersion,
)
from tinhso.kernel.periods import Period
from tinhso.site.demo.anchors import ADJUSTMENTS, EA_KAR, FIRST_NEW, LAST, LATE_DESKS, LATE_INDICATOR, PERIODS
from tinhso.site.demo.clock import Timeline, moment
from tinhso.site.demo.fates import RECENT, Fate, fate_of
from tinhso.site.demo.numbers import draw
from tinhso.site.demo.people import SYSTEM_TOKEN, approver_of, drafter_of
from tinhso.site.demo.places import FORMER_PROVINCE, PROVINCE, Places
from tinhso.site.demo.series import Figures
from tinhso.site.one_stop import KNOWN

REGIME: Final[Mapping[str, str]] = {PROVINCE: "cds-thang", FORMER_PROVINCE: "cds-thang-phu-yen"}
OFFICE: Final[Mapping[str, Any]] = {
    "assigned_by": "user:vp.giaobaocao", "accepted_by": "user:skhcn.tonghop",
    "sent_upward_by": "user:skhcn.lanhdao", "locked_by": "user:vp.khoa",
}  # fmt: skip
"""Who did what at the province since 1/7/2025."""
TYPED_ROWS: Final[Mapping[str, str]] = {
    "15": "villages", "16": "villages_with_fibre", "17": "digital_team_members", "18": "households_trained",
    "19": "training_sessions", "20": "smes_on_platform",
}  # fmt: skip
"""Rows of the communes' form that people fill; the other fourteen come from the systems."""
_OCTOBER = PERIODS[-2]
RETURN_REASONS: Final = (
    "Số hộ tập huấn khác tổng của các lớp, xem lại dòng 18 và 19.",
    "Số thôn, buôn có cáp quang giảm so với kỳ trước, đề nghị kiểm tra.",
    "Số doanh nghiệp dùng nền tảng số tăng đột ngột, đề nghị nêu căn cứ.",
)
CORRECTION_REASONS: Final = (
    "Cộng sót một lớp tập huấn ở buôn.",
    "Tính trùng hộ tham gia hai lớp.",
    "Nhập nhầm số của kỳ trước.",
)


def request_code(regime: str, period: Period) -> str:
    """Return the code that a request of a regime and a period gets."""
    return f"{regime}.{period.code.rpartition(':')[2]}"


def commune_request(province: str, period: Period) -> HistoricRequest:
    """Return a province's closed request of a past period."""
    times, regime = Timeline(period), REGIME[province]
    request = HistoricRequest(
        code=request_code(regime, period),
        regime=regime,
        period=period.code,
        opened_at=times.opened_at,
        sent_upward_at=times.sent_upward_at,
        accepted_at=times.accepted_above_at,
        locked_at=times.locked_at,
        keeps_version=period in PERIODS[-3:-1],
    )
    return replace(request, **OFFICE) if period >= FIRST_NEW else request


def commune_reports(places: Places, province: str, period: Period, figures: Figures) -> Iterator[HistoricReport]:
    """Yield the reports of a province's communes for a past period."""
    code_of_request = request_code(REGIME[province], period)
    for code, unit in places.communes_of(province, period).items():
        fate = fate_of(code, period)
        if code == EA_KAR and period.code == "nd09:2026-10":
            yield _ea_kar_in_october(code_of_request, unit, figures)
        else:
            yield _REPORTS[fate](code_of_request, unit, period, figures)


def adjustments(period: Period) -> list[HistoricAdjustment]:
    """Return the department's own lines; the stories have them in nd09:2026-10."""
    if period.code != "nd09:2026-10":
        return []
    return [
        HistoricAdjustment(request_code(REGIME[PROVINCE], period), line, "households_trained", value, title, reason)
        for line, value, title, reason in ADJUSTMENTS
    ]


def comes_late(indicator: str, unit: str, period: Period) -> bool:
    """Say whether the one-stop system sends this figure only while the demonstration serves."""
    return period == LAST and indicator == LATE_INDICATOR and unit in LATE_DESKS


def known_figures(places: Places, period: Period, figures: Figures) -> BatchSpec:
    """Return what the systems of the province sent in the night after a cut-off.

    Those of the former provinces sent figures that were already accepted there.
    """
    status = Status.PROVISIONAL if period >= FIRST_NEW else Status.OFFICIAL
    ids = {one.code: one.indicator_id for one in indicators.definition_versions(KNOWN)}
    period_id = indicators.period_id(period)
    return BatchSpec(
        "indicators.posted",
        f"indicators.post:one-stop-{period.code}",
        f"token:{SYSTEM_TOKEN}",
        [
            FigureWrite(
                FigureKey(ids[indicator], unit.id, period_id),
                FigureState(figures[indicator][code], status=int(status), source=int(SourceKind.CONNECTOR)),
            )
            for code, unit in places.communes(period).items()
            for indicator in KNOWN
            if not comes_late(indicator, code, period)
        ],
        at=Timeline(period).known_at,
    )


def typed_states(code: str, figures: Figures, period: Period) -> dict[str, FigureState]:
    """Return what a commune's people enter, by row of the form.

    What the former provinces kept came over in files: without drafts, and marked as read from a file.
    """
    source = SourceKind.MANUAL if period >= FIRST_NEW else SourceKind.FILE
    return {row: FigureState(figures[indicator][code], source=int(source)) for row, indicator in TYPED_ROWS.items()}


def sending(
    unit: UnitView, period: Period, figures: Figures, submitted_at: datetime, **fields: object
) -> HistoricVersion:
    """Return one sending of a commune's form, drafted shortly before."""
    title = {"Phường": "Chủ tịch UBND phường", "Thị trấn": "Chủ tịch UBND thị trấn"}.get(
        unit.type_vi, "Chủ tịch UBND xã"
    )
    version = HistoricVersion(submitted_at, typed_states(unit.code, figures, period), approver_title=title)
    if period >= FIRST_NEW:
        drafted_at = submitted_at - timedelta(minutes=20 + draw(150, unit.code, period.code, submitted_at))
        version = replace(
            version,
            drafted_at=drafted_at if period >= RECENT[0] else None,
            drafter=f"user:{drafter_of(unit.code)}",
            approver=f"user:{approver_of(unit.code)}",
        )
    return replace(version, **fields)  # type: ignore[arg-type]


def _in_time(request: str, unit: UnitView, period: Period, figures: Figures) -> HistoricReport:
    times = Timeline(period)
    version = sending(unit, period, figures, times.sent_in_time_at(unit.code))
    return HistoricReport(request, unit.id, (version,), accepted_at=times.accepted_at)


def _extended(request: str, unit: UnitView, period: Period, figures: Figures) -> HistoricReport:
    """A later deadline was asked for and granted on the day of the first one."""
    times = Timeline(period)
    late = _late(request, unit, period, figures)
    granted = moment(times.calendar.next_working_day(times.commune_due_at.date()), 17)
    return replace(late, extended_to=granted, extended_at=moment(times.commune_due_at.date(), 9, 45))


def _late(request: str, unit: UnitView, period: Period, figures: Figures) -> HistoricReport:
    times = Timeline(period)
    version = sending(unit, period, figures, times.sent_late_at(unit.code))
    return HistoricReport(request, unit.id, (version,), accepted_at=times.accepted_at)


def _missing(request: str, unit: UnitView, period: Period, figures: Figures) -> HistoricReport:
    return HistoricReport(request, unit.id)


def _returned(request: str, unit: UnitView, period: Period, figures: Figures) -> HistoricReport:
    """The department sent it back the next morning; the unit mended one figure."""
    times, report = Timeline(period), _in_time(request, unit, period, figures)
    day = times.calendar.next_working_day(times.commune_due_at.date())
    reason = RETURN_REASONS[draw(len(RETURN_REASONS), unit.code, period.code, "reason")]
    first = replace(
        report.versions[0],
        figures=_wrong(report.versions[0].figures, unit, period),
        returned_at=moment(day, 8, 40),
        return_reason=reason,
    )
    second = sending(unit, period, figures, moment(day, 10) + timedelta(minutes=draw(180, unit.code, period.code)))
    return replace(report, versions=(first, second))


def _taken_back(request: str, unit: UnitView, period: Period, figures: Figures) -> HistoricReport:
    """The unit's leader saw a wrong figure, took the report back and sent it again an hour later."""
    report = _in_time(request, unit, period, figures)
    sent = report.versions[0].submitted_at
    reason = CORRECTION_REASONS[draw(len(CORRECTION_REASONS), unit.code, period.code)]
    first = replace(
        report.versions[0],
        figures=_wrong(report.versions[0].figures, unit, period),
        withdrawn_at=sent + timedelta(minutes=15),
        correction_reason=reason,
    )
    second = replace(
        report.versions[0], submitted_at=sent + timedelta(minutes=55), drafted_at=sent + timedelta(minutes=40)
    )
    return replace(report, versions=(first, second))


def _corrected(request: str, unit: UnitView, period: Period, figures: Figures) -> HistoricReport:
    """A figure was wrong and was found after the lock: corrected by the correction verb, with a reason."""
    times, report = Timeline(period), _in_time(request, unit, period, figures)
    reason = CORRECTION_REASONS[draw(len(CORRECTION_REASONS), unit.code, period.code)]
    first = replace(report.versions[0], figures=_wrong(report.versions[0].figures, unit, period))
    day = times.calendar.next_working_day(times.locked_at.date())
    second = sending(unit, period, figures, moment(day, 9, 30), correction_reason=reason)
    return replace(report, versions=(first, second))


def _wrong(figures: Mapping[str, FigureState], unit: UnitView, period: Period) -> dict[str, FigureState]:
    """Return the figures with the households a little off, as they were sent at first."""
    households = figures["18"].value or 0
    off = 1 + households * (3 + draw(9, unit.code, period.code, "off")) // 100
    return {**figures, "18": figures["18"]._replace(value=households + off)}


def _ea_kar_in_october(request: str, unit: UnitView, figures: Figures) -> HistoricReport:
    """Nhập 421 (15/10 10:14), phê duyệt KT. Chủ tịch (16:02); sửa thành 412, phê duyệt lại 16/10 08:31."""
    period_end = Timeline(_OCTOBER).period.end
    day = period_end + timedelta(days=1)
    by_delegation = {
        "approver": "user:eakar.pct", "approver_title": "Phó Chủ tịch UBND xã", "capacity": "KT. CHỦ TỊCH",
    }  # fmt: skip
    right = sending(
        unit, _OCTOBER, figures, moment(day + timedelta(days=1), 8, 31),
        drafted_at=moment(day + timedelta(days=1), 8, 12), **by_delegation,
    )  # fmt: skip
    wrong = replace(
        right,
        submitted_at=moment(day, 16, 2),
        drafted_at=moment(day, 10, 14),
        figures={**right.figures, "18": FigureState(421)},
        withdrawn_at=moment(day + timedelta(days=1), 8, 5),
        correction_reason="Đảo hai chữ số khi nhập: biên bản tập huấn ghi 412 hộ.",
    )
    received = moment(day, 9, 50)
    return HistoricReport(request, unit.id, (wrong, right), received, moment(day + timedelta(days=4), 15, 20))


Report = Callable[[str, UnitView, Period, Figures], HistoricReport]
_REPORTS: Mapping[Fate, Report] = {
    Fate.IN_TIME: _in_time,
    Fate.EXTENDED: _extended,
    Fate.LATE: _late,
    Fate.MISSING: _missing,
    Fate.RETURNED: _returned,
    Fate.TAKEN_BACK: _taken_back,
    Fate.CORRECTED: _corrected,
}
