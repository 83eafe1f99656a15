"""Worlds that stand for many tests: each is made once, and no test meets rows that it did not ask for."""

from __future__ import annotations

from collections import Counter

import pytest

from tinhso.engines.orgs.models import User
from tinhso.testing.standing import standing, standing_on

MADE: Counter[str] = Counter()


def _village() -> str:
    MADE["village"] += 1
    User.objects.create(username="làng")
    return "làng"


small_village = standing("small_village", _village)


@standing_on("small_village")
def house(small_village: str) -> str:
    """A house in the village."""
    MADE["house"] += 1
    User.objects.create(username=f"nhà ở {small_village}")
    return f"nhà ở {small_village}"


@standing_on("house")
def room(house: str) -> str:
    """A room of the house."""
    MADE["room"] += 1
    User.objects.create(username=f"phòng trong {house}")
    return f"phòng trong {house}"


def names() -> set[str]:
    return set(User.objects.values_list("username", flat=True))


@pytest.mark.parametrize("visit", [1, 2])
def test_what_a_test_writes_is_gone_for_the_next_which_finds_the_same_house(house: str, visit: int) -> None:
    assert names() == {"làng", "nhà ở làng"}
    User.objects.create(username="khách")
    assert (MADE["village"], MADE["house"]) == (1, 1)


def test_a_room_is_made_in_the_house_that_stands(room: str) -> None:
    assert room == "phòng trong nhà ở làng"
    assert names() == {"làng", "nhà ở làng", "phòng trong nhà ở làng"}
    assert (MADE["village"], MADE["house"], MADE["room"]) == (1, 1, 1)


def test_who_asks_for_the_village_alone_meets_no_house(small_village: str) -> None:
    assert names() == {"làng"}
    # Tests on the same ground follow one another, wherever in the file they are written.
    assert (MADE["village"], MADE["house"]) == (1, 0)


@standing_on("small_village")
def field(small_village: str) -> str:
    """A field of the village, apart from the house."""
    User.objects.create(username="ruộng")
    return "ruộng"


def test_who_asks_for_the_field_meets_no_house(field: str) -> None:
    assert names() == {"làng", "ruộng"}


@pytest.mark.django_db
def test_who_asks_for_nothing_meets_nothing() -> None:
    assert names() == set()


@pytest.mark.django_db(transaction=True)
def test_who_commits_makes_a_world_of_its_own(house: str) -> None:
    assert names() == {"làng", "nhà ở làng"}
    assert (MADE["village"], MADE["house"]) == (2, 2)
