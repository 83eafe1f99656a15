#!/usr/bin/env python3
"""Check the proof of a published figure, offline: one file, the Python (3.9 or later) standard library, nothing to
install.

    python verify_figure.py PROOF.json --key "province.example/log+1a2b3c4d+AbCd…" [--lang vi|en]

The key is the public key of the province's log. Take it from a place you trust (a gazette, another agency), never
from the place that gave you the proof. Exit code: 0 everything holds, 1 something does not, 2 the question is wrong.

1. The checkpoint carries a valid Ed25519 signature (RFC 8032) of that key.
2. Each event is in the log under the checkpoint, unchanged (RFC 9162 section 2.1.3).
3. Each figure is one of the figures its event committed to, unchanged.
4. The indicator's definition (names, measure unit, decimals, rule, formula) is the one the log committed to.
5. Each figure's unit leads to the published unit, its period into the published period, by what the log committed to.
6. The figures add up to the published value, exactly.

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

FORMAT = "tinhso-figure-proof/2"
# Proofs made before definitions and units were part of them; what such a file only states is told apart.
FIRST_FORMAT = "tinhso-figure-proof/1"
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

FIRST_TOP = {"format", "figure", "events", "contributions", "checkpoint"}
TOP = FIRST_TOP | {"definition", "units"}
DEFINITION = {"version", "content", "event"}
ROW = {"table", "id", "columns", "event"}
EVENT = {"payload", "leaf_index", "path"}
CONTRIBUTION = {"leaf", "index", "of", "path", "event", "role", "sign"}
FIRST_FIGURE = {"indicator", "unit", "period", "value", "decimals", "operator", "rule"}
FIRST_OPTIONAL = {
    "dims", "scenario", "status", "numerator", "denominator", "multiplier", "expected", "received", "formula",
    "measure_unit", "name_vi", "name_en",
}  # fmt: skip
FIGURE = FIRST_FIGURE | {"unit_from", "dims", "scenario"}


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


# --- The checks ---------------------------------------------------------------------------------------------


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
    definition: Json | None  # None for a proof of the first format, which only states what it is about
    checkpoint: Checkpoint
    terms: list[Term]
    events: int


def verify(document: object, key: Key) -> Verdict:
    """Check a whole proof; raises Refused with the first reason why it does not hold."""
    known = isinstance(document, dict) and document.get("format") in (FORMAT, FIRST_FORMAT)
    need(known, "Không phải tệp bằng chứng số liệu bản 1 hay bản 2.", "Not a figure proof of version 1 or 2.")
    is_first = document["format"] == FIRST_FORMAT  # type: ignore[index]
    proof = check_shape(document, FIRST_TOP if is_first else TOP, {"keys"}, "proof")
    keys_of_figure = (FIRST_FIGURE, FIRST_OPTIONAL) if is_first else (FIGURE, {"multiplier", "line"})
    figure = check_shape(proof["figure"], *keys_of_figure, "figure")
    note, keys = read_text(proof["checkpoint"], "checkpoint"), proof.get("keys", [])
    need(isinstance(keys, list), "Phần “keys” sai dạng.", "The part “keys” is malformed.")
    checkpoint = open_checkpoint(note, signing_key(note, key, [read_text(one, "keys") for one in keys]))
    need(isinstance(proof["events"], dict), "Phần “events” sai dạng.", "The part “events” is malformed.")
    events = {name: check_event(name, event, checkpoint) for name, event in proof["events"].items()}
    need(isinstance(proof["contributions"], list), "Phần “contributions” sai dạng.", "“contributions” is malformed.")
    terms = [check_contribution(n, one, events) for n, one in enumerate(proof["contributions"], start=1)]
    need(terms, "Tệp không có bản ghi nào.", "The file has no record.")
    used = {one["event"] for one in proof["contributions"]}
    definition = None
    if not is_first:
        definition = check_definition(proof["definition"], figure, terms, events)
        check_periods(figure, definition, terms)
        check_units(proof["units"], figure, terms, events)
        used |= {proof["definition"]["event"]} | {row["event"] for row in proof["units"]}
    need(used == events.keys(), "Có sự kiện không được dùng.", "An event in the file is not used.")
    check_terms(figure, terms)
    check_arithmetic(figure, terms)
    return Verdict(figure, definition, checkpoint, terms, len(events))


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
        # Which indicators stand in a ratio is what its definition says (check_formula).
        same = figure["rule"] == "ratio_of_sums" or leaf.get("indicator") == figure["indicator"]
        need(same, f"Số liệu của chỉ tiêu khác: {what}.", f"A figure of another indicator: {what}.")
        same = leaf.get("scenario") == figure.get("scenario", "actual")
        need(same, f"Số liệu của kịch bản khác: {what}.", f"A figure of another scenario: {what}.")
        same = dims <= set((leaf.get("dims") or "").split(";"))
        need(same, f"Số liệu của phân tổ khác: {what}.", f"A figure of other dimension items: {what}.")
        official = figure.get("status") != "official" or term.value is None or leaf.get("status") == "official"
        need(official, f"Số liệu chưa chính thức: {what}.", f"A figure that is not official: {what}.")
    check_received(figure, terms)


def check_definition(value: object, figure: Json, terms: list[Term], events: dict[str, Json]) -> Json:
    """Check that the log committed to this definition, and that the figure follows it; return its content."""
    one = check_shape(value, DEFINITION, set(), "definition")
    version, content = read_integer(one["version"], "version"), read_text(one["content"], "content")
    payload = event_of(one["event"], events, "indicators.")
    committed = (payload.get("public") or {}).get("definitions") or {}
    digest = hashlib.sha256(content.encode()).hexdigest()
    need(
        committed.get(f"{figure['indicator']}@{version}") == digest,
        "Định nghĩa chỉ tiêu không phải định nghĩa đã ghi trong nhật ký, hoặc đã bị sửa.",
        "The definition of the indicator is not the one in the log, or was altered.",
    )
    definition: Json = load_json(content)
    if figure["rule"] == "record":
        check_record(figure, version, terms)
        return definition
    need("line" not in figure, "Số tổng không có dòng điều chỉnh riêng.", "A total is no adjustment line.")
    same = figure["decimals"] == definition["decimals"]
    need(same, "Số chữ số thập phân khác định nghĩa.", "The decimals are not those of the definition.")
    if definition["formula"] is not None:
        check_formula(figure, definition["formula"], terms)
    else:
        same = figure["rule"] == definition["space_rule"] and "multiplier" not in figure
        need(same, "Quy tắc gộp khác định nghĩa.", "The rule is not that of the definition.")
    return definition


def check_formula(figure: Json, formula: Json, terms: list[Term]) -> None:
    """Refuse a ratio that is not the formula's: which sums stand above and below, and whether it is in percent."""
    codes = [one.get("code") for one in formula.get("args", [])]
    of = {"numerator": codes[:1], "denominator": codes[1:]}
    fits = formula.get("op") in ("share", "/", "÷") and len(codes) == 2 and figure["rule"] == "ratio_of_sums"
    need(
        fits
        and figure.get("multiplier") == ("100" if formula["op"] == "share" else None)
        and all([term.leaf.get("indicator")] == of[term.role] for term in terms),
        "Công thức khác định nghĩa.",
        "The formula is not that of the definition.",
    )


