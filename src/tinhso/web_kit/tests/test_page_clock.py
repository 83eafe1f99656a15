"""Deadlines and ages are told by the page's clock, and by no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template

NOW = datetime(2026, 11, 17, 6, 42, tzinfo=UTC)
TAGS = {"time_left": "còn 3 giờ", "deadline": "16:42 hôm nay", "time_ago": "vừa xong"}


def drawn(tag: str, **context: object) -> str:
    return Template("{% load web_kit %}{% " + tag + " moment %}").render(
        Context({"moment": NOW + timedelta(hours=3), **context})
    )


@pytest.mark.parametrize(("tag", "words"), TAGS.items())
def test_a_page_counts_from_the_clock_it_was_given(tag: str, words: str) -> None:
    assert words in drawn(tag, now=NOW)


@pytest.mark.parametrize("tag", TAGS)
def test_what_is_drawn_without_a_clock_fails_and_never_takes_the_machines(tag: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="page's clock"):
        drawn(tag)
