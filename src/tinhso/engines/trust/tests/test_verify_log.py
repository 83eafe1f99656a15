"""`verify_log`: a sound log has no faults, any altered or missing row is named, first and by itself."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.trust import api
from tinhso.engines.trust.contracts import Fault, FigureRoot, Finding, NoEvent, Remark, UnreadableKey
from tinhso.engines.trust.logic.verifying import whole_log
from tinhso.engines.trust.logic.verifying.guards import append_only_operations
from tinhso.engines.trust.models import Checkpoint, Event, Leaf
from tinhso.engines.trust.testing import (
    append_only_lifted,
    record_some,
    seal_now,
    tamper,
    undone,
    without_projection_checks,
)

pytestmark = pytest.mark.django_db

ROOT = FigureRoot(b"\x07" * 32, 2)


@pytest.fixture(autouse=True)
def log() -> Iterator[list[int]]:
    """Seven sealed events under three checkpoints (4, 6 and 7 leaves), two waiting; some carry two figures."""
    ids = record_some(4, reason="lý do")
    api.seal()
    ids += record_some(2, figures=ROOT, evidence="45/BC")
    api.seal()
    ids += record_some(1)
    api.seal()
    with without_projection_checks():
        yield ids + record_some(2, reason="chờ")


def first_fault() -> tuple[str, str]:
    faults = api.verify_log()
    assert faults, "the alteration was not found"
    return faults[0].table, faults[0].row


def flip(table: str, column: str, where: str, position: int = 0, change: int = 1) -> None:
    """Change one byte of one value."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {where}")
        value = cursor.fetchone()[0]
    raw = bytearray(value.encode() if isinstance(value, str) else bytes(value))
    raw[position % len(raw)] ^= change
    tamper(f"UPDATE {table} SET {column} = %s WHERE {where}", [raw.decode() if isinstance(value, str) else bytes(raw)])


def test_a_sound_log_has_no_faults_and_nothing_to_remark(log: list[int]) -> None:
    said: list[Finding] = []
    assert api.verify_log(said.append) == said == []


def test_an_empty_log_is_sound(log: list[int]) -> None:
    with append_only_lifted(), connection.cursor() as cursor:
        for table in ("checkpoint", "node", "leaf", "pending", "text", "salt", "event"):
            cursor.execute(f"DELETE FROM trust_{table}")
    assert api.verify_log() == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no moment and no text of this kind")
@pytest.mark.parametrize(
    ("sql", "table", "row"),
    [
        ("UPDATE trust_checkpoint SET sealed_at = sealed_at || 'x' WHERE tree_size = 6", "trust_checkpoint", "6"),
        ("UPDATE trust_checkpoint SET note = CAST(x'ff' || note AS TEXT) WHERE tree_size = 6", "trust_checkpoint", "6"),
        ("UPDATE trust_event SET at = 'x' || at WHERE id = {third}", "trust_event", "{third}"),
        (
            "UPDATE trust_event SET subject = CAST(x'ff' || subject AS TEXT) WHERE id = {third}",
            "trust_event",
            "{third}",
        ),
    ],
)
def test_a_byte_that_makes_a_moment_or_a_text_unreadable_is_named_with_its_row(
    log: list[int], sql: str, table: str, row: str
) -> None:
    tamper(sql.format(third=log[2]))
    assert (table, row.format(third=log[2])) in {(fault.table, fault.row) for fault in api.verify_log()}


def test_a_check_that_cannot_run_is_named_and_the_others_still_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Iterator[Finding]:
        raise ZeroDivisionError

    monkeypatch.setattr(whole_log, "walk_log", fail)
    tamper("UPDATE trust_checkpoint SET tree_size = 9 WHERE tree_size = 7")
    assert "trust_log" in {fault.table for fault in api.verify_log()}


@pytest.mark.parametrize("number", [0, 5, 8])
@pytest.mark.parametrize("column", ["payload", "kind", "subject", "figures_root", "figure_count", "at"])
def test_an_altered_event_is_named_sealed_or_not(log: list[int], number: int, column: str) -> None:
    event_id = log[number]
    if column == "payload":
        flip("trust_event", "payload", f"id = {event_id}", position=20 if number < 7 else 0)
    elif column == "at":
        Event.objects.get(id=event_id)
        with append_only_lifted():
            Event.objects.filter(id=event_id).update(at=Event.objects.get(id=event_id).at + timedelta(seconds=1))
    elif column == "figures_root":
        with append_only_lifted():
            Event.objects.filter(id=event_id).update(figures_root=b"\x08" * 32)
    else:
        tamper(
            f"UPDATE trust_event SET {column} = %s WHERE id = %s", [9 if column == "figure_count" else "x", event_id]
        )
    faults = api.verify_log()
    assert {(fault.table, fault.row) for fault in faults} == {("trust_event", str(event_id))}


