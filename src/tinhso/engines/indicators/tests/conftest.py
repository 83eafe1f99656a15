"""Fixtures of the indicators tests: a small territory, one indicator, one period."""

import pytest

from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.indicators.testing import make_definition, make_period
from tinhso.engines.orgs.testing import Territory, small_territory
from tinhso.engines.trust.testing import let_tests_flush
from tinhso.testing.standing import standing

let_tests_flush()


indicators_territory = standing("indicators_territory", small_territory)


@pytest.fixture
def territory(indicators_territory: Territory) -> Territory:
    return indicators_territory


@pytest.fixture
def ea_kar(territory: Territory) -> int:
    return territory.unit("24373").id


@pytest.fixture
def dossiers(db: None) -> DefinitionView:
    return make_definition("dossiers")


@pytest.fixture
def october(db: None) -> int:
    return make_period("nd09:2026-10")
