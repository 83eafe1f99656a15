"""The plain questions: one indicator, a few units, live."""

from __future__ import annotations

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import FigureQuery
from tinhso.engines.indicators.testing import make_definition, make_period, write_figure
from tinhso.engines.orgs.testing import everything_rights, small_territory
from tinhso.kernel.periods import parse_period

pytestmark = pytest.mark.django_db


def test_a_province_is_the_sum_of_its_communes() -> None:
    territory = small_territory()
    dossiers = make_definition("dossiers")
    period = parse_period("nd09:2026-10")
    period_id = make_period("nd09:2026-10")
    write_figure(dossiers, territory.unit("24373").id, period_id, 405)
    write_figure(dossiers, territory.unit("24133").id, period_id, 95)
    table = api.query(FigureQuery(("dossiers",), (period,), "province", everything_rights()))
    [row] = table.rows
    assert (row.value, row.expected, row.received) == (500, 4, 2)
    print(table.to_csv(exact=True).decode())
    table = api.query(FigureQuery(("dossiers",), (period,), "commune", everything_rights()))
    print(table.to_csv(exact=True).decode())
