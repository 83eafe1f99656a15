"""One of some whole numbers: the same rows as `in`, on PostgreSQL in the same words for any number of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q

from tinhso.engines.orgs.models import Link, Unit
from tinhso.engines.orgs.queries.rights import reached_units
from tinhso.engines.orgs.testing import NEW, Territory

pytestmark = pytest.mark.django_db


def test_the_same_rows_as_in_by_a_number_and_by_a_foreign_key(province_at_work: Territory) -> None:
    ids = [province_at_work.province.id, province_at_work.communes["24373"].id]
    for some in (ids, ids[:1], [], [*ids, 0, 2**40]):
        assert set(Unit.objects.filter(id__among=some)) == set(Unit.objects.filter(id__in=some))
        under = Link.objects.filter(parent_id__among=frozenset(some))
        assert set(under) == set(Link.objects.filter(parent_id__in=some))
        others = Unit.objects.exclude(id__among=some)
        assert set(others) == set(Unit.objects.exclude(id__in=some))
    assert Link.objects.filter(parent_id__among=ids).exists()


def test_whatever_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="1 OR"):
        Unit.objects.filter(id__among=["1 OR 1 = 1"])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans")
def test_postgresql_is_told_the_same_words_whoever_asks(province_at_work: Territory) -> None:
    units = [unit.id for unit in province_at_work.communes.values()]
    told = {
        Unit.objects.filter(Q(id__among=some) | Q(ended_by_id__among=some)).query.sql_with_params()[0]
        for some in (units, units[:1])
    }
    assert len(told) == 1
    words: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        words.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        for own, below, province in ((units, (), ()), ((), units[:1], units), (units[:1], units, units[:1])):
            reached_units(own, below, province, NEW)
    assert len(set(words)) == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans")
def test_postgresql_keeps_one_plan_of_the_walk_for_everybody(province_at_work: Territory) -> None:
    units = [unit.id for unit in province_at_work.communes.values()]
    with connection.cursor() as cursor:
        # What tests before this one asked is not counted.
        cursor.execute("DEALLOCATE ALL")
    for turn in range(14):
        reached_units(units[: turn % 3], units[turn % 2 :], units, NEW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s", ["%edge(source%"]
        )
        [(kept, made)] = cursor.fetchall()
    # The server plans the first five it is asked, then compares.
    assert made <= 5 < made + kept
