"""The verifier's own Ed25519 against RFC 8032, against a library, and against malleable signatures."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.trust.verify_figure import (
    BASE,
    ORDER,
    P,
    add_points,
    decode_point,
    ed25519_holds,
    encode_point,
    multiply_point,
)

pytestmark = pytest.mark.one_database

# RFC 8032 section 7.1: secret key, public key, message, signature.
VECTORS = {
    "test 1": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
        "55141438e7a100b",
    ),
    "test 2": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
        "00d291612bb0c00",
    ),
    "test 3": (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
        "027beceea1ec40a",
    ),
    "SHA(abc)": (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2"
        "a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad"
        "9bef1177331a704",
    ),
}
SECRET = bytes.fromhex(VECTORS["test 3"][0])
PUBLIC, MESSAGE, SIGNATURE = (bytes.fromhex(text) for text in VECTORS["test 3"][1:])


@pytest.mark.parametrize("name", VECTORS)
def test_the_published_vectors_hold(name: str) -> None:
    secret, public, message, signature = (bytes.fromhex(text) for text in VECTORS[name])
    assert Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw() == public
    assert ed25519_holds(public, message, signature)


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300), st.integers(0, 10**6), st.integers(0, 7))
def test_it_agrees_with_the_library_and_refuses_any_flipped_bit(
    secret: bytes, message: bytes, place: int, bit: int
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert ed25519_holds(public, message, signature)
    altered = bytearray(public + signature + message)
    altered[place % len(altered)] ^= 1 << bit
    assert not ed25519_holds(bytes(altered[:32]), bytes(altered[96:]), bytes(altered[32:96]))


def test_a_signature_with_the_group_order_added_to_s_is_refused() -> None:
    s = int.from_bytes(SIGNATURE[32:], "little")
    for shift in (1, 2, 15):
        if s + shift * ORDER < 2**256:
            malleable = SIGNATURE[:32] + (s + shift * ORDER).to_bytes(32, "little")
            assert not ed25519_holds(PUBLIC, MESSAGE, malleable)
    assert not ed25519_holds(PUBLIC, MESSAGE, SIGNATURE[:32] + ORDER.to_bytes(32, "little"))


@pytest.mark.parametrize("y", [P, P + 1, 2**255 - 1])
@pytest.mark.parametrize("sign", [0, 1])
def test_a_point_with_a_y_that_is_not_reduced_is_refused(y: int, sign: int) -> None:
    encoded = (y | sign << 255).to_bytes(32, "little")
    assert decode_point(encoded) is None
    assert not ed25519_holds(encoded, MESSAGE, SIGNATURE)
    assert not ed25519_holds(PUBLIC, MESSAGE, encoded + SIGNATURE[32:])


@pytest.mark.parametrize("y", [1, P - 1])
def test_a_minus_zero_x_is_refused(y: int) -> None:
    assert decode_point(y.to_bytes(32, "little")) is not None
    assert decode_point((y | 1 << 255).to_bytes(32, "little")) is None


def test_a_y_without_a_point_is_refused() -> None:
    without = next(y for y in range(2, 50) if decode_point(y.to_bytes(32, "little")) is None)
    assert not ed25519_holds(without.to_bytes(32, "little"), MESSAGE, SIGNATURE)


@pytest.mark.parametrize("lengths", [(31, 64), (33, 64), (32, 63), (32, 65), (0, 0)])
def test_wrong_lengths_are_refused(lengths: tuple[int, int]) -> None:
    key, signature = (PUBLIC + b"\0")[: lengths[0]], (SIGNATURE + b"\0")[: lengths[1]]
    assert not ed25519_holds(key, MESSAGE, signature)


def test_the_base_point_has_the_prime_order() -> None:
    neutral = encode_point((0, 1, 1, 0))
    assert encode_point(multiply_point(ORDER, BASE)) == neutral
    assert encode_point(multiply_point(ORDER + 1, BASE)) == encode_point(BASE)
    assert encode_point(add_points(BASE, BASE)) == encode_point(multiply_point(2, BASE))
