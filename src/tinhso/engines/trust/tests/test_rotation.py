"""A key that is changed: the old one introduces the new one in this one history; a lost key is a break that shows."""

import json
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.trust import api, verify_figure
from tinhso.engines.trust.contracts import Finding, KeyMissing, KeyNotLost, NoCheckpoint, ReasonForKeyNeeded, Remark
from tinhso.engines.trust.logic import rotation
from tinhso.engines.trust.logic.keys import key_file, load_sealer_key, public_file
from tinhso.engines.trust.logic.notes import open_checkpoint
from tinhso.engines.trust.testing import record_some, tamper, undone, without_projection_checks
from tinhso.engines.trust.tests import proven_figures
from tinhso.engines.trust.tests.proven_figures import figure, leaf, submit
from tinhso.kernel.canonical import canonical_json

pytestmark = pytest.mark.django_db
ACTOR = "system:test"


@pytest.fixture(autouse=True)
def log(settings: Any, tmp_path: Path) -> Any:
    """Four sealed events under one key, in a home of its own."""
    settings.TINHSO_HOME, settings.TINHSO_SEALER_KEYS = tmp_path, None
    record_some(4)
    api.seal_all()
    with without_projection_checks():
        yield


def grow() -> None:
    record_some(2)
    api.seal_all()


def what_is_said(**arguments: Any) -> tuple[list[str], list[str]]:
    """The rows of the faults, and the remarks."""
    said: list[Finding] = []
    faults = api.verify_log(said.append, **arguments)
    return [f"{fault.table} {fault.row}" for fault in faults], [one.what_en for one in said if isinstance(one, Remark)]


def test_any_key_of_the_chain_vouches_for_the_whole_log_and_a_strange_one_does_not() -> None:
    keys = [api.verifier_key().text()]
    notes = [api.checkpoints()[0].note]
    for number in range(2):
        keys.append(api.rotate_key(actor=ACTOR, reason=f"hằng năm, lần {number + 1}").text())
        record_some(3)
        grow()
        notes.append(api.checkpoints()[0].note)
    assert len(set(keys)) == 3
    for key in keys:
        assert what_is_said(public_keys=[key], witnessed=notes) == ([], [])
    assert what_is_said() == ([], [])
    assert [view.key for view in api.key_chain()] == keys
    strange = keys[0].rpartition("+")[0][:-8] + "00000000"
    assert strange not in keys
    with pytest.raises(Exception, match="TRU-005"):
        api.verify_log(public_keys=[strange])


def test_the_old_key_signs_what_it_sealed_and_the_new_one_what_follows() -> None:
    old, waiting = api.verifier_key(), record_some(1)
    new = api.rotate_key(actor=ACTOR)
    assert api.event(waiting[0]).leaf_index is not None
    assert open_checkpoint(api.checkpoints()[0].note, old).tree_size == api.key_chain()[1].above
    grow()
    assert open_checkpoint(api.checkpoints()[0].note, new)
    assert api.verifier_key() == new
    assert not key_file().with_name("sealer.key.next").exists()


def test_a_log_sealed_on_with_the_old_key_is_named() -> None:
    kept = key_file().read_text()
    api.rotate_key(actor=ACTOR)
    with pytest.MonkeyPatch.context() as patch:
        key_file().write_text(kept)
        patch.setattr("tinhso.engines.trust.queries.introductions", list)
        grow()
    assert what_is_said(public_keys=[api.key_chain()[0].key])[0] == [
        f"trust_checkpoint {api.checkpoints()[0].tree_size}"
    ]


def test_an_introduction_carried_into_another_history_is_named() -> None:
    first = api.verifier_key().text()
    api.rotate_key(actor=ACTOR)
    grow()
    with undone():
        tamper("UPDATE trust_node SET hash = %s WHERE level = 2 AND position = 0", [b"\x01" * 32])
        assert what_is_said(public_keys=[first])[0][0] == "trust_event keys"


@pytest.mark.parametrize("broken_at", ["before the event", "after the event"])
def test_a_change_that_was_broken_off_is_either_not_begun_or_finished(
    broken_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*arguments: Any) -> None:
        raise KeyboardInterrupt

    first = api.verifier_key()
    with monkeypatch.context() as patch:
        patch.setattr(rotation, "record_many" if broken_at.startswith("before") else "take_over", ends)
        with pytest.raises(KeyboardInterrupt):
            api.rotate_key(actor=ACTOR)
    grow()
    changed = broken_at.startswith("after")
    assert len(api.key_chain()) == 1 + changed
    assert (api.verifier_key() != first) == changed
    assert what_is_said(public_keys=[first.text()]) == ([], [])
    api.rotate_key(actor=ACTOR)
    grow()
    assert what_is_said(public_keys=[first.text()]) == ([], [])


