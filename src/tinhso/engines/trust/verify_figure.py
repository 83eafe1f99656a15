#!/usr/bin/env python3
"""Check the proof of a published figure, offline: one file, the Python (3.9 or later) standard library, nothing to
install.

    python verify_figure.py PROOF.json --key "province.example/log+1a2b3c4d+AbCd…" [--lang vi|en]

The key is the public key of the province's log. Take it from a place you trust (a gazette, another agency), never
from the place that gave you the proof. Exit code: 0 everything holds, 1 something does not, 2 the question is wrong.

1. The checkpoint carries a valid Ed25519 signature (RFC 8032) of that key.
2. Each event is in the log under the checkpoint, unchanged (RFC 9162 section 2.1.3).
3. Each figure is one of the figures its event committed to, unchanged.
4. The figures add up to the published value, exactly.

The form of a proof: docs/reference/proof-format.md. What a proof cannot show is printed with every answer.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

FORMAT = "tinhso-figure-proof/1"
Json = dict[str, Any]


class Refused(Exception):
    """The proof does not hold; the reason in Vietnamese and English."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.reasons = {"vi": vi, "en": en}


# --- Ed25519, verification only (RFC 8032 section 5.1) -----------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # extended homogeneous coordinates (X, Y, Z, T)
NEUTRAL = (0, 1, 1, 0)


def recover_x(y: int, sign: int) -> int | None:
    """Return the x coordinate for a y, None when there is none (section 5.1.3)."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def decode_point(data: bytes) -> Point | None:
    """Return the point of its 32-byte encoding, None for an encoding that is not the one canonical one."""
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def encode_point(point: Point) -> bytes:
    """Return the canonical 32 bytes of a point."""
    inverse: int = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def add_points(first: Point, second: Point) -> Point:
    """Return the sum of two points (section 5.1.4)."""
    a = (first[1] - first[0]) * (second[1] - second[0]) % P
    b = (first[1] + first[0]) * (second[1] + second[0]) % P
    c = 2 * first[3] * second[3] * D % P
    d = 2 * first[2] * second[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply_point(scalar: int, point: Point) -> Point:
    """Return scalar times point. Not constant in time: everything here is public."""
    result = NEUTRAL
    while scalar:
        if scalar & 1:
            result = add_points(result, point)
        point = add_points(point, point)
        scalar >>= 1
    return result


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0) or 0
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def ed25519_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether an Ed25519 signature is valid (section 5.1.7, without the cofactor).

    R is compared as bytes, so a signature has one spelling only; S must be below the group order.
    """
    if len(public_key) != 32 or len(signature) != 64:
        return False
    point = decode_point(public_key)
    s = int.from_bytes(signature[32:], "little")
    if point is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    minus_point = (P - point[0], point[1], point[2], P - point[3])
    expected = add_points(multiply_point(s, BASE), multiply_point(challenge, minus_point))
    return encode_point(expected) == signature[:32]


# --- The log (RFC 9162, C2SP signed notes) -----------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """A verifier key `<name>+<key id>+<base64 of 0x01 and the key>`."""

    name: str
    key_id: bytes
    key: bytes


@dataclass(frozen=True)
class Checkpoint:
    """What a checkpoint whose signature holds says."""

    origin: str
    tree_size: int
    root: bytes
    sealed_at: str


def decode_base64(text: str) -> bytes | None:
    """Decode base64 in its one canonical spelling, None for anything else."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def read_key(text: str) -> Key:
    """Read the verifier key given as an argument; raises ValueError."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    data = decode_base64(encoded)
    if not name or data is None or len(data) != 33 or data[:1] != b"\x01":
        raise ValueError("not a verifier key")
    if hashlib.sha256(name.encode() + b"\n" + data).digest()[:4].hex() != key_id:
        raise ValueError("the key id does not fit the key")
    return Key(name, bytes.fromhex(key_id), data[1:])


