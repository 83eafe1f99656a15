"""The scope as a WHERE is the scope as a set, in Django and in SQL."""

from datetime import date
from functools import reduce
from operator import or_

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tinhso.engines.orgs.contracts import NOTHING, Action, HeldRole, Rights, Role, Scope
from tinhso.engines.orgs.models import Unit
from tinhso.engines.orgs.testing import Territory

# Nine units as the bits of one number: quick to draw.
units = st.integers(0, 511).map(lambda bits: frozenset(unit for unit in range(1, 10) if bits >> unit - 1 & 1))
owned = st.tuples(st.tuples(st.sampled_from(["H15.15", "H15.02"]), units))
scopes = st.builds(Scope, st.booleans(), units, st.booleans(), units, owned)
AUDIENCES = ("public", "internal", "restricted:H15.15", "restricted:H15.99")


@given(scopes, scopes, st.integers(1, 9), st.sampled_from(AUDIENCES))
def test_a_union_covers_what_either_covers(first: Scope, second: Scope, unit: int, publication: str) -> None:
    either = first.covers(unit, publication) or second.covers(unit, publication)
    assert (first | second).covers(unit, publication) == either


grants = st.dictionaries(st.sampled_from([Action.DRAFT, Action.SEE_FIGURES]), scopes, max_size=2)


@given(
    public=grants,
    held=st.lists(grants, max_size=3),
    opened=grants,
    only=st.sampled_from([None, frozenset({Action.DRAFT}), frozenset[Action]()]),
    action=st.sampled_from([Action.DRAFT, Action.SEE_FIGURES, Action.ASSIGN]),
)
def test_whoever_may_at_all_reaches_something(
    public: dict[Action, Scope],
    held: list[dict[Action, Scope]],
    opened: dict[Action, Scope],
    only: frozenset[Action] | None,
    action: Action,
) -> None:
    """`may` without a unit asks no union, and says the same as one."""
    roles = tuple(HeldRole(Role.DRAFTER, 1, scopes=one) for one in held)
    rights = Rights("user:a", 1, date(2026, 11, 17), roles, public, only, opened=opened)
    assert rights.may(action) == (not rights.scope(action).reaches_nothing)
    parts = [one.get(action, NOTHING) for one in (public, opened, *held)] if only is None or action in only else []
    assert rights.scope(action) == reduce(or_, parts, NOTHING)


@pytest.mark.parametrize(
    "scope",
    [
        NOTHING,
        Scope(everything=True),
        Scope(public_figures=True),
        Scope(unit_ids=frozenset({1, 3})),
        Scope(unit_ids=frozenset({2}), public_figures=True),
        Scope(unit_ids=frozenset({2, 3}), public_figures=True, restricted_ids=frozenset({3})),
    ],
)
def test_sql_keeps_exactly_the_rows_that_are_covered(scope: Scope, db: None) -> None:
    rows = [(unit, level) for unit in range(1, 5) for level in ("restricted", "public", "internal")]
    text, parameters = scope.sql("unit", "level")
    source = " UNION ALL ".join(f"SELECT {unit} AS unit, '{level}' AS level" for unit, level in rows)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT unit, level FROM ({source}) figures WHERE {text} ORDER BY unit, level DESC", parameters)
        assert cursor.fetchall() == [row for row in rows if scope.covers(*row)]


def test_without_a_publication_column_public_figures_open_no_row() -> None:
    assert Scope(public_figures=True).sql("unit_id") == ("(1 = 0)", [])
    assert Scope(unit_ids=frozenset({7})).sql("unit_id", placeholder="?") == ("(unit_id IN (?))", [7])


def test_q_keeps_exactly_the_units_that_are_covered(territory: Territory) -> None:
    ids = {unit.id for unit in territory.communes.values()}
    some = frozenset(list(ids)[:2])
    everyone = set(Unit.objects.values_list("id", flat=True))
    for scope, kept in (
        (Scope(unit_ids=some), set(some)),
        (Scope(everything=True), everyone),
        (NOTHING, set()),
        (Scope(public_figures=True), set()),
        (Scope(unit_ids=some, public_figures=True), set(some)),
    ):
        assert set(Unit.objects.filter(scope.q("id")).values_list("id", flat=True)) == kept


def test_q_opens_public_rows_of_any_unit(territory: Territory) -> None:
    # `level` stands in for the publication column: what matters is that the two conditions are joined by "or".
    Unit.objects.filter(code="22045").update(level="public")
    ea_kar = territory.communes["24373"].id
    rows = Unit.objects.filter(Scope(unit_ids=frozenset({ea_kar}), public_figures=True).q("id", "level"))
    assert set(rows.values_list("code", flat=True)) == {"24373", "22045"}
