"""Sealing: no gaps, stable order, signed state, and what stops it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.trust import api, queries
from tinhso.engines.trust.contracts import ClockWentBack, FigureRoot, LeaseLost, LeaseTaken, NoCheckpoint
from tinhso.engines.trust.logic import sealer
from tinhso.engines.trust.logic.merkle import leaf_hash, root_of_hashes
from tinhso.engines.trust.logic.notes import Statement, open_checkpoint, sign_statement
from tinhso.engines.trust.models import Checkpoint, Event, Leaf, Lease, Node, Pending
from tinhso.engines.trust.testing import event_spec, record_some, seal_now, undone
from tinhso.kernel.clock import FrozenClock

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)


def root_of_events(ids: list[int]) -> bytes:
    payloads = {row.pk: row.payload for row in Event.objects.filter(id__in=ids)}
    return root_of_hashes([leaf_hash(payloads[event_id].encode()) for event_id in ids])


def test_nothing_waiting_makes_no_checkpoint() -> None:
    assert api.seal() is None
    assert api.seal_all() is None
    assert api.latest_checkpoint() is None


def test_a_checkpoint_signs_the_root_of_all_payloads_in_order() -> None:
    ids = record_some(5)
    sealed = seal_now()
    assert (sealed.tree_size, sealed.last_sequence) == (5, 5)
    assert sealed.root_hash == root_of_events(ids)
    said = open_checkpoint(sealed.note, api.verifier_key())
    assert (said.tree_size, said.root_hash, said.last_sequence, said.sealed_at) == (
        5,
        sealed.root_hash,
        5,
        sealed.sealed_at,
    )
    assert api.latest_checkpoint() == sealed == api.checkpoint_of_size(5)
    assert not Pending.objects.exists()


def test_an_event_takes_one_number_and_one_for_each_of_its_figures() -> None:
    counts = [0, 3, 0, 2]
    specs = [event_spec(n, figures=FigureRoot(b"\1" * 32, count) if count else None) for n, count in enumerate(counts)]
    api.record_many(specs)
    sealed = seal_now()
    firsts = list(Leaf.objects.order_by("leaf_index").values_list("first_sequence", flat=True))
    assert firsts == [1, 2, 6, 7]
    assert sealed.last_sequence == 9
    view = api.events(limit=1)[0]
    assert (view.leaf_index, view.first_sequence) == (3, 7)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 4)), min_size=1, max_size=6))
def test_any_rounds_of_sealing_number_without_gaps_and_keep_old_roots(rounds: list[tuple[int, int]]) -> None:
    with undone():
        expected: list[int] = []
        for count, limit in rounds:
            expected += record_some(count)
            while api.seal(limit) is not None:
                pass
        leaves = list(Leaf.objects.order_by("leaf_index").values_list("leaf_index", "first_sequence", "event_id"))
        assert leaves == [(n, n + 1, event_id) for n, event_id in enumerate(expected)]
        for checkpoint in Checkpoint.objects.all():
            assert bytes(checkpoint.root_hash) == root_of_events(expected[: checkpoint.tree_size])
        size = len(expected)
        assert Node.objects.count() == sum(size >> level for level in range(size.bit_length()))


def test_an_event_with_a_smaller_id_that_commits_later_is_sealed_later() -> None:
    late, early = record_some(2)
    Pending.objects.filter(event_id=late).delete()  # as another connection sees it: not committed yet
    api.seal()
    Pending.objects.create(event_id=late)
    api.seal()
    order = list(Leaf.objects.order_by("leaf_index").values_list("event_id", flat=True))
    assert order == [early, late]


def test_only_events_that_were_read_lose_their_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    first, between, last = record_some(3)
    whole = queries.pending_payloads(10)
    monkeypatch.setattr(queries, "pending_payloads", lambda limit: [one for one in whole if one.id != between])
    api.seal()
    assert list(Pending.objects.values_list("event_id", flat=True)) == [between]
    assert set(Leaf.objects.values_list("event_id", flat=True)) == {first, last}


def test_sealing_stops_loudly_when_the_clock_went_back_and_loses_nothing() -> None:
    clock = FrozenClock(START)
    with api.use_clock(clock):
        record_some(1)
        api.seal()
        clock.advance(timedelta(microseconds=-1))
        record_some(2)
        with pytest.raises(ClockWentBack, match="TRU-010"):
            api.seal()
        assert Pending.objects.count() == 2
        clock.set(START)
        assert seal_now().tree_size == 3
    assert not Lease.objects.exists()


def test_as_of_a_time_is_the_last_checkpoint_at_or_before_it() -> None:
    clock = FrozenClock(START)
    with api.use_clock(clock):
        for _ in range(3):
            record_some(1)
            api.seal()
            clock.advance(timedelta(seconds=10))
    sizes = [
        found.tree_size if (found := api.checkpoint_as_of(START + timedelta(seconds=after))) else 0
        for after in (-1, 0, 9, 10, 1000)
    ]
    assert sizes == [0, 1, 1, 2, 3]
    with pytest.raises(NoCheckpoint):
        api.checkpoint_of_size(4)


def test_only_one_sealer_works_at_a_time() -> None:
    record_some(1)
    with api.lease("sealer", 60), pytest.raises(LeaseTaken, match="TRU-011"):
        api.seal()
    assert seal_now().tree_size == 1


def test_a_sealer_that_lost_its_lease_while_hashing_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    record_some(1)

    def slow(statement: Statement, key: Ed25519PrivateKey) -> str:
        Lease.objects.update(holder="another:1")
        return sign_statement(statement, key)

    monkeypatch.setattr(sealer, "sign_statement", slow)
    with pytest.raises(LeaseLost, match="TRU-012"):
        api.seal()
    assert not Leaf.objects.exists()
    assert Pending.objects.count() == 1


def test_the_primary_key_refuses_a_second_leaf_at_one_place() -> None:
    record_some(2)
    api.seal(1)
    waiting = Pending.objects.get().event_id
    with pytest.raises(IntegrityError), transaction.atomic():
        Leaf.objects.bulk_create([Leaf(leaf_index=0, event_id=waiting, first_sequence=9, leaf_hash=b"x")])


def test_a_round_of_sealing_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    record_some(300)
    api.seal()
    record_some(200)
    # Engines above have their rows committed to: a few questions a round, however many events.
    with django_assert_max_num_queries(30 if connection.vendor == "sqlite" else 28):
        api.seal()
