"""A witness signs what continues what it signed before, and nothing else; the log keeps it and every check uses it."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.trust import api, witness
from tinhso.engines.trust.contracts import (
    Finding,
    KeyOpenToOthers,
    NoKnownWitness,
    NotContinued,
    OtherCheckpoint,
    Remark,
    UnknownLog,
    UnreadableCheckpoint,
    WitnessElsewhere,
    WrongSignature,
)
from tinhso.engines.trust.logic.cosignatures import WitnessRequest, cosigned_at
from tinhso.engines.trust.logic.notes import COSIGNATURE, VerifierKey, read_signatures
from tinhso.engines.trust.testing import record_some, seal_now, tamper, undone, without_projection_checks

pytestmark = pytest.mark.django_db
ACTOR = "system:test"


@pytest.fixture(autouse=True)
def agency(settings: Any, tmp_path: Path) -> Any:
    """Another agency's folder, which has accepted the key of a log of five events and is declared as its witness."""
    settings.TINHSO_HOME, settings.TINHSO_SEALER_KEYS = tmp_path / "home", None
    record_some(5)
    seal_now()
    folder = tmp_path / "agency"
    settings.TINHSO_WITNESSES = (witness.init_witness(folder, "thanhtra.example/w1").text(),)
    witness.trust_log(folder, api.verifier_key().text())
    with without_projection_checks():
        yield folder


def ask_and_keep(agency: Path) -> str:
    signed = witness.cosign(agency, api.witness_request())
    api.keep_cosignatures(signed, actor=ACTOR)
    return signed


def what_is_said(settings: Any) -> tuple[list[str], list[str]]:
    said: list[Finding] = []
    faults = api.verify_log(said.append, witnesses=settings.TINHSO_WITNESSES)
    return [f"{one.table} {one.row}" for one in faults], [one.what_en for one in said if isinstance(one, Remark)]


def test_a_witness_follows_a_log_that_grows_and_the_check_says_how_far(agency: Path, settings: Any) -> None:
    assert what_is_said(settings)[0] == ["witness thanhtra.example/w1"]
    for size in (5, 9, 13):
        signed = ask_and_keep(agency)
        assert signed.count("\n— ") == 2
        view = api.latest_cosignature()
        assert view is not None
        assert (view.name, view.tree_size) == ("thanhtra.example/w1", size)
        record_some(3)  # and the event that keeps the cosignature
        seal_now()
        faults, (remark,) = what_is_said(settings)
        assert faults == []
        assert f"signed {size} leaves" in remark
        assert "4 leaves after them" in remark
    assert api.verify_log(public_keys=[api.verifier_key().text()], witnessed=[signed]) == []


def test_keeping_the_same_cosignature_twice_keeps_it_once(agency: Path) -> None:
    signed = ask_and_keep(agency)
    api.keep_cosignatures(signed, actor=ACTOR)
    assert len(api.events(kind="trust.cosigned")) == 1


def test_a_rewritten_or_cut_log_is_not_signed_and_its_request_is_kept_as_evidence(agency: Path) -> None:
    ask_and_keep(agency)
    seal_now()
    with undone():
        tamper("UPDATE trust_node SET hash = %s WHERE level = 2 AND position = 0", [b"\x01" * 32])
        record_some(2)
        seal_now()
        request = api.witness_request()
        with pytest.raises(NotContinued, match="TRU-025"):
            witness.cosign(agency, request)
    (evidence,) = agency.glob("*/refused-*")
    assert evidence.read_text() == request
    record_some(1)
    seal_now()
    assert ask_and_keep(agency), "an honest continuation is signed after a refusal"


def test_a_request_that_begins_elsewhere_says_where_to_begin(agency: Path) -> None:
    ask_and_keep(agency)
    seal_now()
    with pytest.raises(WitnessElsewhere, match="--since 5"):
        witness.cosign(agency, api.witness_request(since=3))
    assert witness.cosign(agency, api.witness_request(since=5))


