"""A reorganisation from the command line: what a preview says before it is decided, and what follows it afterwards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.indicators.testing import make_period, write_figure
from tinhso.engines.reporting.testing import ask, at, small_world
from tinhso.engines.trust import api as trust
from tinhso.site.command_line import main

pytestmark = pytest.mark.django_db
DAY = "2026-11-05"


def test_a_preview_says_who_reports_the_period_and_the_report_follows(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.TINHSO_HOME = tmp_path
    decision, rules = tmp_path / "decision.csv", tmp_path / "straddling.csv"
    decision.write_text("old_code,new_code,new_name,whole,weight\n22045,22015,,1,\n", encoding="utf-8")
    head = "changes_from,scheme,additive,others,source,confirmed\n"
    rules.write_text(f"{head}2026-01-01,nd09.month,both,new,Quy ước của tỉnh,0\n", encoding="utf-8")

    def said(*words: str) -> Any:
        assert main([*words]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    with at("2026-11-02 08:00"):
        world = small_world()
        request = ask(world)
        write_figure(world.definitions["villages"], world.unit_id("22045"), make_period("nd09:2026-11"), 7)
        assert main(["units", "straddling", str(rules)]) == 0
        assert "created 1" in capsys.readouterr().out
        told = said("units", "preview", str(decision), "--on", DAY)
        assert told["straddling_periods"] == [
            {"period": "nd09:2026-11", "additive": "both", "others": "new", "rule": "Quy ước của tỉnh (cần kiểm tra)"}
        ]
        # A count of villages is a state: the new unit alone reports it, so the one that was given would be lost.
        assert told["left_out"] == ["1 số liệu đã gửi của đơn vị cũ"]
        assert told["reports_to_follow"] == {request.code: 1}
        order = ["units", "apply", str(decision), "--on", DAY, "--code", "NQ", "--decision", "thử", "--as", "cntt"]
        assert main(order) == 1
        assert "ORG-087" in capsys.readouterr().err
        assert said(*order, "--leave-out")["left_out"] == told["left_out"]
        follow = ["reports", "follow", request.code, "--as", "vp.giaobaocao", "--reason", "sắp xếp"]
        assert main(follow) == 1, "under this rule the old unit still owes what adds up"
        assert "REP-170" in capsys.readouterr().err


def test_days_of_an_office_are_loaded_and_an_older_calendar_can_be_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = tmp_path / "calendar.csv"
    head = "day,working,name_vi,name_en,source,confirmed\n"
    days.write_text(f"{head}2026-11-17,0,Ngày hội của tỉnh,Festival,QĐ thử,0\n", encoding="utf-8")
    with at("2026-11-02 08:00"):
        request = ask(small_world())
        checkpoint = trust.seal_all()
        assert checkpoint is not None
        assert main(["calendar", "load", str(days)]) == 0
        assert json.loads(capsys.readouterr().out) == {"loaded": "created 1", "deadlines_on_days_off": [request.code]}
        shown = {}
        for more in ([], ["--as-of", str(checkpoint.tree_size)]):
            assert main(["calendar", "show", "2026", *more]) == 0
            shown[len(more)] = {one["day"]: one["name"] for one in json.loads(capsys.readouterr().out)}
    assert shown[0]["2026-11-17"] == "Ngày hội của tỉnh"
    assert "2026-11-17" not in shown[2]
    assert shown[2].keys() == shown[0].keys() - {"2026-11-17"}
