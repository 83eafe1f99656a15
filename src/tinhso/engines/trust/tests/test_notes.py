"""Signed notes and checkpoints: the C2SP form, and that nothing in them can be altered."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.trust.contracts import UnreadableCheckpoint, UnreadableKey, WrongSignature
from tinhso.engines.trust.logic.notes import Statement, VerifierKey, open_checkpoint, sign_statement

pytestmark = pytest.mark.one_database

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = VerifierKey("province.example/log", KEY.public_key().public_bytes_raw())
SAID = Statement("province.example/log", 7, b"\x05" * 32, datetime(2026, 11, 17, 6, 42, 0, 123456, UTC), 405)
NOTE = sign_statement(SAID, KEY)
# The example of Go's note package, whose form C2SP wrote down.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NEUMANN_LINE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="


def test_the_published_example_key_and_signature_are_read_as_its_authors_mean() -> None:
    key = VerifierKey.parse(NEUMANN)
    blob = base64.b64decode(NEUMANN_LINE)
    assert key.key_id == blob[:4]
    Ed25519PublicKey.from_public_bytes(key.key).verify(blob[4:], NEUMANN_TEXT.encode())
    assert key.text() == NEUMANN


def test_a_checkpoint_has_the_lines_of_its_standard_and_our_two() -> None:
    text, _, signature = NOTE.rpartition("\n\n")
    assert text.split("\n") == [
        "province.example/log",
        "7",
        base64.b64encode(b"\x05" * 32).decode(),
        "sealed-at 2026-11-17T06:42:00.123456Z",
        "last-sequence 405",
    ]
    assert signature.startswith("— province.example/log ")
    assert NOTE.endswith("\n")


def test_a_checkpoint_opens_with_its_key() -> None:
    assert open_checkpoint(NOTE, PUBLIC) == SAID


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_no_byte_of_a_checkpoint_can_be_altered(position: int, change: int) -> None:
    altered = bytearray(NOTE.encode())
    altered[position] ^= change
    with pytest.raises((WrongSignature, UnreadableCheckpoint, UnicodeDecodeError)):
        open_checkpoint(altered.decode(), PUBLIC)


def test_another_key_of_the_same_name_does_not_open_it() -> None:
    other = VerifierKey(PUBLIC.name, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    with pytest.raises(WrongSignature):
        open_checkpoint(NOTE, other)


def test_signatures_of_witnesses_are_ignored() -> None:
    witness = sign_statement(SAID, Ed25519PrivateKey.generate()).rpartition("\n\n")[2]
    text, _, ours = NOTE.rpartition("\n\n")
    assert open_checkpoint(f"{text}\n\n{witness}{ours}", PUBLIC) == SAID


def test_a_signed_text_that_is_no_checkpoint_is_refused() -> None:
    for text in ("province.example/log\n07\n", SAID.text() + "more\n", "province.example/log\n7\nabc\nx\ny\n"):
        signature = base64.b64encode(PUBLIC.key_id + KEY.sign(text.encode())).decode()
        with pytest.raises(UnreadableCheckpoint):
            open_checkpoint(f"{text}\n— province.example/log {signature}\n", PUBLIC)
    with pytest.raises(UnreadableCheckpoint):
        open_checkpoint("nothing", PUBLIC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000+" + base64.b64encode(b"\x01" + bytes(32)).decode(),
        NEUMANN.replace("c74f20a3", "c74f20a4"),
        NEUMANN[:-1] + "X",
        NEUMANN + "=",
    ],
)
def test_a_text_that_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(UnreadableKey):
        VerifierKey.parse(text)
