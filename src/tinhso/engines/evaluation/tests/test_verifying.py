"""Every column of every row of this engine that is changed behind the log is named by its table."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection

from tinhso.engines.evaluation import api
from tinhso.engines.evaluation.contracts.rounds import AppraisalInput, EvidenceInput, OwnDays, RoundVerb
from tinhso.engines.evaluation.models import CardDraft, ForecastRun
from tinhso.engines.evaluation.round_testing import EA_KAR, load_round_card, open_small_round, send_unit
from tinhso.engines.evaluation.testing import demo_plan, load_scorecard
from tinhso.engines.orgs.testing import Territory, rights_as
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import tamper, undone

pytestmark = pytest.mark.django_db
TODAY, PLAN, TARGET = date(2026, 11, 17), "plan-3330", "t06"


OWN_DAYS = OwnDays(date(2026, 11, 19), date(2026, 12, 1))


@pytest.fixture
def written(world: Territory) -> Territory:
    """A row in every table: an opinion, an instruction with a report, a scorecard."""
    leader = rights_as("chutich", TODAY)
    api.give_opinion(PLAN, TARGET, "achieved", rights=leader, reason="Đã nghiệm thu, số liệu cập nhật sau.")
    asked = api.NewInstruction(
        text="Rà soát từng xã.", lead="H15.15", others=(), due_on=date(2026, 11, 30), wanted=Decimal(1)
    )
    number = api.give_instruction(PLAN, TARGET, asked, rights=leader)
    api.report_progress(number, "Đã làm xong.", says_done=True, rights=rights_as("skhcn.tonghop", TODAY))
    load_scorecard(demo_plan().targets[0].indicator)
    _play_a_round()
    trust.seal_all()
    return world


def _play_a_round() -> None:
    """A row in every table of rounds, the last act a closing."""
    load_round_card()
    number = open_small_round(charges={"1": "H15.15", "2": "H15.15"}, days={"1.1": OWN_DAYS})
    drafter, department = rights_as("eakar.nhap", TODAY), rights_as("skhcn.tonghop", TODAY)
    document = EvidenceInput("1.2", "Quyết định", "12/QĐ", TODAY, "a.pdf", b"%PDF-1.7")
    dropped = api.keep_evidence(number, EA_KAR, document, rights=drafter)
    api.drop_evidence(dropped, rights=drafter)
    api.keep_evidence(number, EA_KAR, document, rights=drafter)
    send_unit(number, EA_KAR)
    api.remark(number, EA_KAR, "1.1", "Xin xem biên bản kèm theo.", rights=drafter)
    points = (("1.1", "30"), ("1.2", "20"), ("2.2", "10"))
    api.appraise(number, EA_KAR, [AppraisalInput(*one) for one in points], rights=department)
    api.change_round(number, RoundVerb.CLOSE, rights=rights_as("vp.khoa", TODAY))


def other(value: Any, kind: str) -> Any:
    """Another value that the column takes."""
    if value in (True, False) and kind == "BooleanField":
        return not value
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, int):
        return value + 1
    if kind == "JSONField":
        return json.dumps({"khac": 1})
    return f"{value}x"


def evidence() -> list[Any]:
    """Every table of the engine but those of which nothing counts (docs/learn/ledger.md)."""
    return [one for one in apps.get_app_config("evaluation").get_models() if one not in (CardDraft, ForecastRun)]


def test_no_column_changes_unnoticed(written: Territory) -> None:
    assert trust.verify_log() == []
    unnoticed, seen = [], set()
    for model in evidence():
        table = model._meta.db_table
        row = model.objects.order_by("pk").last()
        assert row is not None, table
        for field in model._meta.concrete_fields:
            if field.primary_key:
                continue
            value = other(getattr(row, field.attname), field.get_internal_type())
            try:
                with undone():
                    tamper(f"UPDATE {table} SET {field.column} = %s WHERE id = %s", [value, row.pk])
                    connection.check_constraints()
                    named = {fault.table for fault in trust.verify_log()}
            except DatabaseError:
                continue  # the database refuses it by itself
            seen.add(table)
            if table not in named:
                unnoticed.append(f"{table}.{field.column}: {value!r} gave {named}")
    assert unnoticed == []
    assert seen == {model._meta.db_table for model in evidence()}
