"""Recording: the payload that gets hashed, what stands beside it, and what is refused."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tinhso.engines.trust import api
from tinhso.engines.trust.contracts import FigureRoot, MalformedEvent, NoEvent, RecordOutsideTransaction
from tinhso.engines.trust.models import Event, Pending, Salt, Text
from tinhso.engines.trust.testing import event_spec, record_some
from tinhso.kernel.canonical import NotCanonical, canonical_json
from tinhso.kernel.clock import NaiveDatetime

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 11, 17, 13, 42, 0, 999999, timezone(timedelta(hours=7)))


def record(**arguments: Any) -> int:
    plain: dict[str, Any] = {
        "kind": "reporting.submitted",
        "subject": "reporting.assignment:7",
        "actor": "user:ha",
        "at": MOMENT,
    }
    return api.record(**(plain | arguments))


def test_the_payload_is_canonical_and_says_everything_that_may_be_public() -> None:
    root = FigureRoot(b"\x07" * 32, 3)
    event_id = record(reason="Số liệu tháng 11", evidence="45/BC-UBND", figures=root, public={"number": 2})
    row, salt = Event.objects.get(id=event_id), bytes(Salt.objects.get(event_id=event_id).salt)
    assert json.loads(row.payload) == {
        "v": 1,
        "kind": "reporting.submitted",
        "subject": "reporting.assignment:7",
        "at": "2026-11-17T06:42:00Z",
        "actor": api.commit_text(salt, "actor", "user:ha").hex(),
        "reason": api.commit_text(salt, "reason", "Số liệu tháng 11").hex(),
        "evidence": api.commit_text(salt, "evidence", "45/BC-UBND").hex(),
        "figures": 3,
        "figures_root": "07" * 32,
        "public": {"number": 2},
    }
    assert row.payload.encode() == canonical_json(json.loads(row.payload))
    assert (row.kind, row.subject, row.figure_count, bytes(row.figures_root or b"")) == (
        "reporting.submitted",
        "reporting.assignment:7",
        3,
        b"\x07" * 32,
    )
    assert row.at == datetime(2026, 11, 17, 6, 42, 0, tzinfo=UTC)


def test_a_commitment_is_what_the_specification_says() -> None:
    salt, text = b"s" * 32, "user:hà"
    key = hmac.new(salt, b"actor", "sha256").digest()
    assert api.commit_text(salt, "actor", text) == hashlib.sha256(key + text.encode()).digest()
    assert api.commit_text(salt, "actor", text) != api.commit_text(salt, "reason", text)
    assert api.new_salt() != api.new_salt()
    assert len(api.new_salt()) == 32


def test_texts_stay_beside_the_log_and_out_of_the_payload() -> None:
    salt = api.new_salt()
    event_id = record(reason="bà Hà xin sửa", salt=salt, notes={4: "nhầm cột"})
    assert api.texts(event_id) == {"actor": "user:ha", "reason": "bà Hà xin sửa", "note:4": "nhầm cột"}
    assert api.texts_of([event_id, 10**9], ["actor"]) == {event_id: {"actor": "user:ha"}}
    assert "Hà" not in Event.objects.get(id=event_id).payload
    assert bytes(Salt.objects.get(event_id=event_id).salt) == salt


def test_parts_that_were_not_given_are_not_in_the_payload() -> None:
    document = json.loads(Event.objects.get(id=record()).payload)
    assert document.keys() == {"v", "kind", "subject", "at", "actor", "figures", "public"}


def test_every_event_waits_to_be_sealed() -> None:
    ids = record_some(3)
    assert list(Pending.objects.order_by("event_id").values_list("event_id", flat=True)) == ids


def test_many_events_keep_their_order_and_take_few_queries(django_assert_max_num_queries: Any) -> None:
    specs = [event_spec(number, reason=f"lý do {number}") for number in range(300)]
    with django_assert_max_num_queries(30):
        ids = api.record_many(specs)
    assert ids == sorted(ids)
    assert [api.event_views(ids)[event_id].subject for event_id in ids] == [spec.subject for spec in specs]
    assert Text.objects.count() == 600
    assert api.record_many([]) == []


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RecordOutsideTransaction, match="TRU-001"):
        record()
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_event() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Pending.objects.create(event_id=record())  # the second mark of one event
    assert not Event.objects.exists()
    assert not Pending.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""},
        {"subject": ""},
        {"actor": ""},
        {"notes": {0: "x"}},
        {"figures": FigureRoot(b"\x07" * 32, 0)},
        {"figures": FigureRoot(b"\x07" * 31, 1)},
    ],
)
def test_an_event_that_could_not_be_proven_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(MalformedEvent, match="TRU-002"):
        record(**wrong)
    assert not Event.objects.exists()


def test_floats_and_moments_without_zone_are_refused() -> None:
    with pytest.raises(NotCanonical):
        record(public={"share": 0.5})
    with pytest.raises(NaiveDatetime):
        record(at=MOMENT.replace(tzinfo=None))


def test_events_are_found_by_subject_kind_family_and_page() -> None:
    first = record()
    second = record(kind="reporting.returned")
    other = record(kind="orgs.granted", subject="orgs.user:1")
    found = [[view.id for view in api.events(**asked)] for asked in (
        {"subject": "reporting.assignment:7"},
        {"kind": "reporting.returned"},
        {"kind": "reporting."},
        {"before": other},
        {"limit": 1},
    )]  # fmt: skip
    assert found == [[second, first], [second], [second, first], [second, first], [other]]
    assert api.event(first).public == {}
    with pytest.raises(NoEvent):
        api.event(other + 1)


def test_reading_a_page_of_events_takes_one_query(django_assert_num_queries: Any) -> None:
    record_some(20)
    with django_assert_num_queries(1):
        assert len(api.events(limit=20)) == 20


def test_figure_roots_stream_in_order_across_pages() -> None:
    roots = [FigureRoot(bytes([number]) * 32, number + 1) for number in range(5)]
    ids = api.record_many([event_spec(number, figures=root) for number, root in enumerate(roots)])
    record_some(2)
    assert list(api.figure_roots(chunk=2)) == list(zip(ids, roots, strict=True))
    assert list(api.figure_roots(from_event=ids[3], chunk=2)) == list(zip(ids, roots, strict=True))[3:]