def check_record(figure: Json, version: int, terms: list[Term]) -> None:
    """Refuse a record that is not told as it stands in the log."""
    leaf = terms[0].leaf
    names = ("unit", "unit_from", "period", "dims", "scenario", "decimals", "operator")
    same = len(terms) == 1 and terms[0].factor == 1 and leaf.get("definition") == version
    need(
        same
        and all(figure[name] == leaf.get(name) for name in names)
        and figure.get("line", "") == leaf.get("line")
        and "multiplier" not in figure,
        "Bản ghi không được kể đúng như trong nhật ký.",
        "The record is not told as it stands in the log.",
    )


def check_periods(figure: Json, definition: Json, terms: list[Term]) -> None:
    """Refuse records of periods that are not, or do not lie within, the published one."""
    for period in {str(term.leaf.get("period")) for term in terms} - {figure["period"]}:
        adds_up = figure["rule"] == "ratio_of_sums" or definition["time_rule"] == "sum"
        closes = definition["time_rule"] == "last" and is_end_of(period, figure["period"])
        need(
            closes or (adds_up and lies_within(period, figure["period"])),
            f"Bản ghi của kỳ {period} không thuộc kỳ {figure['period']}.",
            f"A record of the period {period} does not belong to the period {figure['period']}.",
        )