def open_checkpoint(note: str, key: Key) -> Checkpoint:
    """Return what the checkpoint says after its signature was checked."""
    text, separator, signatures = note.rpartition("\n\n")
    text += "\n"
    if not separator or not signatures.endswith("\n"):
        raise Refused("Dấu niêm phong sai dạng.", "The checkpoint is malformed.")
    check_signature(text, signatures[:-1].split("\n"), key)
    lines = text[:-1].split("\n")
    shape = [r".+", r"[1-9][0-9]*", r".+", r"sealed-at [0-9T:.-]+Z", r"last-sequence [0-9]+"]
    if len(lines) != len(shape) or not all(map(re.fullmatch, shape, lines)) or lines[0] != key.name:
        raise Refused("Dấu niêm phong không phải của nhật ký này.", "The checkpoint is not one of this log.")
    root = decode_base64(lines[2])
    if root is None or len(root) != 32:
        raise Refused("Gốc cây băm trong dấu niêm phong sai dạng.", "The checkpoint's root is malformed.")
    return Checkpoint(lines[0], int(lines[1]), root, lines[3].split(" ", 1)[1])


def check_signature(text: str, lines: list[str], key: Key) -> None:
    """Refuse unless the key signed the text; signatures of witnesses are ignored, as the format demands."""
    for line in lines:
        parts = line.split(" ")
        blob = decode_base64(parts[2]) if len(parts) == 3 and parts[0] == "—" else None
        if blob is None or len(blob) < 5:
            raise Refused("Dòng chữ ký của dấu niêm phong sai dạng.", "A signature line is malformed.")
        if parts[1] == key.name and blob[:4] == key.key_id:
            if not ed25519_holds(key.key, text.encode(), blob[4:]):
                raise Refused("Chữ ký của dấu niêm phong không đúng.", "The checkpoint's signature is wrong.")
            return
    raise Refused("Dấu niêm phong không do khóa này ký.", "The checkpoint was not signed by this key.")


def signing_key(note: str, key: Key, introductions: list[str]) -> Key:
    """Return the key that signs a checkpoint: the given one, or one that notes signed by both link to it."""
    keys, limits = list[Key](), list[int]()
    shape = ["tinhso key-introduction/1", ".+", "old .+", "new .+", "tree-size [1-9][0-9]*", "root .+"]
    for introduction in introductions:
        text, _, signatures = introduction.rpartition("\n\n")
        lines = text.split("\n")
        if len(lines) != len(shape) or not all(map(re.fullmatch, shape, lines)):
            raise Refused("Giới thiệu khóa sai dạng.", "A key introduction is malformed.")
        old, new = read_key(lines[2][4:]), read_key(lines[3][4:])
        for one in (old, new):
            check_signature(text + "\n", signatures[:-1].split("\n"), one)
        if keys and keys[-1] != old:
            raise Refused("Các khóa không nối tiếp nhau.", "The keys do not follow one another.")
        keys = [*(keys or [old]), new]
        limits.append(int(lines[4][10:]))
    if keys and (key not in keys or limits != sorted(limits)):
        raise Refused("Khóa đưa ra không nằm trong chuỗi khóa.", "The given key is not in the chain of keys.")
    size = note.split("\n")[1:2]
    return keys[sum(limit < int(size[0]) for limit in limits)] if keys and size and size[0].isdecimal() else key