def test_a_payload_that_says_the_same_in_other_bytes_is_a_fault(log: list[int]) -> None:
    tamper("UPDATE trust_event SET payload = payload || ' ' WHERE id = %s", [log[8]])
    assert first_fault() == ("trust_event", str(log[8]))


@pytest.mark.parametrize(
    ("table", "column", "where", "row"),
    [
        ("trust_leaf", "leaf_hash", "leaf_index = 2", "2"),
        ("trust_node", "hash", "level = 0 AND position = 3", "0/3"),
        ("trust_node", "hash", "level = 1 AND position = 0", "1/0"),
        ("trust_node", "hash", "level = 2 AND position = 0", "2/0"),
        ("trust_checkpoint", "root_hash", "tree_size = 6", "6"),
        ("trust_checkpoint", "note", "tree_size = 6", "6"),
    ],
)
def test_an_altered_byte_of_the_tree_or_a_checkpoint_is_named(table: str, column: str, where: str, row: str) -> None:
    flip(table, column, where, position=5)
    assert first_fault() == (table, row)


@pytest.mark.parametrize(
    ("sql", "table", "row"),
    [
        ("UPDATE trust_leaf SET first_sequence = 100 WHERE leaf_index = 3", "trust_leaf", "3"),
        ("UPDATE trust_checkpoint SET last_sequence = 100 WHERE tree_size = 6", "trust_checkpoint", "6"),
        ("UPDATE trust_checkpoint SET sealed_at = '2020-01-01 00:00:00+00:00'", "trust_checkpoint", "4"),
        ("UPDATE trust_checkpoint SET tree_size = 5 WHERE tree_size = 6", "trust_checkpoint", "5"),
        ("UPDATE trust_checkpoint SET tree_size = 900 WHERE tree_size = 7", "trust_checkpoint", "900"),
        ("UPDATE trust_leaf SET leaf_index = 900 WHERE leaf_index = 3", "trust_leaf", "3"),
        ("UPDATE trust_leaf SET leaf_index = -1 WHERE leaf_index = 3", "trust_leaf", "3"),
        ("UPDATE trust_node SET level = 40 WHERE level = 2", "trust_node", "2/0"),
        ("DELETE FROM trust_leaf WHERE leaf_index = 3", "trust_leaf", "3"),
        ("DELETE FROM trust_leaf WHERE leaf_index = 0", "trust_leaf", "0"),
        ("DELETE FROM trust_node WHERE level = 0 AND position = 6", "trust_node", "0/6"),
        ("DELETE FROM trust_node WHERE level = 1 AND position = 1", "trust_node", "1/1"),
        ("DELETE FROM trust_checkpoint WHERE tree_size = 7", "trust_leaf", "6"),
        ("INSERT INTO trust_node (level, position, hash) VALUES (0, 7, 'x')", "trust_node", "0/7"),
        ("INSERT INTO trust_node (level, position, hash) VALUES (3, 0, 'x')", "trust_node", "3/0"),
        ("INSERT INTO trust_node (level, position, hash) VALUES (70, 0, 'x')", "trust_node", "70/0"),
    ],
)
def test_altered_missing_and_added_rows_are_named_first(sql: str, table: str, row: str) -> None:
    with undone():
        tamper(sql)
        assert first_fault() == (table, row)


def test_a_missing_last_leaf_is_missed_by_its_checkpoint() -> None:
    with undone():
        tamper("DELETE FROM trust_leaf WHERE leaf_index = 6")
        assert first_fault() == ("trust_checkpoint", "7")


def test_a_missing_event_is_named(log: list[int]) -> None:
    with undone():
        for table in ("trust_text", "trust_salt"):
            tamper(f"DELETE FROM {table} WHERE event_id = %s", [log[2]])
        tamper("DELETE FROM trust_event WHERE id = %s", [log[2]])
        assert first_fault() == ("trust_event", str(log[2]))


def test_a_missing_waiting_event_is_named(log: list[int]) -> None:
    with undone():
        for table in ("trust_text", "trust_salt"):
            tamper(f"DELETE FROM {table} WHERE event_id = %s", [log[8]])
        tamper("DELETE FROM trust_event WHERE id = %s", [log[8]])
        assert first_fault() == ("trust_pending", str(log[8]))


