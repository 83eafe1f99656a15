"""A small round for tests: a card of two pillars, one component by a figure, two agencies that appraise."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.rounds import AnswerInput, AppraisalInput, NewRound, RoundVerb
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.testing import rights_as
from tinhso.kernel.periods import parse_period

ACTOR, TODAY, CARD = "system:test", date(2026, 11, 17), "dot-thu"
NOW = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)
EA_KAR, BMT = "24373", "24133"
PACKAGES = Path(__file__).resolve().parents[4] / "packages"
CHARGES = {"1": "H15.15", "2": "H15.01"}
ANSWERS = {"1.1": "75", "1.2": "1", "2.2": "1"}
CARD_TEXT = """code: dot-thu
version: 1
valid_from: 2025-07-01
title: {vi: Bộ thử, en: Test set}
level: commune
unit: "66"
scheme: calendar.year
shown_as: points
decimals: 2
points: "100"
source: Minh họa
illustrative: true
indicator: thu_tong
clusters:
  - {code: phuong, title: {vi: Khối phường, en: Wards}, types: [Phường]}
  - {code: xa, title: {vi: Khối xã, en: Communes}, types: [Xã]}
commendation: {per_cluster: 1, least_share: "0.5", on_time: true}
"""
TABLE = """code,name_vi,name_en,points,shape,low,high,grades,indicator
1,Nền tảng,Foundations,,,,,,thu_1
1.1,Hộ có cáp quang,Households with fibre,40,ratio,,,,
1.2,Có tổ công nghệ số,Has a digital team,20,yes_no,,,,
2,Phục vụ,Service,,,,,,thu_2
2.1,Văn bản ký số,Documents signed,20,ratio,,,,signed_share
2.2,Mô hình,Models,20,halves,,,,
"""
INDICATOR = """code: {code}
version: 1
valid_from: 2025-07-01
name: {{vi: "{code}", en: "{code}"}}
measure_unit: point
decimals: 2
kind: index
nature: stock
time_rule: last
space_rule: none
merge_rule: not_mergeable
direction: up
collected_level: commune
scheme: calendar.year
publication: internal
source: Minh họa
owner: H15.15
illustrative: true
"""


def load_round_card(fed_by: str = "") -> None:
    """Load the card with the indicators that its scores become, and the figures that answer one component.

    Args:
        fed_by: another indicator that answers it, defined already; its figures are not written.
    """
    if not fed_by:
        indicators.load_package(PACKAGES / "digital-government", ACTOR)
    with TemporaryDirectory() as folder:
        package = Path(folder) / "dot-thu"
        (package / "scorecards").mkdir(parents=True)
        (package / "indicators").mkdir()
        (package / "package.yaml").write_text(
            "code: dot-thu\ntitle: {vi: Thử, en: Test}\nsource: Minh họa\nillustrative: true\n", encoding="utf-8"
        )
        for code in ("thu_tong", "thu_1", "thu_2"):
            (package / "indicators" / f"{code}.yaml").write_text(INDICATOR.format(code=code), encoding="utf-8")
        (package / "scorecards" / "dot-thu.yaml").write_text(CARD_TEXT, encoding="utf-8")
        (package / "scorecards" / "dot-thu.csv").write_text(
            TABLE.replace("signed_share", fed_by or "signed_share"), encoding="utf-8"
        )
        indicators.load_package(package, ACTOR)
        api.load_scorecards(package, ACTOR)
    if not fed_by:
        _write_documents()


def _write_documents() -> None:
    """Every commune signed 80 of 100 documents."""
    period = indicators.period_id(parse_period("nd09:2026-11"))
    views = {one.code: one for one in indicators.definition_versions(["documents_outgoing", "documents_signed"])}
    above = orgs.unit_by_code("66", TODAY)
    writes = [
        FigureWrite(FigureKey(views[code].indicator_id, unit.id, period), FigureState(value))
        for unit in orgs.units_on("commune", TODAY, within=above.id)
        for code, value in (("documents_outgoing", 100), ("documents_signed", 80))
    ]
    indicators.write_batches([BatchSpec("indicators.imported", "indicators.import:round", ACTOR, writes)])


def write_signed(unit: str, share: int) -> None:
    """Correct how many of its 100 documents a commune signed."""
    view = indicators.definition_versions(["documents_signed"])[-1]
    key = FigureKey(
        view.indicator_id, orgs.unit_by_code(unit, TODAY).id, indicators.period_id(parse_period("nd09:2026-11"))
    )
    spec = BatchSpec(
        "indicators.imported", "indicators.import:round-2", ACTOR, [FigureWrite(key, FigureState(share))],
        reason="Số liệu được đính chính.", correction=True,
    )  # fmt: skip
    indicators.write_batches([spec])


def open_small_round(login: str = "vp.giaobaocao", **changed: object) -> int:
    """Open a round of 2026; `changed` replaces what is asked."""
    asked: dict[str, object] = {
        "card": CARD, "period": "2026", "self_due_on": date(2026, 11, 20), "appraise_due_on": date(2026, 12, 10),
        "closes_on": date(2026, 12, 31), "charges": CHARGES, **changed,
    }  # fmt: skip
    return api.open_round(NewRound(**asked), rights=rights_as(login, TODAY))  # type: ignore[arg-type]


def fill_unit(number: int, unit: str, drafter: str) -> None:
    """Answer everything."""
    inputs = [AnswerInput(code, text) for code, text in ANSWERS.items()]
    api.save_answers(number, unit, inputs, rights=rights_as(drafter, TODAY))


def send_unit(
    number: int, unit: str, drafter: str = "eakar.nhap", leader: str = "eakar.lanhdao", *, fill: bool = True
) -> None:
    """Answer everything and send it by two people."""
    if fill:
        fill_unit(number, unit, drafter)
    api.submit(number, unit, rights=rights_as(drafter, TODAY))
    api.send(number, unit, rights=rights_as(leader, TODAY))


def close_small_round() -> int:
    """Ea Kar with 76 points, Buôn Ma Thuột with 66, two wards that never sent with the 16 of their figures; closed."""
    load_round_card()
    number = open_small_round()
    send_unit(number, EA_KAR)
    send_unit(number, BMT, "bmt.nhap", "bmt.lanhdao")
    for unit, least in ((EA_KAR, "30"), (BMT, "20")):
        given_points = [
            AppraisalInput("1.1", least, reason="" if least == "30" else "Minh chứng chỉ đủ một nửa."),
            AppraisalInput("1.2", "20"),
        ]
        api.appraise(number, unit, given_points, rights=rights_as("skhcn.tonghop", TODAY))
        api.appraise(number, unit, [AppraisalInput("2.2", "10")], rights=rights_as("vp.khoa", TODAY))
    api.change_round(number, RoundVerb.CLOSE, rights=rights_as("vp.khoa", TODAY))
    return number
