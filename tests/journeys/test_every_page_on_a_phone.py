"""The same pages on a phone, in the dark and in English: a file of its own, so that both halves run side by side."""

from __future__ import annotations

import pytest

from tests.journeys.test_every_page import PAGES, look_at, newest

__all__ = ["newest"]


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_page_is_clean(reader, newest, picture, login, path):
    look_at(reader, newest, picture, login, path, theme="dark", language="en", width=390)