def lies_within(part: str, whole: str) -> bool:
    """Say whether a period is part of another one of the same family (docs/reference/figures.md, “Periods”)."""
    inner, outer = extent(part), extent(whole)
    if inner is None or outer is None or inner[0] != outer[0]:
        return False
    return bool(outer[1] <= inner[1] and inner[2] <= outer[2])


def is_end_of(part: str, whole: str) -> bool:
    """Say whether a period closes another one: of a stock the state at the end is the state of the whole."""
    inner, outer = extent(part), extent(whole)
    return lies_within(part, whole) and inner is not None and outer is not None and inner[2] == outer[2]


def extent(period: str) -> tuple[str, Any, Any] | None:
    """Return the family of a period and its ends: days of a span, else thirds of months counted from year 0."""
    family, _, tail = period.rpartition(":")
    if family == "span":
        first, dots, last = tail.partition("..")
        return (family, first, last) if dots else None
    found = re.fullmatch(r"([0-9]{4})(?:-(?:([0-9]{2})(?:-D([1-3]))?|Q([1-4])|H([12])|(9M)))?", tail)
    if found is None:
        return None
    year, month, third, quarter, half, nine = found.groups()
    start = 36 * int(year)
    if month:
        start += 3 * (int(month) - 1)
        return (family, start + int(third) - 1, start + int(third)) if third else (family, start, start + 3)
    if quarter or half:
        length = 9 if quarter else 18
        start += length * (int(quarter or half) - 1)
        return family, start, start + length
    return family, start, start + (27 if nine else 36)


def check_units(value: object, figure: Json, terms: list[Term], events: dict[str, Json]) -> None:
    """Refuse a figure whose unit does not lead to the published unit by links and successions that the log holds.

    A way goes from a unit to what it is part of, and along decisions that let units end: with them, or against them
    for a figure carried back to earlier units, never both. Rows that no way needs must not be there.
    """
    need(isinstance(value, list), "Phần “units” sai dạng.", "The part “units” is malformed.")
    rows = [check_row(one, events) for one in value]  # type: ignore[attr-defined]
    units: dict[str, tuple[str, str]] = {}
    up: list[tuple[str, str, str]] = []
    for table, number, columns in rows:
        if table == "orgs_unit":
            units[number] = (columns["code"], columns["valid_from"])
        elif table == "orgs_link":
            up.append(("link", columns["child_id"], columns["parent_id"]))
        elif table == "orgs_successionlink":
            up += [("with", columns["old_unit_id"], columns["new_unit_id"])]
            up += [("against", columns["new_unit_id"], columns["old_unit_id"])]
    known = {"i" + number: key for number, key in units.items()}
    ends = {start for _, start, _ in up} | {end for _, _, end in up}
    need(ends == known.keys(), "Bảng đơn vị không khép kín.", "The rows of units do not fit together.")
    target = ("s" + figure["unit"], "d" + figure["unit_from"])
    directions = ({"link", "with"}, {"link", "against"})
    for term in terms:
        own = ("s" + str(term.leaf.get("unit")), "d" + str(term.leaf.get("unit_from")))
        leads = own == target or any(
            leads_to(own, target, known, [(start, end) for kind, start, end in up if kind in allowed])
            for allowed in directions
        )
        need(
            leads,
            f"Nhật ký không cho thấy đơn vị {term.leaf.get('unit')} thuộc đơn vị {figure['unit']}.",
            f"The log does not show that the unit {term.leaf.get('unit')} belongs to the unit {figure['unit']}.",
        )
    check_weights(rows, known, target, terms)


