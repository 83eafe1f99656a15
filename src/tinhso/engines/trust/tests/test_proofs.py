"""Proofs as the engine makes them: under any checkpoint, in few queries, never of what is not sealed."""

from typing import Any

import pytest

from tinhso.engines.trust import api
from tinhso.engines.trust.api import ShownDefinition
from tinhso.engines.trust.contracts import (
    NoCheckpoint,
    NoEvent,
    NotSealed,
    ProofsUnderDifferentCheckpoints,
)
from tinhso.engines.trust.testing import record_some, seal_now
from tinhso.engines.trust.tests.proven_figures import Json, contributions, figure, leaf, prove_figure, submit

pytestmark = pytest.mark.django_db


def holds(proof: Json) -> bool:
    checkpoint = api.checkpoint_of_size(proof["tree_size"])
    path = [bytes.fromhex(text) for text in proof["path"]]
    hashed = api.leaf_hash(proof["payload"].encode())
    return api.verify_inclusion(hashed, proof["leaf_index"], checkpoint.tree_size, path, checkpoint.root_hash)


def test_every_event_can_be_proven_under_every_later_checkpoint() -> None:
    ids = []
    sizes = []
    for count in (3, 1, 5, 4):
        ids += record_some(count)
        api.seal()
        sizes.append(len(ids))
    for size in sizes:
        proofs = api.event_proofs(ids[:size], size)
        assert all(holds(proofs[event_id]) for event_id in ids[:size])
        assert [proofs[event_id]["leaf_index"] for event_id in ids[:size]] == list(range(size))
    assert api.event_proof(ids[0])["tree_size"] == sizes[-1]
    assert [hashed.hex() for hashed in api.inclusion_proof(ids[0], 4)] == api.event_proof(ids[0], 4)["path"]


def test_every_two_checkpoints_are_consistent_and_the_proof_shows_it() -> None:
    for count in (3, 1, 5, 4):
        record_some(count)
        api.seal()
    views = [api.checkpoint_of_size(size) for size in (3, 4, 9, 13)]
    for old in views:
        for new in views:
            if old.tree_size <= new.tree_size:
                path = api.consistency_proof(old.tree_size, new.tree_size)
                sizes = old.tree_size, new.tree_size
                assert api.verify_consistency(*sizes, old.root_hash, new.root_hash, path)
    for sizes in ((4, 3), (3, 14), (-1, 3)):
        with pytest.raises(NoCheckpoint):
            api.consistency_proof(*sizes)


def test_many_events_are_proven_in_few_queries(django_assert_max_num_queries: Any) -> None:
    ids = record_some(110)
    api.seal()
    with django_assert_max_num_queries(4):
        proofs = api.event_proofs(ids)
    assert all(map(holds, proofs.values()))


def test_what_is_not_sealed_cannot_be_proven() -> None:
    with pytest.raises(NoCheckpoint):
        api.event_proof(1)
    (sealed,) = record_some(1)
    api.seal()
    (waiting,) = record_some(1)
    with pytest.raises(NotSealed, match="TRU-013"):
        api.event_proof(waiting)
    api.seal()
    with pytest.raises(NotSealed):
        api.event_proof(waiting, tree_size=1)
    with pytest.raises(NoEvent):
        api.event_proof(waiting + 1)
    with pytest.raises(NoCheckpoint):
        api.event_proof(sealed, tree_size=7)


def test_a_figures_path_leads_to_its_events_root() -> None:
    leaves = [leaf(str(number), str(number)) for number in range(7)]
    root = api.figure_root(leaves)
    for index, path in api.figure_paths(leaves, range(7)).items():
        assert path == api.figure_path(leaves, index)
        assert api.verify_inclusion(api.leaf_hash(leaves[index]), index, 7, path.hashes, root.root)


def test_a_document_holds_each_event_once() -> None:
    leaves = [leaf(str(number), "1") for number in range(102)]
    ids = submit(leaves)
    made = prove_figure(figure(value="102"), contributions(ids, [leaves]))
    assert {one["event"] for one in made["contributions"]} == {str(ids[0])}
    [told] = {one["event"] for one in made["units"]}
    assert set(made["events"]) == {str(ids[0]), made["definition"]["event"], told}
    assert made["checkpoint"] == seal_now().note


def test_parts_under_different_checkpoints_do_not_make_a_document() -> None:
    first = [leaf("24121", "1")]
    old = contributions(submit(first), [first])
    second = [leaf("24133", "2")]
    new = contributions(submit(second), [second])
    with pytest.raises(ProofsUnderDifferentCheckpoints, match="1, 2"):
        api.figure_proof_document(figure(value="3"), old + new, definition=ShownDefinition(1, b"{}", new[0]["event"]))
    with pytest.raises(ProofsUnderDifferentCheckpoints):
        api.figure_proof_document(figure(value="0"), [], definition=ShownDefinition(1, b"{}", new[0]["event"]))
