"""`ledger verify` names what was changed behind the product's back in definitions, states, receipts and drafts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tinhso.engines.indicators.contracts import FigureState
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import HistoricReport, HistoricRequest, HistoricVersion
from tinhso.engines.reporting.testing import World, ask, at, fill, now_rights, send, task_of
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import tamper
from tinhso.testing.standing import standing_on


def faults() -> set[str]:
    trust.seal_all()
    return {fault.table for fault in trust.verify_log()}


@standing_on("reporting_world")
def sent(world: World) -> int:
    with at("2026-11-16 09:00"):
        ea_kar = task_of(ask(world), "24373")
        send(world, ea_kar, {"2": "450", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        api.return_submission(ea_kar, rights=now_rights("skhcn.tonghop"), reason="đảo số")
        send(world, ea_kar, {"2": "405"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        fill(world, ea_kar := task_of(api.requests(now_rights("vp.khoa"))[0], "24133"), {"2": "1"}, "bmt.nhap")
        return ea_kar


def test_an_honest_store_verifies(sent: int) -> None:
    with at("2026-11-17 09:00"):
        assert faults() == set()


def test_a_loaded_history_verifies_whatever_zone_its_moments_are_told_in(world: World) -> None:
    def when(day: int, hour: int) -> datetime:
        return datetime(2026, 10, day, hour, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

    opened, upward, accepted, locked = when(1, 8), when(20, 9), when(21, 9), when(26, 17)
    request = HistoricRequest("october", "cds-thang", "nd09:2026-10", opened, upward, accepted, locked)
    figures = {"2": FigureState(405), "3": FigureState(38)}
    again = {"2": FigureState(406), "3": FigureState(38)}
    reports = [
        HistoricReport(
            "october",
            world.unit_id("24373"),
            (
                HistoricVersion(when(15, 9), figures, when(15, 8), returned_at=when(15, 10), return_reason="xem lại"),
                HistoricVersion(when(15, 12), again, when(15, 11)),
            ),
            accepted_at=when(19, 9),
            extended_to=when(20, 17),
            extended_at=when(14, 9),
        ),
        HistoricReport("october", world.unit_id("24133")),
    ]
    api.load_history([request], reports)
    with at("2026-11-17 09:00"):
        assert faults() == set()


FIRST = "(SELECT MIN(id) FROM reporting_cellchange)"


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("UPDATE reporting_assignment SET state = 'accepted' WHERE state = 'submitted'", "reporting_assignment"),
        (f"UPDATE reporting_cellchange SET actor = 'user:x' WHERE id = {FIRST}",
         "reporting_cellchange"),
        (f"DELETE FROM reporting_cellchange WHERE id = {FIRST}", "reporting_cellchange"),
        ("UPDATE reporting_submission SET number = number + 7", "reporting_submission"),
        ("UPDATE reporting_legalconstant SET value = 0", "reporting_definition"),
        ("UPDATE reporting_formversion SET version = 2", "reporting_definition"),
        ("UPDATE reporting_regimeversion SET valid_from = '2020-01-01'", "reporting_definition"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(sent: int, sql: str, table: str) -> None:
    with at("2026-11-17 09:00"):
        assert tamper(sql) > 0
        assert faults() - {"reporting_assignment"} == {table} - {"reporting_assignment"}
        assert table in faults()