def check_weights(
    rows: list[tuple[str, str, Json]], known: dict[str, tuple[str, str]], target: tuple[str, str], terms: list[Term]
) -> None:
    """Refuse a share that the weights in the log do not make: a product along a way, and the sum of all ways."""
    weights = {columns["link_id"]: columns for table, _, columns in rows if table == "orgs_weight"}
    links = [(columns["child_id"], columns["parent_id"]) for table, _, columns in rows if table == "orgs_link"]
    parts = [("i" + number, columns) for table, number, columns in rows if table == "orgs_successionlink"]

    def share_of(unit: str) -> Fraction:
        if leads_to(known[unit], target, known, links):
            return Fraction(1)
        return sum((part_of(*one) for one in parts if one[1]["old_unit_id"] == unit), Fraction(0))

    def part_of(link: str, columns: Json) -> Fraction:
        billionths = "i1000000000" if columns["whole"] == "True" else weights.get(link, {}).get("billionths", "i0")
        return Fraction(int(billionths[1:]), 10**9) * share_of(columns["new_unit_id"])

    told: dict[Any, Fraction] = {}
    for term in (term for term in terms if abs(term.factor) != 1):
        record = term.role, json.dumps(term.leaf), "s" + str(term.leaf["unit"]), "d" + str(term.leaf["unit_from"])
        told[record] = told.get(record, Fraction(0)) + abs(term.factor)
    bare = "Tệp không kèm trọng số chia: do bản phần mềm cũ xuất, hoặc đã bị bớt. Hãy xuất lại bằng chứng."
    shares = [{share_of(one) for one, key in known.items() if key == record[2:]} for record in told]
    made = len({one["basis"] for one in weights.values()}) <= 1 and shares == [{factor} for factor in told.values()]
    need(made or weights, bare, "The file has no weights: of an older release, or cut. Export the proof again.")
    need(made, "Tỷ lệ chia khác trọng số trong nhật ký.", "A share is not what the weights in the log make.")


def check_row(value: object, events: dict[str, Json]) -> tuple[str, str, Json]:
    """Check that an event committed to a row of the register of units; return its table, number and columns."""
    one = check_shape(value, ROW, set(), "units")
    table, number = read_text(one["table"], "table"), read_text(one["id"], "id")
    payload = event_of(one["event"], events, "orgs.")
    said = (payload.get("rows") or {}).get(table) or {"columns": [], "digests": {}}
    columns = check_shape(one["columns"], set(said["columns"]), set(), f"{table} {number}")
    plain = json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(plain.encode()).hexdigest()[:32]
    need(
        said["digests"].get(number, "")[:32] == digest,
        f"Dòng {number} của bảng {table} không phải dòng đã ghi trong nhật ký, hoặc đã bị sửa.",
        f"Row {number} of the table {table} is not the one in the log, or was altered.",
    )
    return table, number, columns


def event_of(name: object, events: dict[str, Json], family: str) -> Json:
    """Return the payload of a named event, which must be of a family of kinds."""
    payload = events.get(name) if isinstance(name, str) else None
    need(
        payload is not None and str(payload.get("kind")).startswith(family),
        f"Sự kiện {name} không có trong tệp hoặc không phải loại {family}.",
        f"Event {name} is not in the file or not of the family {family}.",
    )
    return payload  # type: ignore[return-value]


def leads_to(
    start: tuple[str, str], target: tuple[str, str], known: dict[str, tuple[str, str]], ways: list[tuple[str, str]]
) -> bool:
    """Say whether ways lead from one unit to another."""
    reached = {one for one, key in known.items() if key == start}
    frontier = set(reached)
    while frontier:
        frontier = {end for begin, end in ways if begin in frontier} - reached
        reached |= frontier
    return any(known[one] == target for one in reached)


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
    if rule not in ("sum", "mean", "min", "max", "none", "record"):
        raise Refused(
            f"Chương trình này không biết quy tắc “{rule}”.", f"This program does not know the rule “{rule}”."
        )
    if not tops:
        return None
    alone = rule not in ("none", "record") or len(tops) == 1
    need(alone, "Chỉ tiêu này không gộp được.", "This indicator cannot be combined.")
    if rule in ("sum", "none", "record"):
        return top
    return top / len(tops) if rule == "mean" else {"min": min, "max": max}[rule](tops)


