"""Rules as data on the server: a package's rule looks at every form, at save and before sending."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput, CellKind, Finding, RequestView
from tinhso.engines.reporting.contracts.errors import BrokenDefinition, NotReady
from tinhso.engines.reporting.testing import (
    FORM_FILE,
    REGIME_FILE,
    World,
    ask,
    at,
    fill,
    know,
    load_package,
    now_rights,
    report_past,
    small_world,
    task_of,
)
from tinhso.engines.trust.testing import undone
from tinhso.kernel.periods import parse_period
from tinhso.testing.standing import standing

pytestmark = pytest.mark.django_db
OPEN = "2026-11-16 09:00"


def rule(text: str, code: str = "ours", *, at: str = "households_trained", **more: str) -> dict[str, str]:
    """A package with one condition; its example leaves everything open."""
    keys = {
        "code": code, "version": "1", "valid_from": "2023-01-01", "name_vi": "Thử", "name_en": "Test", "rule": text,
        "message_vi": "Xem lại.", "message_en": "Look again.", "source": "thử nghiệm",
        "examples": "[{title: chưa có số, expect: undecided}]",
    }  # fmt: skip
    keys |= {"at": at} if at else {}
    return {f"rules/{code}.yaml": "\n".join(f"{name}: {value}" for name, value in (keys | more).items()) + "\n"}


world_of_rules = standing("world_of_rules", small_world)


@pytest.fixture
def world(world_of_rules: World) -> World:
    return world_of_rules


def opened(world: World) -> int:
    with at("2026-11-02 08:00"):
        request: RequestView = ask(world)
    know(world, "24373")
    return task_of(request, "24373")


def found(task_id: int, code: str = "rule:ours") -> list[Finding]:
    findings = api.task(task_id, rights=now_rights("eakar.nhap")).findings
    return [one for one in findings if one.code == code]


def test_a_new_rule_is_asked_at_once_and_shows_what_it_compared(world: World) -> None:
    task_id = opened(world)
    with at(OPEN):
        fill(world, task_id, {"2": "405", "3": "40"})
        assert found(task_id) == []
        load_package(rule("households_trained <= 10 * villages"))
        (finding,) = found(task_id)
    assert finding.row_no == "2"
    assert finding.message("vi").startswith("Xem lại. ")
    assert "405" in finding.message("vi")
    assert "40" in finding.message("en")


def test_what_is_kept_of_rules_and_indicators_lasts_only_while_they_read_the_same(world: World) -> None:
    """A rule that was taken back leaves its number to the next one; only the words of either can tell them apart."""
    task_id = opened(world)
    with at(OPEN):
        fill(world, task_id, {"2": "405", "3": "40"})
        for limit, finds in (("100", 1), ("500", 0), ("300", 1)):
            with undone():
                load_package(rule(f"households_trained <= {limit}"))
                assert len(found(task_id)) == finds
                if finds:
                    load_package(rule(f"households_trained <= {limit}", version="2", valid_to="2024-12-31"))
                    assert found(task_id) == []
            assert found(task_id) == []


def test_an_error_blocks_sending_whatever_the_note_a_warning_wants_a_reason(world: World) -> None:
    task_id = opened(world)
    load_package(rule("households_trained <= 100"))
    load_package(rule("villages <= 30", code="hard", at="villages", severity="error"))
    with at(OPEN):
        fill(world, task_id, {"2": "405", "3": "40"})
        rights = now_rights("eakar.nhap")
        for row, note in (("2", "tập huấn thêm hai lớp"), ("3", "đã kiểm tra")):
            api.save_cells(
                task_id, [CellInput(row, {"2": "405", "3": "40"}[row], CellKind.TYPED, note=note)], rights=rights
            )
        assert not found(task_id)[0].blocks
        assert found(task_id, "rule:hard")[0].blocks
        with pytest.raises(NotReady):
            api.send_for_approval(task_id, rights=rights)
        fill(world, task_id, {"3": "30"})
        api.send_for_approval(task_id, rights=rights)


def test_a_code_of_another_form_is_answered_from_the_ledger(world: World) -> None:
    registered = make_definition("households")
    task_id = opened(world)
    load_package(rule("households_trained <= households"))
    with at(OPEN):
        fill(world, task_id, {"2": "405", "3": "40"})
        assert found(task_id) == []  # nobody has said how many households there are: undecided, no failure
        (left,) = [
            one for one in api.task(task_id, rights=now_rights("eakar.nhap")).undecided if one.code == "rule:ours"
        ]
        assert left.reasons == ("not_reported",)
        write_figure(registered, world.unit_id("24373"), make_period("nd09:2026-11"), 400)
        assert "400" in found(task_id)[0].message_vi


def test_periods_before_are_compared(world: World) -> None:
    task_id = opened(world)
    report_past(world, "24373", {"nd09:2026-10": 398, "nd09:2025-11": 500})
    load_package(
        rule("households_trained >= same_period_last_year(households_trained)")
        | rule("households_trained < previous_period(households_trained) + 5", code="before")
    )
    with at(OPEN):
        fill(world, task_id, {"2": "405", "3": "40"})
        assert "500" in found(task_id)[0].message_vi
        assert "398" in found(task_id, "rule:before")[0].message_vi


def test_the_year_to_date_is_open_while_a_period_of_it_is_missing(world: World) -> None:
    task_id = opened(world)
    months = {f"nd09:2026-{month:02}": 10 for month in range(1, 10)}
    report_past(world, "24373", months)
    load_package(rule("year_to_date(households_trained) <= 100"))
    with at(OPEN):
        fill(world, task_id, {"2": "405", "3": "40"})
        assert found(task_id) == []
        report_past(world, "24373", {"nd09:2026-10": 10})
        assert "505" in found(task_id)[0].message_vi


def test_a_share_above_its_limit_asks_why_and_shows_the_denominator_it_implies(world: World) -> None:
    make_definition(
        "people_share", kind="ratio", measure_unit="percent", decimals=1, space_rule="none", time_rule="none"
    )
    make_definition("accounts")
    form = FORM_FILE.replace("bieu-01-cds-t", "bieu-tk").replace(
        '  - {no: "4", indicator: online_share}\n',
        '  - {no: "6", indicator: accounts}\n  - {no: "7", indicator: people_share}\n',
    )
    regime = "cds-tk"
    load_package(
        {
            "forms/tk.yaml": form,
            "regimes/tk.yaml": REGIME_FILE.replace("code: cds-thang", f"code: {regime}").replace(
                "bieu-01-cds-t", "bieu-tk"
            ),
            "rules/above.yaml": (
                "code: above\nversion: 1\nvalid_from: 2023-01-01\nkind: ratio\n"
                "name_vi: Trên 100%\nname_en: Above 100%\n"
                "ratio: people_share\npart: accounts\nsource: thử nghiệm\n"
                "examples: [{title: đủ, given: {people_share: '100', accounts: '5'}, expect: kept}]\n"
            ),
        }
    )
    with at("2026-11-02 08:00"):
        request = api.create_request(regime, parse_period("nd09:2026-11"), rights=now_rights("vp.giaobaocao"))
    task_id = task_of(request, "24373")
    with at(OPEN):
        fill(world, task_id, {"6": "1.954.846", "7": "139,5%"})
        (finding,) = found(task_id, "rule:above")
    assert finding.row_no == "7"
    assert finding.message_vi.startswith("139,5% vượt 100%. Mẫu số suy ra ≈ 1.401.323.")
    assert finding.message_en.startswith("139.5% is above 100%. The implied denominator is about 1,401,323.")


def test_the_slip_of_story_1_offers_its_repair(world: World) -> None:
    task_id = opened(world)
    past = [371, 380, 395, 402, 410, 398, 405, 430, 387, 390, 401, 412]
    codes = [f"nd09:2025-{month:02}" for month in (11, 12)] + [f"nd09:2026-{month:02}" for month in range(1, 11)]
    report_past(world, "24373", dict(zip(codes, past, strict=True)))
    with at(OPEN):
        fill(world, task_id, {"2": "4.120", "3": "40"})
        (finding,) = found(task_id, "slip")
        assert (finding.message_vi, finding.suggestion) == (
            "Gấp 10 lần tháng trước. Có thừa một chữ số 0 không?", Decimal(412),
        )  # fmt: skip
        assert found(task_id, "jump") == []
        fill(world, task_id, {"2": "405"})
        assert found(task_id, "slip") == []


@pytest.mark.parametrize(
    ("changes", "field", "line"),
    [
        ({"rule": "households_trained + 1"}, "rule", 6),
        ({"rule": "households_trained <= "}, "rule", 6),
        ({"rule": "1 < 2"}, "rule", 6),
        ({"rule": "this > 1"}, "at", 11),
        ({"rule": "nowhere > 1"}, "rule", None),
        ({"severity": "fatal"}, "severity", 12),
        ({"message_vi": '"Có {count}"'}, "message_vi", 7),
        ({"examples": "[{title: sai, given: {households_trained: '5', villages: '1'}, expect: kept}]"},
         "examples[0].expect", 10),
        ({"hue": "red"}, "hue", 12),
        ({"kind": "jump"}, "rule", 6),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_refused_with_its_place(
    world: World, changes: dict[str, str], field: str, line: int | None
) -> None:
    with pytest.raises(BrokenDefinition) as refused:
        load_package(rule(changes.pop("rule", "households_trained <= villages"), **changes))
    where = refused.value.where
    assert (where.file, where.field) == ("ours.yaml", field)
    assert line is None or where.line == line


def test_a_rule_ends_and_a_new_version_takes_over(world: World) -> None:
    task_id = opened(world)
    load_package(rule("households_trained <= 100", valid_to="2026-06-30"))
    with at(OPEN):
        fill(world, task_id, {"2": "405", "3": "40"})
        assert found(task_id) == []
        load_package(rule("households_trained <= 200", version="2", valid_from="2026-07-01"))
        assert len(found(task_id)) == 1
