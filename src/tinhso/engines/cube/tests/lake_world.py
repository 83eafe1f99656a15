"""A ledger with a decision in it, exported as a lake, and what the product itself says of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import CURRENT, FigureQuery, Mark
from tinhso.engines.cube.logic.lake.catalogue import TABLES
from tinhso.engines.cube.tests.province import CUTOFF, MONTHS, Clerks, Province, make_province
from tinhso.engines.cube.tests.test_as_of_for_ever import build_history
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import FigureState
from tinhso.engines.indicators.testing import key_of, make_period, write_figures
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import PLACE, NewSuccessionLink, NewUnit, UnitView
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import Period, parse_period

LATER = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
TO_COME = parse_period("nd09:2026-03")  # ends on 14/3, after LATER
ADDING = ("people_served", "people", "agencies_open", "spent")

Restated = tuple[Fraction | None, bool]
"""A figure carried to the units of the day, None where nobody knows it; and whether it is an estimate."""


@contextmanager
def standing_province() -> Iterator[Province]:
    """The province of the cube's tests, with what is expected of its units."""
    made = make_province()
    indicators.register_expectations(made.assignments)
    try:
        yield made
    finally:
        indicators.unregister_expectations(made.assignments.name)


@contextmanager
def with_a_history(province: Province) -> Iterator[tuple[Province, Clerks]]:
    """Three rounds of acts, and a decision on top of the first reorganisation."""
    _, clock, clerks = build_history(province)
    with trust.use_clock(clock):
        clock.set(LATER)
        communes = province.territory.communes
        orgs.apply_succession(
            code="NQ", effective_on=date(2026, 1, 1), decision="thử", actor="system:test",
            links=[NewSuccessionLink(communes["24373"].id, communes["24133"].id)],
        )  # fmt: skip
        _divide_without_a_share(province)
        _decide_what_is_to_come(province)
        trust.seal_all()
        yield province, clerks


def _divide_without_a_share(province: Province) -> None:
    """A commune that had figures is divided, and nobody said in which shares: neither part is known."""
    top = province.territory.province.id
    gone, *parts = (
        orgs.create_unit(NewUnit(code, PLACE, "commune", f"Xã {code}", first, parent_id=top), actor="system:test")
        for code, first in (("24901", CUTOFF), ("24902", date(2026, 2, 20)), ("24903", date(2026, 2, 20)))
    )
    written = [(gone, MONTHS[-2], 310), (parts[0], TO_COME, 120)]
    _write(province, written[:1])
    orgs.apply_succession(
        code="NQ-2", effective_on=date(2026, 2, 20), decision="chia không tỷ lệ", actor="system:test",
        links=[NewSuccessionLink(gone.id, part.id, whole=False) for part in parts],
    )  # fmt: skip
    _write(province, written[1:])


def _decide_what_is_to_come(province: Province) -> None:
    """Decisions whose day is after today and before the period's last: one commune takes in another, one is renamed."""
    communes, top = province.territory.communes, province.territory.province.id
    day = date(2026, 3, 10)
    heir = orgs.create_unit(NewUnit("24904", PLACE, "commune", "Xã 24904", day, parent_id=top), actor="system:test")
    orgs.apply_succession(
        code="NQ-3", effective_on=day, decision="sắp có hiệu lực", actor="system:test",
        links=[
            NewSuccessionLink(communes["22015"].id, communes["22045"].id),
            NewSuccessionLink(communes["24133"].id, heir.id),
        ],
    )  # fmt: skip
    _write(province, [(communes["22045"], TO_COME, 900), (heir, TO_COME, 77)])


def _write(province: Province, figures: Sequence[tuple[UnitView, Period, int]]) -> None:
    [people] = province.definitions["people_served"]
    write_figures({key_of(people, unit.id, make_period(one.code)): FigureState(value) for unit, one, value in figures})


@contextmanager
def with_a_tail(province: Province, lake: Path) -> Iterator[tuple[int, int]]:
    """Three rounds of acts in a lake of the whole ledger, then some that it does not have: some sealed, some waiting.

    Yields the sizes of the log at a checkpoint that the lake goes beyond, and at the lake's own.
    """
    tree_size, clock, clerks = build_history(province)
    own = trust.checkpoint_of_size(tree_size)
    older = trust.checkpoint_as_of(own.sealed_at - timedelta(seconds=1))
    with trust.use_clock(clock):
        api.export_whole_lake(lake)
        for seal in (True, False):
            clock.set(clerks.later())
            indicators.write_batches([clerks.batch(60)])
            if seal:
                trust.seal_all()
        yield older.tree_size, tree_size


def read_with_duckdb(lake: Path, recipe: str) -> list[tuple[Any, ...]]:
    """Run a recipe of the lake over its files; nothing of the product is asked."""
    desk = duckdb.connect()
    views = (lake / "views.sql").read_text(encoding="utf-8").replace("'figures/", f"'{lake}/figures/")
    for table in TABLES:
        views = views.replace(f"['{table}/", f"['{lake}/{table}/")
    desk.execute(views)
    return desk.execute((lake / recipe).read_text(encoding="utf-8")).fetchall()


def totals_of_the_product(tree_size: int) -> dict[tuple[str, str, str, str], tuple[Fraction, int]]:
    found = {}
    for level in ("commune", "district", "province", "agency"):
        for row in api.query(FigureQuery(ADDING, (*MONTHS, TO_COME), level, everything_rights(), as_of=tree_size)):
            if row.numerator is not None and row.denominator is not None:
                value = Fraction(row.numerator, row.denominator)
                provisional = int(row.status is not None and row.status.code == "provisional")
                found[row.indicator, level, row.unit_code, row.period.code] = value, provisional
    return found


def totals_of_the_lake(rows: list[tuple[Any, ...]]) -> dict[tuple[str, str, str, str], tuple[Fraction, int]]:
    return {
        (code, level, unit, period): (Fraction(int(total), 10 ** int(decimals)), int(provisional))
        for code, level, unit, period, total, decimals, provisional in rows
        if code in ADDING
    }


def restated_by_the_product(tree_size: int) -> dict[tuple[str, str, str], Restated]:
    asked = FigureQuery(
        ADDING[:2], (*MONTHS, TO_COME), "commune", everything_rights(), structure=CURRENT, as_of=tree_size
    )
    return {
        (row.indicator, row.unit_code, row.period.code): (
            None if row.numerator is None else Fraction(row.numerator, row.denominator or 1),
            Mark.ESTIMATED_DIVISION in row.marks,
        )
        for row in api.query(asked)
        if row.numerator is not None or Mark.NOT_RESTATABLE in row.marks
    }


def restated_by_the_lake(rows: list[tuple[Any, ...]]) -> dict[tuple[str, str, str], Restated]:
    return {
        (code, unit, period): (
            Fraction(Decimal(total)) / 10 ** (9 + int(decimals)) if restatable else None,
            bool(estimated and restatable),
        )
        for code, unit, period, total, decimals, estimated, restatable in rows
        if code in ADDING[:2]
    }