def combine_operators(rule: str, terms: list[Term]) -> str:
    """Return the operator of the combined value (docs/reference/figures.md, "Operators combine")."""
    above = below = False
    counted = [term for term in terms if term.value is not None]
    if len(counted) == 1 and counted[0].factor > 0:
        return str(counted[0].leaf["operator"])
    if rule in ("min", "max") and counted:
        return operator_of_extreme(rule, counted)
    for term in counted:
        operator = term.leaf["operator"]
        need(operator in ("=", ">", "≥", "<", "≤", "≈"), "Dấu so sánh lạ.", "Unknown operator.")
        # A minus sign and a place under the fraction bar both turn the direction round.
        turned = (term.factor < 0) != (term.role == "denominator")
        up, down = operator in (">", "≥", "≈"), operator in ("<", "≤", "≈")
        above, below = above or (down if turned else up), below or (up if turned else down)
    return "≈" if above and below else "≥" if above else "≤" if below else "="


def operator_of_extreme(rule: str, counted: list[Term]) -> str:
    """Return the operator of an extreme: any figure that may lie further out pushes it out, only all that hold it
    pull it in."""
    values = [term.value for term in counted if term.value is not None]
    best = max(values) if rule == "max" else min(values)
    up, down = (">", "≥", "≈"), ("<", "≤", "≈")
    outward, inward = (up, down) if rule == "max" else (down, up)
    out = any(term.leaf["operator"] in outward for term in counted)
    back = all(term.leaf["operator"] in inward for term in counted if term.value == best)
    above, below = (out, back) if rule == "max" else (back, out)
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
    figure, checkpoint, definition = verdict.figure, verdict.checkpoint, verdict.definition
    leaves = [term.leaf for term in verdict.terms]
    periods, codes, dims, states, sources, lines = (
        ", ".join(sorted({str(leaf.get(name)) for leaf in leaves} - {""}))
        for name in ("period", "indicator", "dims", "status", "source", "line")
    )
    units = len({leaf.get("unit") for leaf in leaves})
    sign = "" if figure["operator"] == "=" else f"{figure['operator']} "
    name = (definition or figure).get(f"name_{lang}") or figure["indicator"]
    measure = f" ({definition['measure_unit']})" if definition else ""
    of_dims, of_lines = {"vi": ("phân tổ", "dòng điều chỉnh"), "en": ("dimension items", "adjustment lines")}[lang]
    special = (f"; {of_dims} {dims}" if dims else "") + (f"; {of_lines} {lines}" if lines else "")
    since = {"vi": " (từ {})", "en": " (since {})"}[lang].format(figure["unit_from"]) if definition else ""
    said = {
        "vi": (
            f"ĐÚNG. {name}, đơn vị {figure['unit']}{since}, kỳ {figure['period']}: {sign}{figure['value']}{measure}\n"
            f"- Quy tắc {figure['rule']}, {len(verdict.terms)} bản ghi của {units} đơn vị, {verdict.events} sự kiện; "
            f"chỉ tiêu {codes}; kỳ {periods}{special}; trạng thái {states}; nguồn {sources}.\n"
            f"- Mọi bản ghi nguyên vẹn trong nhật ký {checkpoint.origin}, dấu niêm phong {checkpoint.tree_size} lá, "
            f"lúc {checkpoint.sealed_at} (UTC).\n"
            "- Tệp này không chứng minh: rằng không thiếu đơn vị hay bản ghi nào, rằng các bản ghi là mới nhất"
        ),
        "en": (
            f"HOLDS. {name}, unit {figure['unit']}{since}, period {figure['period']}: "
            f"{sign}{figure['value']}{measure}\n"
            f"- Rule {figure['rule']} on {len(verdict.terms)} records of {units} units, {verdict.events} events; "
            f"indicators {codes}; periods {periods}{special}; status {states}; source {sources}.\n"
            f"- Every record stands unchanged in the log {checkpoint.origin}, checkpoint of {checkpoint.tree_size} "
            f"leaves, at {checkpoint.sealed_at} (UTC).\n"
            "- This file does not show: that no unit and no record is left out, that the records are the latest"
        ),
    }
    more = {
        "vi": "; tên gọi, đơn vị tính, đơn vị, kỳ và số đơn vị phải báo cáo chỉ là lời của tệp (tệp bản 1)",
        "en": "; names, measure unit, unit, period and counts of units are only what the file says (version 1)",
    }
    end = {
        "vi": ". Muốn biết, hãy kiểm tra toàn bộ nhật ký (tinhso ledger verify).",
        "en": ". For that, check the whole log (tinhso ledger verify).",
    }
    return said[lang] + ("" if definition else more[lang]) + end[lang]


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
