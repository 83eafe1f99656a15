"""Builds the demonstration: places, people, definitions, three years of reports, and the present state.

1. Found the province under the clock of 29/11/2021 with its plan and the plan's first quarters, then its people and
   definitions under that of 16/11/2023.
2. Load period after period; after each day the log is sealed, so that “as of” answers hold for the past as well.
3. Do what was done on 16 and 17/11/2026 through the real verbs.
4. Move everything into the cube's snapshot, and mark the demonstration as finished.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from tinhso.engines.cube import api as cube
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec
from tinhso.engines.indicators.contracts.documents import DocumentsReport
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import HistoricReport, HistoricRequest
from tinhso.engines.trust import api as trust
from tinhso.site.demo import agencies, history, plan_figures
from tinhso.site.demo.anchors import BUDGET_PLAN, PERIODS
from tinhso.site.demo.clock import FOUNDED, NOW, PLANNED, DemoClock, Timeline
from tinhso.site.demo.people import load_people
from tinhso.site.demo.places import FORMER_PROVINCE, PROVINCE, Places, find_places, load_places
from tinhso.site.demo.present import load_present, seal_at
from tinhso.site.demo.series import Figures, commune_figures
from tinhso.site.demo.standing import BUILT, STARTED
from tinhso.site.one_stop import keep_token
from tinhso.site.package_loading import load_package
from tinhso.site.packages_folder import packages_folder

ACTOR: Final = "system:demo"
SEALED_DAILY_FROM: Final = PERIODS[-13]
"""Before it one checkpoint a period is enough; from here on every day has its own."""
PACKAGES: Final = (
    "figure-checks", "digital-government", "socio-economy", "seed-documents", "plan-2026", "scorecards-dti",
    "dak-lak-demo",
)  # fmt: skip
Progress = Callable[[str], None]


def build_demo(progress: Progress, boundaries: Path | None = None) -> float:
    """Build the demonstration in an empty, migrated database.

    Args:
        progress: told in one Vietnamese sentence what is being done.
        boundaries: outlines of communes (GeoJSON or TopoJSON) when somebody has them; the product ships none.

    Returns:
        How long it took, in seconds.
    """
    began = time.monotonic()
    clock = DemoClock(PLANNED)
    with trust.use_clock(clock), _quick_commits():
        places = _found(progress, boundaries)
        plan_figures.load_first_quarters(clock)
        clock.reach(FOUNDED)
        secret = _define(progress, places)
        figures: Figures = {}
        for index, period in enumerate(PERIODS[:-1]):
            progress(f"Kỳ {index + 1}/{len(PERIODS)}: {period.label()}")
            figures = commune_figures(places.series, index)
            _load_period(places, index, figures, clock)
        progress(f"Kỳ {len(PERIODS)}/{len(PERIODS)}: {PERIODS[-1].label()}, đến 13:42 ngày 17/11/2026")
        load_present(places, secret, clock)
        clock.reach(NOW)
        progress("Chuyển số liệu vào kho phân tích")
        with transaction.atomic():
            trust.record(kind=BUILT, subject="site.demo:dak-lak", actor=ACTOR)
        trust.seal_all()
        cube.compact(full=True)
    return time.monotonic() - began


@contextmanager
def _quick_commits() -> Iterator[None]:
    """Let SQLite commit without waiting for the disk, for nobody was told yet that anything is kept.

    In its log mode this cannot damage the file; a build that a power cut interrupts starts over.
    """
    quick = connection.vendor == "sqlite" and not connection.in_atomic_block
    if quick:
        _pragma("synchronous=NORMAL")
    try:
        yield
    finally:
        if quick:
            _pragma("synchronous=FULL")
            _pragma("wal_checkpoint(TRUNCATE)")


def _pragma(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {text}")


def _found(progress: Progress, boundaries: Path | None) -> Places:
    packages = packages_folder()
    progress("Nạp đơn vị hành chính, cơ quan của tỉnh Đắk Lắk")
    with transaction.atomic():
        trust.record(kind=STARTED, subject="site.demo:dak-lak", actor=ACTOR)
    with transaction.atomic():
        load_places(packages, ACTOR, boundaries)
        load_package(packages / "plan-3330", ACTOR)
    trust.seal_all()
    return find_places(packages)


def _define(progress: Progress, places: Places) -> str:
    packages = packages_folder()
    with transaction.atomic():
        progress("Nạp tài khoản và vai")
        secret = load_people(packages, places, ACTOR)
        progress("Nạp chỉ tiêu, biểu mẫu, chế độ báo cáo, bảng điều hành")
        for name in PACKAGES:
            load_package(packages / name, ACTOR)
        report = indicators.load_documents(packages / "seed-documents", ACTOR)
        progress(documents_in_words(report))
    keep_token(secret)
    trust.seal_all()
    return secret


def documents_in_words(report: DocumentsReport) -> str:
    """Say what documents gave, and of the rows that gave nothing each reason with its rows."""
    rows: dict[str, list[str]] = {}
    for one in report.refused:
        for error in one.errors:
            rows.setdefault(error.title("vi"), []).append(str(one.row))
    reasons = "; ".join(f"{title.lower()}: dòng {', '.join(numbers)}" for title, numbers in sorted(rows.items()))
    loaded = len({figure.row for figure in report.figures})
    return f"Số liệu theo văn bản: nhận {loaded} dòng, từ chối {len(report.refused)} dòng ({reasons})"


def _load_period(places: Places, index: int, figures: Figures, clock: DemoClock) -> None:
    """Load one closed period of everybody, sealed at its end or, lately, after each day."""
    period = PERIODS[index]
    requests: list[HistoricRequest] = []
    reports: list[HistoricReport] = []
    for province in (PROVINCE, FORMER_PROVINCE):
        if places.communes_of(province, period):
            requests.append(history.commune_request(province, period))
            reports += history.commune_reports(places, province, period, figures)
    requests.append(agencies.department_request(period))
    reports += agencies.department_reports(places, index)
    for outside in agencies.OUTSIDE:
        for reported in agencies.quarters_closing_before(period) if outside.quarterly else [period]:
            requests.append(agencies.outside_request(outside, reported))
            reports.append(agencies.outside_report(places, outside, reported))
    reporting.load_history(
        requests,
        reports,
        history.adjustments(period),
        other=[
            history.known_figures(places, period, figures),
            *_plans(places, index),
            *plan_figures.closing_before(period),
        ],
        on_day_end=lambda day: seal_at(day, clock) if period >= SEALED_DAILY_FROM else None,
    )
    seal_at(Timeline(period).locked_at, clock)
    plan_figures.keep_states(plan_figures.known_before(period), clock)


def _plans(places: Places, index: int) -> list[BatchSpec]:
    """A year's plan becomes known in its first period (and in the first of all)."""
    period = PERIODS[index]
    first = index == 0 or period.number == 1
    return [agencies.budget_plan(places, period.year)] if first and period.year in BUDGET_PLAN else []