def test_an_event_that_neither_waits_nor_is_sealed_is_named(log: list[int]) -> None:
    tamper("DELETE FROM trust_pending WHERE event_id = %s", [log[7]])
    assert first_fault() == ("trust_event", str(log[7]))


def test_an_event_that_is_sealed_and_waits_is_named(log: list[int]) -> None:
    tamper("INSERT INTO trust_pending (event_id) VALUES (%s)", [log[1]])
    assert first_fault() == ("trust_pending", str(log[1]))


@pytest.mark.parametrize("number", [1, 8])
def test_an_altered_text_or_salt_is_named_sealed_or_not(log: list[int], number: int) -> None:
    event_id = log[number]
    with undone():
        tamper("UPDATE trust_text SET text = 'khác' WHERE event_id = %s AND field = 'reason'", [event_id])
        assert first_fault() == ("trust_text", f"{event_id}/reason")
    with undone():
        flip("trust_salt", "salt", f"event_id = {event_id}")
        assert [fault.row for fault in api.verify_log()] == [f"{event_id}/actor", f"{event_id}/reason"]
    with undone():
        tamper("DELETE FROM trust_salt WHERE event_id = %s", [event_id])
        assert first_fault() == ("trust_salt", str(event_id))
    with undone():
        tamper("UPDATE trust_text SET field = 'evidence' WHERE event_id = %s AND field = 'reason'", [event_id])
        assert first_fault() == ("trust_text", f"{event_id}/evidence")


def test_a_consistently_rewritten_event_is_betrayed_by_the_tree(log: list[int]) -> None:
    """The attacker also recomputes the leaf and its node: the parent, and in the end the signature, still differ."""
    leaf = Leaf.objects.get(event_id=log[2])
    payload = Event.objects.get(id=log[2]).payload.replace('"v":1', '"v":2')
    hashed = api.leaf_hash(payload.encode())
    tamper("UPDATE trust_event SET payload = %s WHERE id = %s", [payload, log[2]])
    tamper("UPDATE trust_leaf SET leaf_hash = %s WHERE leaf_index = %s", [hashed, leaf.leaf_index])
    tamper("UPDATE trust_node SET hash = %s WHERE level = 0 AND position = %s", [hashed, leaf.leaf_index])
    assert first_fault() == ("trust_node", f"1/{leaf.leaf_index // 2}")


def test_a_checkpoint_signed_by_another_key_is_named(log: list[int], tmp_path: Path, settings: Any) -> None:
    key = api.verifier_key().text()
    settings.TINHSO_HOME = tmp_path
    with undone():
        tamper("DELETE FROM trust_checkpoint WHERE tree_size = 7")
        tamper("DELETE FROM trust_leaf WHERE leaf_index = 6")
        tamper("DELETE FROM trust_node WHERE level = 0 AND position = 6")
        tamper("INSERT INTO trust_pending (event_id) VALUES (%s)", [log[6]])
        assert api.verify_log(public_keys=[key]) == []
        (tmp_path / "keys").mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tinhso.engines.trust.queries.latest_checkpoint", lambda: None)
            api.verifier_key()  # a new pair of keys, as a thief of the machine would make
        api.seal()
        assert [(fault.table, fault.row) for fault in api.verify_log(public_keys=[key])] == [("trust_checkpoint", "9")]


def test_checkpoints_kept_elsewhere_betray_a_rewritten_log(log: list[int]) -> None:
    notes = list(Checkpoint.objects.order_by("tree_size").values_list("note", flat=True))
    assert api.verify_log(witnessed=notes) == []
    flip("trust_node", "hash", "level = 2 AND position = 0")
    assert ("checkpoint", "#1") in [(fault.table, fault.row) for fault in api.verify_log(witnessed=notes)]


def test_a_log_shorter_than_was_published_is_a_fault(log: list[int]) -> None:
    note = seal_now().note
    with append_only_lifted(), connection.cursor() as cursor:
        for table in ("checkpoint", "node", "leaf", "pending", "text", "salt", "event"):
            cursor.execute(f"DELETE FROM trust_{table}")
    (fault,) = api.verify_log(witnessed=[note, "nonsense"])[:1]
    assert "chỉ còn 0" in fault.what_vi
    assert [fault.row for fault in api.verify_log(witnessed=[note, "nonsense"])] == ["#1", "#2"]


def test_a_wrong_key_argument_is_refused() -> None:
    with pytest.raises(UnreadableKey):
        api.verify_log(public_keys=["key"])


