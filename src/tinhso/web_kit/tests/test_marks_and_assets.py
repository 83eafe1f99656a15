"""The vocabulary of status and the manifest of built files."""

from pathlib import Path

import pytest

from tinhso.kernel.errors import registered_errors
from tinhso.web_kit.assets import asset_url, is_immutable
from tinhso.web_kit.errors import FrontEndNotBuilt, UnknownMark
from tinhso.web_kit.icons import icon
from tinhso.web_kit.marks import MARKS, TONES, find_mark
from tinhso.web_kit.templatetags.web_kit import mark, status_mark


@pytest.mark.parametrize("code", sorted(MARKS))
def test_every_status_has_an_icon_a_word_and_a_tone(code: str) -> None:
    found = find_mark(code)
    assert found.tone in TONES
    assert str(found.word)
    assert icon(found.icon).startswith("<svg")


def test_statuses_of_one_tone_differ_by_word() -> None:
    words = [str(found.word) for found in MARKS.values()]
    assert len(words) == len(set(words))


def test_an_unknown_status_or_tone_is_refused_by_name() -> None:
    with pytest.raises(UnknownMark, match="WEB-002"):
        find_mark("nearly_done")
    with pytest.raises(UnknownMark, match="purple"):
        mark("purple", "x")


def test_a_mark_escapes_its_words() -> None:
    assert "&lt;b&gt;" in status_mark("accepted", text="<b>")


def test_a_missing_build_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinhso.web_kit.assets.DIST", tmp_path)
    with pytest.raises(FrontEndNotBuilt) as caught:
        asset_url("app.css")
    assert "make frontend" in caught.value.message("vi")


def test_an_asset_is_found_by_its_plain_name(built: None) -> None:
    assert asset_url("app.css") == "/static/dist/app-AAAAAAAA.css"
    with pytest.raises(FrontEndNotBuilt):
        asset_url("other.css")


def test_only_hashed_names_are_kept_for_ever_by_browsers() -> None:
    assert is_immutable("", "/static/dist/app-DGLQD7KW.js")
    assert not is_immutable("", "/static/dist/manifest.json")
    assert not is_immutable("", "/static/web_kit/icon.svg")


def test_the_kit_has_registered_its_errors() -> None:
    codes = [code for code in registered_errors() if code.startswith("WEB-")]
    of_pages = ["WEB-001", "WEB-002", "WEB-003", "WEB-004", "WEB-400", "WEB-403", "WEB-404", "WEB-413", "WEB-419"]
    of_server = ["WEB-500", "WEB-510", "WEB-511", "WEB-512", "WEB-513"]
    assert codes == [*of_pages, *of_server]