def test_a_lost_key_is_a_break_with_a_reason_that_every_check_says_and_that_the_old_key_does_not_vouch_for() -> None:
    first = api.verifier_key().text()
    with pytest.raises(KeyNotLost):
        api.replace_lost_key(actor=ACTOR, reason="ổ đĩa khóa hỏng ngày 17/11")
    key_file().unlink()
    record_some(2)
    with pytest.raises(KeyMissing):
        api.seal_all()
    with pytest.raises(ReasonForKeyNeeded):
        api.replace_lost_key(actor=ACTOR, reason=" mất ")
    new = api.replace_lost_key(actor=ACTOR, reason="ổ đĩa khóa hỏng ngày 17/11").text()
    grow()
    faults, remarks = what_is_said(public_keys=[new])
    assert faults == []
    assert len(remarks) == 1
    assert "ổ đĩa khóa hỏng" in remarks[0]
    assert what_is_said()[1] == remarks
    assert what_is_said(public_keys=[first]) == (["trust_event keys"], remarks)
    assert what_is_said(public_keys=[first, new])[0] == []


def test_a_thief_of_the_machine_without_the_old_key_cannot_introduce_another(tmp_path: Path) -> None:
    first = api.verifier_key().text()
    api.rotate_key(actor=ACTOR)
    event = api.events(kind="trust.key_introduced")[0]
    # The thief's own key in the place of the new one, in a text that only the thief signed.
    note = event.public["note"].replace("\nold ", "\nlost ")
    payload = json.loads(event.payload)
    payload["public"]["note"] = note
    with undone():
        tamper("UPDATE trust_event SET payload = %s WHERE id = %s", [canonical_json(payload).decode(), event.id])
        assert f"trust_event {event.id}" in what_is_said(public_keys=[first])[0]


def test_nothing_sealed_means_nothing_to_hand_on(settings: Any, tmp_path: Path) -> None:
    with undone():
        for table in ("checkpoint", "node", "leaf", "pending", "text", "salt", "event"):
            tamper(f"DELETE FROM trust_{table}")
        with pytest.raises(NoCheckpoint):
            api.rotate_key(actor=ACTOR)


def test_the_private_key_may_lie_apart_from_the_public_one(settings: Any, tmp_path: Path) -> None:
    settings.TINHSO_HOME, settings.TINHSO_SEALER_KEYS = tmp_path / "home", tmp_path / "sealer"
    with undone():
        for table in ("checkpoint", "node", "leaf", "pending", "text", "salt", "event"):
            tamper(f"DELETE FROM trust_{table}")
        record_some(1)
        api.seal_all()
        api.rotate_key(actor=ACTOR)
        assert {file.name for file in (tmp_path / "sealer").iterdir()} == {"sealer.key"}
        assert public_file() == tmp_path / "home/keys/sealer.pub"
        assert load_sealer_key().public_key().public_bytes_raw() == api.verifier_key().key


def test_a_proof_carries_the_introductions_and_any_key_of_the_chain_checks_it_without_the_product() -> None:
    keys, contributions, events = [api.verifier_key().text()], [], [[leaf("24121", "60")]]
    told = proven_figures.tell(figure(), [json.loads(events[0][0])])
    for _ in range(3):
        contributions.append(proven_figures.contributions(submit(*events), events))
        keys.append(api.rotate_key(actor=ACTOR).text())
    proofs = [
        proven_figures.prove_figure(figure(), one, tree_size=one[0]["event"]["tree_size"], told=told)
        for one in contributions
    ]
    for proof in proofs:
        assert len(proof["keys"]) == 3
        for key in keys:
            assert verify_figure.verify(proof, verify_figure.read_key(key)).checkpoint.tree_size
    for keys_in_it in (proofs[0]["keys"][1:], proofs[0]["keys"][::-1], []):
        spoilt = proofs[2] | {"keys": keys_in_it}
        with pytest.raises(verify_figure.Refused):
            verify_figure.verify(spoilt, verify_figure.read_key(keys[0]))
