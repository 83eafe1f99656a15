"""The small reporting province in the middle of a working day, for tests that cross engines.

Kỳ 10/2026 is finished and locked. Of kỳ 11/2026 Ea Kar's report is accepted, Buôn Ma Thuột's waits for its leader,
two communes have not begun, and the consolidating department has drafted two adjustment lines. Everything is sealed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import FigureKey
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.insight import api as insight
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Role
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.contracts import RequestView
from tinhso.engines.reporting.testing import ACTOR, World, ask, at, fill, know, now_rights, send, small_world, task_of
from tinhso.engines.trust import api as trust

OCTOBER, NOVEMBER = "nd09:2026-10", "nd09:2026-11"
EA_KAR, BMT, PROVINCE = "24373", "24133", "66"
NOW = "2026-11-17 13:42"
DRAFTED = "61937"  # Buôn Ma Thuột's draft: a number that stands nowhere else
BOARD = """
code: dieu-hanh
version: 1
valid_from: 2023-01-01
title: {vi: Điều hành, en: Board}
unit: "66"
scheme: nd09.month
regime: cds-thang
cards: []
"""


@dataclass(frozen=True)
class Province:
    """What was built: the world, two requests, and of November Ea Kar's and Buôn Ma Thuột's tasks and the total's."""

    world: World
    october: RequestView
    november: RequestView
    ea_kar: int
    bmt: int
    consolidation: int
    locked_ea_kar: int

    def entry_of(self, unit: str, indicator: str = "households_trained", period: str = NOVEMBER) -> int:
        """The newest entry of a unit's figure."""
        key = FigureKey(self.world.definitions[indicator].indicator_id, self.world.unit_id(unit), make_period(period))
        return indicators.history(key)[-1].id


def build() -> Province:
    """Build the province; the clock must be nobody's."""
    with at("2026-10-01 08:00"):
        world = small_world()
        make_definition("spent", decimals=2, publication="internal")
        for period in (OCTOBER, NOVEMBER):
            for code in world.territory.communes:
                know(world, code, period)
        orgs.create_user("he-thong", actor=ACTOR, title_vi="Hệ thống một cửa")
        orgs.grant_role("he-thong", Role.CONNECTOR, world.unit_id(PROVINCE), actor=ACTOR, valid_from=date(2025, 7, 1))
        orgs.create_token("he-thong", "Một cửa", scopes=["post_figures"], expires_on=date(2027, 7, 1), actor=ACTOR)
        _load_board()
        _load_outline()
        trust.seal_all()
    october = _october(world)
    with at("2026-11-02 08:00"):
        november = ask(world, NOVEMBER)
    ea_kar, bmt, consolidation = (task_of(november, code) for code in (EA_KAR, BMT, PROVINCE))
    with at("2026-11-16 09:00"):
        _send(world, ea_kar, "405", EA_KAR)
        _fill_only(world, bmt, DRAFTED)
        write_figure(
            world.definitions["dossiers_received"], world.unit_id(EA_KAR), make_period(NOVEMBER), 1261,
            note="đếm lại", batch={"reason": "đối chiếu", "evidence": "12/BC-UBND"},
        )  # fmt: skip
        trust.seal_all()
    with at("2026-11-17 10:00"):
        reporting.accept([ea_kar], rights=now_rights("skhcn.tonghop"))
        _adjust(consolidation)
        trust.seal_all()
    return Province(world, october, november, ea_kar, bmt, consolidation, task_of(october, EA_KAR))


def _october(world: World) -> RequestView:
    """A whole period: sent, accepted, consolidated with a line, locked, then corrected."""
    with at("2026-10-02 08:00"):
        request = ask(world, OCTOBER)
    sent = [task_of(request, code) for code in (EA_KAR, BMT)]
    with at("2026-10-15 10:00"):
        _send(world, sent[0], "421", EA_KAR)
        _send(world, sent[1], "530", BMT)
    with at("2026-10-19 15:20"):
        reporting.accept(sent, rights=now_rights("skhcn.tonghop"))
        consolidation = task_of(request, PROVINCE)
        reporting.add_adjustment(
            consolidation, "own", "households_trained", Decimal(350), rights=now_rights("skhcn.tonghop"),
            title_vi="Sở tự thực hiện", reason="kế hoạch 12",
        )  # fmt: skip
        reporting.send_for_approval(consolidation, rights=now_rights("skhcn.tonghop"))
        reporting.send_upward(consolidation, rights=now_rights("skhcn.lanhdao"))
        trust.seal_all()
    with at("2026-10-26 17:00"):
        reporting.lock_request(request.id, rights=now_rights("vp.khoa"))
    return request


def _send(world: World, task: int, households: str, code: str) -> None:
    who = "eakar" if code == EA_KAR else "bmt"
    send(world, task, {"2": households, "3": "38"}, drafter=f"{who}.nhap", approver=f"{who}.lanhdao")


def _fill_only(world: World, task: int, households: str) -> None:
    fill(world, task, {"2": households, "3": "21"}, "bmt.nhap")
    reporting.send_for_approval(task, rights=now_rights("bmt.nhap"))


def _adjust(consolidation: int) -> None:
    for line, value, title in (("own", 350, "Sở tự thực hiện"), ("double-count", -120, "Loại trừ tính trùng")):
        reporting.add_adjustment(
            consolidation, line, "households_trained", Decimal(value), rights=now_rights("skhcn.tonghop"),
            title_vi=title, reason="biên bản rà soát",
        )  # fmt: skip


def _load_board() -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "test-board" / "boards" / "dieu-hanh.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(BOARD, encoding="utf-8")
        insight.load_boards(file.parents[1], ACTOR)


def _load_outline() -> None:
    ring = [[108.0, 12.5], [108.4, 12.5], [108.4, 12.9], [108.0, 12.9], [108.0, 12.5]]
    feature = {
        "type": "Feature", "properties": {"code": EA_KAR}, "geometry": {"type": "Polygon", "coordinates": [ring]}
    }  # fmt: skip
    with TemporaryDirectory() as folder:
        file = Path(folder) / "outline.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
        orgs.load_boundaries(file, actor=ACTOR)