def test_a_missing_or_replaced_trigger_is_named() -> None:
    operation = next(one for one in append_only_operations() if one.table == "trust_event")
    drop = operation.drop_statements(connection.vendor)[0]
    with undone(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(drop)
        assert first_fault() == ("trust_event", "trust_event_no_update")
    with undone(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION tinhso_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RETURN NULL; END $$"
            )
        else:
            cursor.execute(drop)
            cursor.execute("CREATE TRIGGER trust_event_no_update BEFORE UPDATE ON trust_event BEGIN SELECT 1; END")
        assert ("trust_event", "trust_event_no_update") in [(one.table, one.row) for one in api.verify_log()]


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(
        [
            ("trust_event", "payload", "id"),  # sealed ones: what nobody has signed yet only the triggers guard
            ("trust_leaf", "leaf_hash", "leaf_index"),
            ("trust_node", "hash", "level * 100 + position"),
            ("trust_checkpoint", "note", "tree_size"),
            ("trust_checkpoint", "root_hash", "tree_size"),
            ("trust_salt", "salt", "event_id"),
            ("trust_text", "text", "id"),
        ]
    ),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.integers(0, 6),
)
def test_no_byte_can_be_flipped_unnoticed(place: tuple[str, str, str], row: int, position: int, bit: int) -> None:
    table, column, key = place
    with connection.cursor() as cursor:
        sealed = "WHERE id IN (SELECT event_id FROM trust_leaf)" if table == "trust_event" else ""
        cursor.execute(f"SELECT {key} FROM {table} {sealed} ORDER BY 1")
        keys = [found[0] for found in cursor.fetchall()]
        chosen = keys[row % len(keys)]
        cursor.execute(f"SELECT {column} FROM {table} WHERE {key} = %s", [chosen])
        value = cursor.fetchone()[0]
    altered: str | bytes
    if isinstance(value, str):
        # One character becomes another: the bytes of a text column must stay a text, and PostgreSQL knows no NUL.
        at = position % len(value)
        altered = value[:at] + (chr(ord(value[at]) ^ (1 << bit)) if value[at] > "\x7f" else "~") + value[at + 1 :]
        if altered == value:
            return
    else:
        raw = bytearray(bytes(value))
        raw[position % len(raw)] ^= 1 << bit
        altered = bytes(raw)
    with undone():
        tamper(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [altered, chosen])
        # A salt is judged by the text it no longer opens.
        assert {"trust_salt": "trust_text"}.get(table, table) in {fault.table for fault in api.verify_log()}


def test_checks_of_upper_floors_run_last_and_their_failure_is_a_fault() -> None:
    remark = Remark("orgs_unit", "1", "ghi chú", "remark")

    def good() -> Iterator[Finding]:
        yield remark

    def bad() -> Iterator[Finding]:
        yield Fault("indicators_entry", "7", "lệch", "differs")
        raise NoEvent(event_id=9)

    api.register_projection_check("orgs.units", good)
    api.register_projection_check("indicators.entries", bad)
    api.register_projection_check("indicators.entries", bad)
    with pytest.raises(ValueError, match="already registered"):
        api.register_projection_check("indicators.entries", good)
    said: list[Finding] = []
    faults = api.verify_log(said.append)
    assert [(fault.table, fault.row) for fault in faults] == [("indicators_entry", "7"), ("indicators.entries", "-")]
    assert said[0] == remark
    assert "Nhật ký không có sự kiện 9" in faults[1].text()
    assert "the log has no event 9" in faults[1].text("en").lower()


def test_the_returned_list_is_bounded_and_the_report_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_log, "_KEPT_FAULTS", 2)
    tamper("UPDATE trust_event SET kind = 'x'")
    said: list[Finding] = []
    assert len(api.verify_log(said.append)) == 2
    assert len(said) == 9


def test_the_number_of_queries_does_not_grow_with_the_log(django_assert_max_num_queries: Any) -> None:
    record_some(400, reason="lý do", figures=ROOT)
    api.seal()
    with django_assert_max_num_queries(32):
        assert api.verify_log() == []


def test_pages_of_the_walk_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinhso.engines.trust.logic.verifying.log_walk._PAGE", 3)
    monkeypatch.setattr("tinhso.engines.trust.logic.verifying.unsealed._PAGE", 1)
    assert api.verify_log() == []
    flip("trust_node", "hash", "level = 2 AND position = 0")
    assert first_fault() == ("trust_node", "2/0")
