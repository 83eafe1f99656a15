"""Boards, choices and a province of any size for tests (never for the product).

communes = province_of(102)
load_board(BOARD)
choice = choose(ky="nd09:2026-11")
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import Choice
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import PLACE, NewUnit, Rights, UnitView
from tinhso.engines.orgs.testing import everything_rights, known_levels
from tinhso.engines.trust import api as trust

ACTOR = "system:test"
SINCE = date(2025, 7, 1)
BOARD = """
code: dieu-hanh
version: 1
valid_from: 2023-01-01
title: {vi: Điều hành, en: Board}
unit: "66"
scheme: nd09.month
regime: cds-thang
headline:
  - {kind: result, indicator: online_share, name: {vi: Hồ sơ nộp trực tuyến, en: Dossiers online}}
  - {kind: sent}
cards:
  - {kind: figure, indicator: households_trained, compare: same_period_last_year}
  - {kind: figure, indicator: online_share}
charts:
  - {kind: series, indicator: households_trained}
  - {kind: ranking, indicator: households_trained, level: commune, shown: 3}
wide:
  - {kind: sending_map}
  - {kind: late_units, shown: 2}
"""


def load_board(text: str = BOARD, name: str = "dieu-hanh") -> tuple[str, ...]:
    """Load one board file as a package of its own."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "test-board" / "boards" / f"{name}.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
        return api.load_boards(file.parents[1], ACTOR)


def choose(rights: Rights | None = None, *, language: str = "vi", **parameters: str) -> Choice:
    """Read a choice as an address would give it; underscores stand for hyphens (`tinh_den`)."""
    named = {name.replace("_", "-"): value for name, value in parameters.items()}
    return api.read_choice(named, rights=rights or everything_rights(), now=trust.now(), language=language)


def province_of(communes: int) -> list[UnitView]:
    """Make the province 66 with so many communes of invented codes, from 1/7/2025 on."""
    known_levels()
    province = orgs.create_unit(
        NewUnit("66", PLACE, "province", "Tỉnh Đắk Lắk", SINCE, type_vi="Tỉnh", longitude=108.0, latitude=12.7),
        actor=ACTOR,
    )
    return orgs.create_units(
        [
            NewUnit(
                f"9{number:04}", PLACE, "commune", f"Xã thử {number:03}", SINCE, type_vi="Xã", parent_id=province.id,
                longitude=108 + number % 10 / 10, latitude=12 + number // 10 / 10,
            )
            for number in range(communes)
        ],
        actor=ACTOR,
    )  # fmt: skip
