"""What stands in a page is the data itself, whatever is in it, and no tag begins or ends there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel import data_block
from tinhso.kernel.data_block import LastingData, LastingParts, write_block

texts = st.text() | st.sampled_from(["</script>", "<!--", "&lt;", "a\u2028b", '"', "Sở Y tế"])
plain: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner) | st.dictionaries(texts, inner).map(LastingData),
)


@given(plain)
def test_it_reads_back_as_the_same_data(data: Any) -> None:
    assert json.loads(write_block(data)) == data
    assert not set("<>&") & set(write_block(data))


def test_lasting_data_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lasting = LastingData({"rule": "Tổng < 100"})
    first = write_block({"checks": [lasting], "values": {"a": 1}})
    monkeypatch.setattr(data_block, "_dump", lambda data: json.dumps(data) if data != lasting else pytest.fail("again"))
    assert write_block({"checks": (lasting, lasting)}).count(lasting.text) == 2
    parts = LastingParts([lasting, lasting])
    assert write_block({"checks": parts}) == f'{{"checks":[{lasting.text},{lasting.text}]}}'
    assert parts.text is parts.text
    assert first == '{"checks":[{"rule":"Tổng \\u003C 100"}],"values":{"a":1}}'
