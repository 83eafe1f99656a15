"""A board of many readers is made once for them, for some seconds; whoever acted or sees other things has their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.conf import LazySettings
from django.core.cache import cache

from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.insight.tests.test_board import _day_before, ea_kar_sends
from tinhso.engines.insight.web import board_look
from tinhso.engines.orgs.testing import rights_as
from tinhso.engines.reporting.testing import World, at
from tinhso.testing.standing import standing
from tinhso.web_kit import just_acted

pytestmark = pytest.mark.django_db
BOARD = "/dieu-hanh"
NOW = "2026-11-17 13:42"

shared_board = standing("shared_board", _day_before)


class Clock:
    """The machine's clock, and how often a board was made; each making takes two seconds."""

    def __init__(self) -> None:
        self.seconds, self.made = 1_000_000.0, 0

    def time(self) -> float:
        return self.seconds

    def make(self, choice: object) -> board_look.BoardLook:
        self.made += 1
        self.seconds += 2
        return _make(choice)  # type: ignore[arg-type]


_make = board_look._make


@pytest.fixture
def world(shared_board: World, settings: LazySettings, clock: Clock) -> Iterator[World]:
    settings.TINHSO_BOARD_SECONDS = 10
    cache.clear()
    with at(NOW):
        yield shared_board
    cache.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(board_look, "time", clock)
    monkeypatch.setattr(board_look, "_make", clock.make)
    return clock


def test_many_who_see_the_same_share_one_board(world: World, clock: Clock, reader: Callable[..., Reader]) -> None:
    texts = {reader("chutich").open(BOARD).text for _ in range(3)}
    assert (clock.made, len(texts)) == (1, 1)
    assert "Bảng tính lúc 13:42:00" in texts.pop()


def test_another_language_another_person_and_the_public_get_their_own(
    world: World, clock: Clock, reader: Callable[..., Reader]
) -> None:
    reader("chutich").open(BOARD)
    english = reader("chutich", english=True).open(BOARD)
    assert clock.made == 2
    assert "Board computed at 13:42:00" in english
    commune, leader = reader("bmt.lanhdao").open(BOARD).text, reader("chutich").open(BOARD).text
    assert clock.made == 3
    assert commune != leader


def test_a_change_shows_after_four_times_what_making_took(
    world: World, clock: Clock, reader: Callable[..., Reader]
) -> None:
    before = reader("chutich").open(BOARD).text
    ea_kar_sends(world)
    with at(NOW):
        clock.seconds += 5.9
        assert reader("chutich").open(BOARD).text == before
        clock.seconds += 0.2
        after = reader("chutich").open(BOARD).text
    assert clock.made == 2
    assert after != before


def test_no_board_is_older_than_the_setting(
    world: World, clock: Clock, settings: LazySettings, reader: Callable[..., Reader]
) -> None:
    settings.TINHSO_BOARD_SECONDS = 3
    reader("chutich").open(BOARD)
    clock.seconds += 1.1
    reader("chutich").open(BOARD)
    assert clock.made == 2
    settings.TINHSO_BOARD_SECONDS = 0
    reader("chutich").open(BOARD)
    assert clock.made == 3


def test_whoever_acted_sees_it_and_so_does_everybody_after(
    world: World, clock: Clock, reader: Callable[..., Reader]
) -> None:
    leader, other = reader("chutich"), reader("chutich")
    before = other.open(BOARD).text
    ea_kar_sends(world)
    with at(NOW):
        answer = leader.client.post("/_theme", {"theme": "dark"})
        assert answer.cookies[just_acted.COOKIE]["max-age"] == 10
        own = leader.open(BOARD).text
        assert own != before
        assert other.open(BOARD).text == own


def test_while_one_makes_it_anew_others_see_the_last_one(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch, reader: Callable[..., Reader]
) -> None:
    before = reader("chutich").open(BOARD).text
    ea_kar_sends(world)
    seen: list[str] = []

    def make_slowly(choice: object) -> board_look.BoardLook:
        seen.append(reader("chutich").open(BOARD).text)
        return clock.make(choice)

    monkeypatch.setattr(board_look, "_make", make_slowly)
    clock.seconds += 20
    with at(NOW):
        after = reader("chutich").open(BOARD).text
    assert seen == [before]
    assert after != before


def test_forms_carry_the_token_of_whoever_looks(world: World, clock: Clock, reader: Callable[..., Reader]) -> None:
    pages = [reader("vp.giaobaocao").open(BOARD) for _ in range(2)]
    assert clock.made == 1
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', page.html)) for page in pages]
    assert board_look._TOKEN not in pages[1].html
    assert "Đôn đốc" in pages[1]
    assert all(len(found) >= 1 for found in tokens)
    assert not tokens[0] & tokens[1]


def test_a_right_taken_away_and_a_role_for_another_unit_are_other_boards(world: World) -> None:
    rights = rights_as("chutich")
    fewer = rights.limited_to({"see_board"}, "token:màn hình")
    moved = replace(rights, held=tuple(replace(one, unit_id=one.unit_id + 1) for one in rights.held))
    assert rights.fingerprint() == rights_as("chutich").fingerprint()
    assert len({one.fingerprint() for one in (rights, fewer, moved)}) == 3
