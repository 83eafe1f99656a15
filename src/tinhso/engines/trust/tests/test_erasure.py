"""Erasing texts by a decision: what goes, what stays provable, and what the log says of it."""

from collections.abc import Iterator

import pytest

from tinhso.engines.trust import api
from tinhso.engines.trust.contracts import ErasureWithoutDecision, Finding, LeaseTaken, NothingToErase, Remark
from tinhso.engines.trust.models import Salt, Text
from tinhso.engines.trust.testing import record_some, tamper, without_projection_checks

pytestmark = pytest.mark.django_db

DECISION = "Quyết định 12/QĐ-UBND ngày 3/11/2026"


@pytest.fixture
def event_id() -> Iterator[int]:
    salt = api.new_salt()
    (recorded,) = record_some(1, reason="bà Hà xin sửa", evidence="45/BC", salt=salt, notes={2: "nhầm"})
    api.seal_all()
    with without_projection_checks():
        yield recorded


def test_the_text_and_the_salt_are_gone_and_the_rest_stays(event_id: int) -> None:
    api.erase_texts(event_id, ["reason"], DECISION, "user:office")
    assert api.texts(event_id) == {"actor": "system:test", "evidence": "45/BC", "note:2": "nhầm"}
    assert not Salt.objects.filter(event_id=event_id).exists()


def test_what_stays_can_still_be_checked_and_still_betrays_alteration(event_id: int) -> None:
    api.erase_texts(event_id, ["reason"], DECISION, "user:office")
    api.seal_all()
    assert api.verify_log() == []
    tamper("UPDATE trust_text SET text = 'user:another' WHERE event_id = %s AND field = 'actor'", [event_id])
    (fault,) = api.verify_log()
    assert (fault.table, fault.row) == ("trust_text", f"{event_id}/actor")


def test_the_keys_that_stay_do_not_open_the_erased_text(event_id: int) -> None:
    committed = api.event(event_id).payload
    salt = bytes(Salt.objects.get(event_id=event_id).salt)
    assert api.commit_text(salt, "reason", "bà Hà xin sửa").hex() in committed
    api.erase_texts(event_id, ["reason"], DECISION, "user:office")
    for key in Text.objects.filter(event_id=event_id).values_list("key", flat=True):
        assert api.commit_text(bytes(key or b""), "reason", "bà Hà xin sửa").hex() not in committed


def test_verification_says_by_which_decision_it_was_erased(event_id: int) -> None:
    erasure = api.erase_texts(event_id, ["actor", "reason"], DECISION, "user:office")
    said: list[Finding] = []
    assert api.verify_log(said.append) == []
    assert said == [
        Remark(
            "trust_text",
            f"{event_id}/{field}",
            f"đã xoá theo {DECISION} (sự kiện {erasure})",
            f"erased by {DECISION} (event {erasure})",
        )
        for field in ("actor", "reason")
    ]
    assert api.erasures([event_id])[event_id]["actor"].decision == DECISION


def test_the_erasure_is_itself_an_event_without_the_text(event_id: int) -> None:
    erasure = api.event(api.erase_texts(event_id, ["reason"], DECISION, "user:office"))
    assert (erasure.kind, erasure.subject) == ("trust.erased", f"trust.event:{event_id}")
    assert erasure.public == {"event": event_id, "fields": ["reason"], "decision": DECISION}
    assert api.texts(erasure.id) == {"actor": "user:office"}
    assert "Hà" not in erasure.payload


def test_a_second_erasure_takes_what_the_first_left(event_id: int) -> None:
    first = api.erase_texts(event_id, ["reason"], DECISION, "user:office")
    second = api.erase_texts(event_id, ["actor", "note:2"], "Quyết định 13", "user:office")
    assert api.texts(event_id) == {"evidence": "45/BC"}
    known = api.erasures([event_id])[event_id]
    assert {field: why.event_id for field, why in known.items()} == {"reason": first, "actor": second, "note:2": second}
    assert api.verify_log() == []


@pytest.mark.parametrize("fields", [["note:9"], ["reason", "note:9"], []])
def test_erasing_what_is_not_there_erases_nothing(event_id: int, fields: list[str]) -> None:
    with pytest.raises(NothingToErase, match="TRU-016"):
        api.erase_texts(event_id, fields, DECISION, "user:office")
    assert len(api.texts(event_id)) == 4


def test_two_erasures_at_once_do_not_put_back_what_the_other_took(event_id: int) -> None:
    with api.lease("erasure", 60), pytest.raises(LeaseTaken):
        api.erase_texts(event_id, ["reason"], DECISION, "user:office")
    assert len(api.texts(event_id)) == 4


def test_erasing_needs_a_decision(event_id: int) -> None:
    with pytest.raises(ErasureWithoutDecision, match="TRU-017"):
        api.erase_texts(event_id, ["reason"], "  ", "user:office")


def test_a_text_that_vanished_without_a_decision_is_a_fault(event_id: int) -> None:
    tamper("DELETE FROM trust_text WHERE event_id = %s AND field = 'reason'", [event_id])
    (fault,) = api.verify_log()
    assert (fault.table, fault.row) == ("trust_text", f"{event_id}/reason")
