"""Who owes what: several sources are asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tinhso.engines.indicators import api
from tinhso.engines.indicators.contracts import Expectation
from tinhso.engines.indicators.logic import expectations as registry

pytestmark = pytest.mark.one_database
EARLY, LATE = datetime(2026, 11, 17, 10, tzinfo=UTC), datetime(2026, 11, 19, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    """A source that knows a fixed list."""

    name: str
    owed: tuple[Expectation, ...]

    def expectations(
        self, indicator_ids: Sequence[int], period_ids: Sequence[int], as_of: int | None = None
    ) -> Iterable[Expectation]:
        return [one for one in self.owed if set(one.indicator_ids) <= set(indicator_ids) and as_of is None]


FIRST = Expectation((1,), 1, {1: LATE, 2: None})
SECOND = Expectation((1,), 1, {1: EARLY, 2: LATE})


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sources of this test, and none of the product's own."""
    monkeypatch.setattr(registry, "_sources", {})
    api.register_expectations(Known("test.one", (FIRST,)))
    api.register_expectations(Known("test.two", (SECOND, Expectation((2,), 1, {3: None}))))


@pytest.mark.usefixtures("sources")
def test_every_source_is_asked() -> None:
    assert api.expectations([1], [1]) == [FIRST, SECOND]


@pytest.mark.usefixtures("sources")
def test_a_source_registered_again_replaces_itself_and_as_of_is_handed_on() -> None:
    api.register_expectations(Known("test.two", ()))
    assert api.expectations([1], [1]) == [FIRST]
    assert api.expectations([1], [1], as_of=5) == []
    api.unregister_expectations("test.one")
    assert api.expectations([1], [1]) == []
