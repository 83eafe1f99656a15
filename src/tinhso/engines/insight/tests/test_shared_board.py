"""A board of many readers is made once for them, for some seconds; whoever acted or sees other things has their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.core.cache.backends import base
from django.test import RequestFactory

from tinhso.engines.insight.contracts import Choice
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.insight.tests.test_board import _day_before, ea_kar_sends
from tinhso.engines.insight.web import board_look
from tinhso.engines.orgs.testing import rights_as
from tinhso.engines.reporting.testing import World, at
from tinhso.testing.standing import standing
from tinhso.web_kit import aside, just_acted, shared_cache

pytestmark = pytest.mark.django_db
BOARD = "/dieu-hanh"
NOW = "2026-11-17 13:42"

shared_board = standing("shared_board", _day_before)


class Clock:
    """The machine's clock, and how often a board was made; each making takes a second."""

    def __init__(self) -> None:
        self.seconds, self.made = 1_000_000.0, 0

    def time(self) -> float:
        return self.seconds

    def make(self, choice: Choice) -> board_look.BoardLook:
        self.made += 1
        self.seconds += 1
        return _make(choice)


class Aside:
    """What was begun beside an answer: here done when a test says so, in the thread of the test."""

    def __init__(self) -> None:
        self.begun: list[Callable[[], object]] = []

    def thread(self, *, target: Callable[[], object], name: str, daemon: bool) -> Aside:
        """Stand where `threading.Thread` does."""
        self.begun.append(target)
        return self

    def start(self) -> None:
        """Wait for `finish`."""

    def finish(self) -> None:
        while self.begun:
            self.begun.pop()()


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
    for module in (board_look, just_acted, shared_cache, base):
        monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(board_look, "_make", clock.make)
    return clock


@pytest.fixture(autouse=True)
def beside(monkeypatch: pytest.MonkeyPatch) -> Aside:
    here = Aside()
    monkeypatch.setattr(aside, "threading", SimpleNamespace(Thread=here.thread))
    # The connection is the test's own here.
    monkeypatch.setattr(aside, "connections", SimpleNamespace(close_all=lambda: None))
    return here


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


def test_nobody_waits_for_a_board_that_is_made_anew_beside_their_answer(
    world: World, clock: Clock, beside: Aside, reader: Callable[..., Reader]
) -> None:
    before = reader("chutich").open(BOARD).text
    ea_kar_sends(world)
    with at(NOW):
        clock.seconds += 2.9
        assert reader("chutich").open(BOARD).text == before
        assert not beside.begun
        clock.seconds += 0.2
        assert {reader("chutich").open(BOARD).text for _ in range(3)} == {before}
        assert (clock.made, len(beside.begun)) == (1, 1)
        beside.finish()
        after = reader("chutich").open(BOARD).text
    assert (clock.made, len(beside.begun)) == (2, 0)
    assert after != before


def test_a_board_made_anew_beside_an_answer_keeps_its_language(
    world: World, clock: Clock, beside: Aside, reader: Callable[..., Reader]
) -> None:
    reader("chutich", english=True).open(BOARD)
    clock.seconds += 4
    reader("chutich", english=True).open(BOARD)
    reader("chutich").open(BOARD)
    beside.finish()
    assert clock.made == 3
    assert "Board computed at" in reader("chutich", english=True).open(BOARD)
    assert "Bảng tính lúc" in reader("chutich").open(BOARD)
    assert clock.made == 3


def test_after_eight_times_what_making_took_the_reader_has_it_made_anew(
    world: World, clock: Clock, beside: Aside, reader: Callable[..., Reader]
) -> None:
    before = reader("chutich").open(BOARD).text
    ea_kar_sends(world)
    clock.seconds += 7.1
    with at(NOW):
        assert reader("chutich").open(BOARD).text != before
    assert (clock.made, len(beside.begun)) == (2, 0)


def test_a_making_that_was_killed_hinders_nobody_for_longer_than_the_last_board_is_shown(
    world: World, clock: Clock, beside: Aside, reader: Callable[..., Reader]
) -> None:
    before = reader("chutich").open(BOARD).text
    ea_kar_sends(world)
    with at(NOW):
        clock.seconds += 4
        reader("chutich").open(BOARD)
        beside.begun.clear()
        clock.seconds += 20
        assert reader("chutich").open(BOARD).text == before
        clock.seconds += 10.1
        assert reader("chutich").open(BOARD).text != before
    assert (clock.made, len(beside.begun)) == (2, 0)


def test_a_making_that_failed_is_tried_again_by_the_next(
    world: World, clock: Clock, beside: Aside, monkeypatch: pytest.MonkeyPatch, reader: Callable[..., Reader]
) -> None:
    reader("chutich").open(BOARD)
    clock.seconds += 4
    reader("chutich").open(BOARD)
    with monkeypatch.context() as broken:
        broken.setattr(board_look, "_make", lambda choice: 1 / 0)
        beside.finish()
    reader("chutich").open(BOARD)
    assert len(beside.begun) == 1


def test_no_board_is_older_than_the_setting(
    world: World, clock: Clock, settings: LazySettings, reader: Callable[..., Reader]
) -> None:
    settings.TINHSO_BOARD_SECONDS = 3
    reader("chutich").open(BOARD)
    clock.seconds += 2.1
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
        assert answer.cookies[just_acted.COOKIE]["max-age"] == 30
        clock.seconds += 0.1
        own = leader.open(BOARD).text
        assert own != before
        assert other.open(BOARD).text == own
        assert leader.open(BOARD).text == own
    assert clock.made == 2


def test_a_making_begun_before_somebody_acted_does_not_take_their_act_off_the_board_again(
    world: World, clock: Clock, beside: Aside, reader: Callable[..., Reader]
) -> None:
    leader, other = reader("chutich"), reader("chutich")
    before = other.open(BOARD).text
    clock.seconds += 4
    other.open(BOARD)
    make = beside.begun.pop()

    def act_meanwhile(choice: Choice) -> board_look.BoardLook:
        old = clock.make(choice)
        board_look._make = clock.make  # type: ignore[assignment]
        ea_kar_sends(world)
        leader.client.post("/_theme", {"theme": "dark"})
        clock.seconds += 0.1
        assert leader.open(BOARD).text != before
        return old

    with at(NOW):
        board_look._make = act_meanwhile  # type: ignore[assignment]
        make()
        assert clock.made == 3
        assert other.open(BOARD).text != before
        assert leader.open(BOARD).text != before
    assert clock.made == 3


def test_what_a_browser_says_of_its_acts_is_believed_at_most_for_now(rf: RequestFactory, clock: Clock) -> None:
    found = []
    for said in (None, "999990.5", "9999999", "hôm qua"):
        request = rf.get(BOARD)
        if said is not None:
            request.COOKIES[just_acted.COOKIE] = said
        found.append(just_acted.last_acted_at(request))
    assert found == [0, 999_990.5, clock.seconds, clock.seconds]


def test_while_one_makes_it_anew_others_see_the_last_one(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch, reader: Callable[..., Reader]
) -> None:
    before = reader("chutich").open(BOARD).text
    ea_kar_sends(world)
    seen: list[str] = []

    def make_slowly(choice: Choice) -> board_look.BoardLook:
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