def root_of_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Return the root that an audit path leads to, None when it does not fit (RFC 9162 section 2.1.3.2)."""
    node, position, last = hashlib.sha256(b"\x00" + leaf).digest(), index, size - 1
    if not 0 <= index < size:
        return None
    for sibling in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        position, last = position >> 1, last >> 1
    return node if last == 0 else None


# --- Reading the document ----------------------------------------------------------------------------------------

TOP = {"format", "figure", "events", "contributions", "checkpoint"}
EVENT = {"payload", "leaf_index", "path"}
CONTRIBUTION = {"leaf", "index", "of", "path", "event", "role", "sign"}
FIGURE = {"indicator", "unit", "period", "value", "decimals", "operator", "rule"}
FIGURE_OPTIONAL = {
    "dims", "scenario", "status", "numerator", "denominator", "multiplier", "expected", "received", "formula",
    "measure_unit", "name_vi", "name_en",
}  # fmt: skip


def load_json(text: str) -> Any:
    """Parse JSON without the freedoms that make one text mean two things: repeated keys, floats, NaN."""

    def no_repeats(pairs: list[tuple[str, Any]]) -> Json:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands twice")
        return found

    def no_number(token: str) -> object:
        raise ValueError(f"number {token} is not an integer")

    return json.loads(text, object_pairs_hook=no_repeats, parse_float=no_number, parse_constant=no_number)


def need(holds: object, vi: str, en: str) -> None:
    """Refuse with a reason unless something holds."""
    if not holds:
        raise Refused(vi, en)


def check_shape(value: Any, keys: set[str], optional: set[str], what: str) -> Json:
    """Return the value as an object with exactly the known keys; what nobody checks must not be there."""
    fits = isinstance(value, dict) and keys <= value.keys() <= keys | optional
    need(fits, f"Phần “{what}” của tệp sai dạng.", f"The part “{what}” of the file is malformed.")
    return value  # type: ignore[no-any-return]


def read_path(value: Any, what: str) -> list[bytes]:
    """Return the hashes of a path written as lower-case hexadecimal texts."""
    fits = isinstance(value, list) and all(isinstance(one, str) and re.fullmatch(r"[0-9a-f]{64}", one) for one in value)
    need(fits, f"Đường băm của {what} sai dạng.", f"The path of {what} is malformed.")
    return [bytes.fromhex(one) for one in value]


def read_integer(value: Any, what: str) -> int:
    """Return a JSON integer that is not negative and not a boolean."""
    need(type(value) is int and value >= 0, f"“{what}” phải là số nguyên.", f"“{what}” must be an integer.")
    return value  # type: ignore[no-any-return]


def read_text(value: Any, what: str) -> str:
    """Return a text."""
    need(isinstance(value, str), f"“{what}” phải là chuỗi.", f"“{what}” must be a text.")
    return value  # type: ignore[no-any-return]


# --- The four checks ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Term:
    """One figure that counts towards the published one."""

    leaf: Json
    role: str
    factor: Fraction

    @property
    def value(self) -> Fraction | None:
        """The exact value it adds; None when its record has no value."""
        text = self.leaf.get("value")
        return None if text is None else self.factor * Fraction(text)


@dataclass(frozen=True)
class Verdict:
    """What was proven."""

    figure: Json
    checkpoint: Checkpoint
    terms: list[Term]
    events: int


def verify(document: object, key: Key) -> Verdict:
    """Check a whole proof; raises Refused with the first reason why it does not hold."""
    proof = check_shape(document, TOP, {"keys"}, "proof")
    need(proof["format"] == FORMAT, "Không phải tệp bằng chứng số liệu bản 1.", "Not a figure proof of version 1.")
    figure = check_shape(proof["figure"], FIGURE, FIGURE_OPTIONAL, "figure")
    note, keys = read_text(proof["checkpoint"], "checkpoint"), proof.get("keys", [])
    need(isinstance(keys, list), "Phần “keys” sai dạng.", "The part “keys” is malformed.")
    checkpoint = open_checkpoint(note, signing_key(note, key, [read_text(one, "keys") for one in keys]))
    need(isinstance(proof["events"], dict), "Phần “events” sai dạng.", "The part “events” is malformed.")
    events = {name: check_event(name, event, checkpoint) for name, event in proof["events"].items()}
    need(isinstance(proof["contributions"], list), "Phần “contributions” sai dạng.", "“contributions” is malformed.")
    terms = [check_contribution(n, one, events) for n, one in enumerate(proof["contributions"], start=1)]
    used = {one["event"] for one in proof["contributions"]}
    need(used == events.keys(), "Có sự kiện không được dùng.", "An event in the file is not used.")
    check_terms(figure, terms)
    check_arithmetic(figure, terms)
    return Verdict(figure, checkpoint, terms, len(events))


def check_event(name: str, value: object, checkpoint: Checkpoint) -> Json:
    """Check that an event is in the log, and return its payload."""
    event = check_shape(value, EVENT, set(), f"event {name}")
    payload = read_text(event["payload"], "payload")
    index = read_integer(event["leaf_index"], "leaf_index")
    path = read_path(event["path"], f"event {name}")
    root = root_of_path(payload.encode(), index, checkpoint.tree_size, path)
    need(
        root == checkpoint.root,
        f"Sự kiện {name} không nằm trong nhật ký dưới dấu niêm phong này, hoặc đã bị sửa.",
        f"Event {name} is not in the log under this checkpoint, or was altered.",
    )
    return load_json(payload)  # type: ignore[no-any-return]


def check_contribution(number: int, value: object, events: dict[str, Json]) -> Term:
    """Check that a figure is one its event committed to, and return it with its role."""
    one = check_shape(value, CONTRIBUTION, {"weight_billionths"}, f"contribution {number}")
    need(
        isinstance(one["event"], str) and one["event"] in events,
        f"Bản ghi {number} thuộc sự kiện không có trong tệp.",
        f"Contribution {number} names an event that is not in the file.",
    )
    payload, leaf = events[one["event"]], read_text(one["leaf"], "leaf")
    index, count = read_integer(one["index"], "index"), read_integer(one["of"], "of")
    root = root_of_path(leaf.encode(), index, count, read_path(one["path"], f"contribution {number}"))
    need(
        count == payload.get("figures") and root is not None and root.hex() == payload.get("figures_root"),
        f"Bản ghi {number} không thuộc các số liệu của sự kiện {one['event']}, hoặc đã bị sửa.",
        f"Contribution {number} is not among the figures of event {one['event']}, or was altered.",
    )
    signs = one["role"] in ("numerator", "denominator") and type(one["sign"]) is int and one["sign"] in (1, -1)
    need(signs, f"Vai trò của bản ghi {number} sai.", f"The role of contribution {number} is wrong.")
    weight = read_integer(one.get("weight_billionths", 10**9), "weight_billionths")
    need(weight <= 10**9, f"Trọng số của bản ghi {number} quá 1.", f"The weight of contribution {number} is above 1.")
    return Term(load_json(leaf), one["role"], one["sign"] * Fraction(weight, 10**9))


def check_terms(figure: Json, terms: list[Term]) -> None:
    """Refuse figures that count twice, that are no readable state, or that speak of something else."""
    shares: dict[Any, Fraction] = {}
    states: dict[Any, Json] = {}
    names = ("indicator", "unit", "unit_from", "period", "dims", "scenario", "line")
    dims = set((figure.get("dims") or "").split(";")) - {""}
    for term in terms:
        leaf = term.leaf
        what = f"{leaf.get('indicator')} {leaf.get('unit')} {leaf.get('period')}"
        key = (term.role, *(leaf.get(name) for name in names))
        # The parts of a divided unit may meet again in one total, but never make more than the whole.
        shares[key] = shares.get(key, Fraction(0)) + abs(term.factor)
        once = shares[key] <= 1 and states.setdefault(key, leaf) == leaf
        need(once, f"Một số liệu bị tính hai lần: {what}.", f"A figure is counted twice: {what}.")
        readable = leaf.get("v") == 1 and leaf.get("missing") != "moved"
        need(readable, f"Không phải trạng thái đọc được: {what}.", f"Not a readable state: {what}.")
        same = figure["rule"] == "ratio_of_sums" or leaf.get("indicator") == figure["indicator"]
        need(same, f"Số liệu của chỉ tiêu khác: {what}.", f"A figure of another indicator: {what}.")
        same = leaf.get("scenario") == figure.get("scenario", "actual")
        need(same, f"Số liệu của kịch bản khác: {what}.", f"A figure of another scenario: {what}.")
        same = dims <= set((leaf.get("dims") or "").split(";"))
        need(same, f"Số liệu của phân tổ khác: {what}.", f"A figure of other dimension items: {what}.")
        official = figure.get("status") != "official" or term.value is None or leaf.get("status") == "official"
        need(official, f"Số liệu chưa chính thức: {what}.", f"A figure that is not official: {what}.")
    check_received(figure, terms)


def check_received(figure: Json, terms: list[Term]) -> None:
    """Refuse a claim of more answers than the proof shows; a divided unit may answer for several."""
    received, expected = figure.get("received"), figure.get("expected")
    answered = {
        (term.leaf.get("unit"), term.leaf.get("unit_from"))
        for term in terms
        if not term.leaf.get("line") and (term.value is not None or term.leaf.get("missing") == "not_applicable")
    }
    if received is None:
        return
    claims, shown = read_integer(received, "received"), len(answered)
    # A divided unit answers for several, so its records are fewer than the answers.
    divided = any(abs(term.factor) != 1 for term in terms)
    need(
        divided or claims <= shown,
        f"Tệp nói {claims} đơn vị đã báo cáo nhưng chỉ có bản ghi của {shown}.",
        f"The file says {claims} units have answered but shows records of {shown}.",
    )
    need(
        expected is None or claims <= read_integer(expected, "expected"),
        "Số đơn vị đã báo cáo nhiều hơn số phải báo cáo.",
        "More units have answered than were expected to.",
    )


def check_arithmetic(figure: Json, terms: list[Term]) -> None:
    """Refuse unless the figures give exactly the published value, operator, numerator and denominator."""
    rule, decimals = figure["rule"], read_integer(figure["decimals"], "decimals")
    need(decimals <= 9, "Số chữ số thập phân quá 9.", "More than 9 decimals.")
    exact = combine_values(rule, terms)
    if exact is not None:
        exact *= read_fraction(figure.get("multiplier", "1"))
    shown = None if exact is None else half_up(exact, decimals)
    need(
        figure["value"] == shown,
        f"Các bản ghi cho {shown}, tệp công bố {figure['value']}.",
        f"The records give {shown}, the file publishes {figure['value']}.",
    )
    if figure.get("numerator") is not None or figure.get("denominator") is not None:
        top, bottom = read_fraction(figure.get("numerator")), read_fraction(figure.get("denominator"))
        need(bottom and exact == top / bottom, "Tử số, mẫu số không khớp.", "Numerator and denominator do not fit.")
    if rule in ("sum", "none", "mean", "ratio_of_sums"):
        combined = combine_operators(rule, terms)
        need(
            exact is None or figure["operator"] == combined,
            f"Dấu so sánh phải là “{combined}”, tệp ghi “{figure['operator']}”.",
            f"The operator must be “{combined}”, the file says “{figure['operator']}”.",
        )


def combine_values(rule: str, terms: list[Term]) -> Fraction | None:
    """Return the exact value that the rule makes of the figures, None when there is none."""
    tops = [term.value for term in terms if term.role == "numerator" and term.value is not None]
    bottoms = [term.value for term in terms if term.role == "denominator" and term.value is not None]
    need(
        rule == "ratio_of_sums" or not any(term.role == "denominator" for term in terms),
        "Quy tắc này không có mẫu số.",
        "This rule has no denominator.",
    )
    top, bottom = sum(tops, Fraction(0)), sum(bottoms, Fraction(0))
    if rule == "ratio_of_sums":
        return top / bottom if tops and bottom else None
    if rule not in ("sum", "mean", "min", "max", "none"):
        raise Refused(
            f"Chương trình này không biết quy tắc “{rule}”.", f"This program does not know the rule “{rule}”."
        )
    if not tops:
        return None
    need(rule != "none" or len(tops) == 1, "Chỉ tiêu này không gộp được.", "This indicator cannot be combined.")
    if rule in ("sum", "none"):
        return top
    return top / len(tops) if rule == "mean" else {"min": min, "max": max}[rule](tops)


def combine_operators(rule: str, terms: list[Term]) -> str:
    """Return the operator of the combined value (docs/reference/figures.md, "Operators combine")."""
    above = below = False
    counted = [term for term in terms if term.value is not None]
    if len(counted) == 1 and counted[0].factor > 0:
        return str(counted[0].leaf["operator"])
    for term in counted:
        operator = term.leaf["operator"]
        need(operator in ("=", ">", "≥", "<", "≤", "≈"), "Dấu so sánh lạ.", "Unknown operator.")
        # A minus sign and a place under the fraction bar both turn the direction round.
        turned = (term.factor < 0) != (term.role == "denominator")
        up, down = operator in (">", "≥", "≈"), operator in ("<", "≤", "≈")
        above, below = above or (down if turned else up), below or (up if turned else down)
    return "≈" if above and below else "≥" if above else "≤" if below else "="


def read_fraction(value: object) -> Fraction:
    """Return an exact number written as an integer or a decimal text."""
    text = str(value)
    need(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text), f"“{text}” không phải số.", f"“{text}” is not a number.")
    return Fraction(text)


def half_up(value: Fraction, decimals: int) -> str:
    """Return the value rounded half up, away from zero on ties, with exactly so many decimals."""
    scaled = (2 * abs(value.numerator) * 10**decimals + value.denominator) // (2 * value.denominator)
    digits = str(scaled).rjust(decimals + 1, "0")
    text = digits if decimals == 0 else f"{digits[:-decimals]}.{digits[-decimals:]}"
    return f"-{text}" if value < 0 and scaled else text


# --- Saying it ---------------------------------------------------------------------------------------------------


def describe(verdict: Verdict, lang: str) -> str:
    """Return what was proven and what was not, for people."""
    figure, checkpoint = verdict.figure, verdict.checkpoint
    periods = sorted({str(term.leaf.get("period")) for term in verdict.terms})
    codes = sorted({str(term.leaf.get("indicator")) for term in verdict.terms})
    units = len({term.leaf.get("unit") for term in verdict.terms})
    name = figure.get(f"name_{lang}") or figure["indicator"]
    sign = "" if figure["operator"] == "=" else f"{figure['operator']} "
    said = {
        "vi": (
            f"ĐÚNG. {name}, đơn vị {figure['unit']}, kỳ {figure['period']}: {sign}{figure['value']}\n"
            f"- Quy tắc {figure['rule']}, {len(verdict.terms)} bản ghi của {units} đơn vị, {verdict.events} sự kiện; "
            f"chỉ tiêu {', '.join(codes)}; kỳ {', '.join(periods)}.\n"
            f"- Mọi bản ghi nguyên vẹn trong nhật ký {checkpoint.origin}, dấu niêm phong {checkpoint.tree_size} lá, "
            f"lúc {checkpoint.sealed_at} (UTC).\n"
            "- Tệp này không chứng minh: rằng không thiếu đơn vị nào, rằng các bản ghi là mới nhất, tên gọi và "
            "phạm vi của đơn vị, của kỳ. Muốn biết, hãy kiểm tra toàn bộ nhật ký (tinhso ledger verify)."
        ),
        "en": (
            f"HOLDS. {name}, unit {figure['unit']}, period {figure['period']}: {sign}{figure['value']}\n"
            f"- Rule {figure['rule']} on {len(verdict.terms)} records of {units} units, {verdict.events} events; "
            f"indicators {', '.join(codes)}; periods {', '.join(periods)}.\n"
            f"- Every record stands unchanged in the log {checkpoint.origin}, checkpoint of {checkpoint.tree_size} "
            f"leaves, at {checkpoint.sealed_at} (UTC).\n"
            "- This file does not show: that no unit is left out, that the records are the latest, the names and the "
            "extent of units and periods. For that, check the whole log (tinhso ledger verify)."
        ),
    }
    return said[lang]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Kiểm tra bằng chứng của một số liệu. Check the proof of a figure.")
    parser.add_argument("proof", help="tệp bằng chứng (JSON) / proof file")
    parser.add_argument("--key", required=True, help="khóa công khai của nhật ký / public key of the log")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")
    asked = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        key = read_key(asked.key)
    except ValueError as problem:
        print({"vi": f"Khóa không đọc được: {problem}.", "en": f"Unreadable key: {problem}."}[asked.lang])
        return 2
    try:
        with open(asked.proof, encoding="utf-8", newline="") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as problem:
        print({"vi": f"Không đọc được tệp: {problem}.", "en": f"Unreadable file: {problem}."}[asked.lang])
        return 2
    try:
        print(describe(verify(load_json(text), key), asked.lang))
    except Refused as refused:
        print({"vi": "SAI. ", "en": "DOES NOT HOLD. "}[asked.lang] + refused.reasons[asked.lang])
        return 1
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        print({"vi": f"SAI. Tệp sai dạng: {problem}.", "en": f"DOES NOT HOLD. Malformed: {problem}."}[asked.lang])
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