def test_a_witness_that_ended_after_it_kept_the_checkpoint_signs_it_again(agency: Path) -> None:
    lost = witness.cosign(agency, api.witness_request())
    again = witness.cosign(agency, api.witness_request(since=5))
    assert again.rpartition("\n\n")[0] == lost.rpartition("\n\n")[0]
    assert api.keep_cosignatures(again, actor=ACTOR)


def test_an_unknown_log_a_foreign_signature_and_nonsense_are_refused(agency: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    witness.init_witness(other, "other.example/w")
    with pytest.raises(UnknownLog):
        witness.cosign(other, api.witness_request())
    note = api.witness_request()
    with pytest.raises(WrongSignature):
        witness.cosign(agency, note.replace("last-sequence 5", "last-sequence 6"))
    for spoilt in ("", "old", "old x\n\n", note.replace("old 0", "old 0\nAAAA"), "old 0\n\nnonsense"):
        with pytest.raises(UnreadableCheckpoint):
            witness.cosign(agency, spoilt)
    (agency / "witness.key").chmod(0o644)
    with pytest.raises(KeyOpenToOthers):
        witness.cosign(agency, note)


def test_the_witness_accepts_the_next_key_when_the_one_it_knows_introduces_it(agency: Path) -> None:
    ask_and_keep(agency)
    api.rotate_key(actor=ACTOR)
    record_some(1)
    seal_now()
    with pytest.raises(WrongSignature):
        witness.cosign(agency, api.witness_request())
    note = api.key_chain()[1].note
    with pytest.raises(WrongSignature):
        witness.trust_introduction(agency, note.replace("tree-size 6", "tree-size 7"))
    assert witness.trust_introduction(agency, note) == api.verifier_key()
    assert ask_and_keep(agency)


def test_what_the_log_does_not_know_or_did_not_sign_is_not_kept(agency: Path, settings: Any, tmp_path: Path) -> None:
    signed = witness.cosign(agency, api.witness_request())
    line = signed.rstrip("\n").rpartition("\n")[2]
    foreign = signed.replace("last-sequence 5", "last-sequence 6")
    with pytest.raises(OtherCheckpoint):
        api.keep_cosignatures(foreign, actor=ACTOR)
    moved = line[:-6] + ("AAAAA=" if line[-6:] != "AAAAA=" else "BBBBB=")
    with pytest.raises((WrongSignature, UnreadableCheckpoint)):
        api.keep_cosignatures(signed.replace(line, moved), actor=ACTOR)
    settings.TINHSO_WITNESSES = (witness.init_witness(tmp_path / "second", "second.example/w").text(),)
    with pytest.raises(NoKnownWitness):
        api.keep_cosignatures(signed, actor=ACTOR)
    assert api.events(kind="trust.cosigned") == []


def test_the_worked_example_of_the_specification_has_this_form() -> None:
    """https://c2sp.org/tlog-cosignature: the example's line is 4 + 8 + 64 bytes, its key id and time as published."""
    (line,) = read_signatures(
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0"
        "xUe+mbIUBkBIfZ+qnA==\n"
    )
    assert len(line.signature) == 72
    assert int.from_bytes(line.signature[:8], "big") == 1679315147


def test_a_cosignature_signs_the_header_the_time_and_the_text(agency: Path) -> None:
    signed = witness.cosign(agency, api.witness_request())
    text, _, lines = signed.rpartition("\n\n")
    key = VerifierKey.parse((agency / "witness.pub").read_text(), COSIGNATURE)
    line = next(one for one in read_signatures(lines) if one.is_by(key))
    at = cosigned_at(text + "\n", line, key)
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60
    message = f"cosignature/v1\ntime {int(at.timestamp())}\n{text}\n".encode()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    Ed25519PublicKey.from_public_bytes(key.key).verify(line.signature[8:], message)
    assert key.text().split("+")[2].startswith(base64.b64encode(b"\x04\x00\x00").decode()[:1])


def test_a_request_is_read_back_as_it_was_written() -> None:
    record_some(9)
    seal_now()
    text = api.witness_request(since=5)
    assert WitnessRequest.parse(text).text() == text
    assert text.startswith("old 5\n")
