"""Leaves made fast are the canonical JSON of what they say."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.engines.indicators.contracts import EntryView, FigureKey, Missing, SourceKind, Status
from tinhso.engines.indicators.logic.ledger.leaves import LeafStream, decimal_text, figure_leaf, leaf_document
from tinhso.engines.trust import api as trust
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.quantities import Operator, from_scaled, plain_text

pytestmark = pytest.mark.one_database
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
commitments = st.none() | st.binary(min_size=32, max_size=32)


@st.composite
def entries(draw: st.DrawFn) -> EntryView:
    return EntryView(
        id=1,
        event_id=1,
        line_no=0,
        key=FigureKey(1, 2, 3, draw(texts), draw(st.integers(0, 2)), draw(texts)),
        indicator=draw(texts),
        definition_version=draw(st.integers(1, 99)),
        decimals=draw(st.integers(0, 9)),
        unit=draw(texts),
        unit_from=draw(st.dates()),
        period=draw(texts),
        entry_no=draw(st.integers(1, 10**6)),
        value=draw(st.none() | st.integers(-(2**62) + 1, 2**62 - 1)),
        operator=draw(st.sampled_from(Operator)),
        missing=draw(st.sampled_from(Missing)),
        status=draw(st.sampled_from(Status)),
        source=draw(st.sampled_from(SourceKind)),
        value_delta=0,
        presence_delta=0,
        note_commitment=draw(commitments),
        evidence_commitment=draw(commitments),
    )


@given(entries())
def test_a_leaf_is_the_canonical_json_of_its_document(entry: EntryView) -> None:
    assert figure_leaf(entry) == canonical_json(leaf_document(entry))


@given(st.integers(-(2**62) + 1, 2**62 - 1), st.integers(0, 9))
def test_a_value_is_written_with_exactly_its_decimals(value: int, decimals: int) -> None:
    assert decimal_text(value, decimals) == plain_text(from_scaled(value, decimals))


def test_a_leaf_says_its_codes_in_words() -> None:
    entry = EntryView(
        9, 4, 0, FigureKey(1, 2, 3, "sex=F"), "dossiers", 2, 1, "24373", date(2025, 7, 1), "nd09:2026-10", 3, 4055,
        Operator.GREATER_OR_EQUAL, Missing.NONE, Status.OFFICIAL, SourceKind.FILE, 0, 0, None, None,
    )  # fmt: skip
    assert json.loads(figure_leaf(entry)) == {
        "v": 1,
        "indicator": "dossiers",
        "definition": 2,
        "unit": "24373",
        "unit_from": "2025-07-01",
        "period": "nd09:2026-10",
        "dims": "sex=F",
        "scenario": "actual",
        "line": "",
        "entry_no": 3,
        "value": "405.5",
        "decimals": 1,
        "operator": "≥",
        "missing": "",
        "status": "official",
        "source": "file",
    }


def test_a_stream_of_leaves_has_the_root_of_the_list() -> None:
    leaves = [b"a", b"b", b"c"]
    assert trust.figure_root(LeafStream(iter(leaves), lambda: 3)) == trust.figure_root(leaves)
