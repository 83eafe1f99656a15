"""Every command that is told a file, a folder or an address, with one that cannot be used: said in words, nothing done.

The walk is over the command table itself (`build_parser`): a new argument that names a place is walked too. One that is
no `NamedPlace` fails here, and so does a command with a new required argument until `OTHERS` has a value for it.
"""

from __future__ import annotations

import argparse
import builtins
import io
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tinhso.engines.trust import api as trust
from tinhso.site.command_line import build_parser, main
from tinhso.site.demo.places import load_places
from tinhso.site.named_places import FileToRead, FileToWrite, FolderToRead, FolderToWrite, NamedPlace, PlaceToRead
from tinhso.site.packages_folder import packages_folder

pytestmark = pytest.mark.django_db

RUBBISH = b"\x00\xff\xfe\x80PK\x03\x04\x9f" * 40
OF_A_PLACE = re.compile(r"\b(file|files|folder|place|address|url)\b|://", re.IGNORECASE)
"""Words by which an argument tells that it names a place."""
ADDRESSES = {"move-to-postgres", "one-stop send --address"}
MAIL = {"ledger publish --mail"}
"""Mail goes through the server of TINHSO_MAIL_URL, never to the machine of the address."""
OTHERS = {
    "user": ["--as", "vp.khoa"], "on": ["--on", "2027-01-01"], "code": ["--code", "NQ-2027"],
    "decision": ["--decision", "NQ"], "forms": ["a_form"], "reason": ["--reason", "why"],
    "name": ["--name", "a.example/w1"], "key": ["--key", "a"],
}  # fmt: skip
SYSTEM = re.compile(r"Errno|Traceback|codec|byte 0x|Error\(|Is a directory|No such file|Permission denied|refused$")


class Named(NamedTuple):
    """One argument that names a place, of one command."""

    words: tuple[str, ...]
    parser: argparse.ArgumentParser
    action: argparse.Action

    def __str__(self) -> str:
        return " ".join((*self.words, *self.action.option_strings[:1]))

    def kind(self, text: str = "x") -> type[NamedPlace]:
        """What the argument is read as."""
        made: Any = self.action.type
        assert callable(made), f"{self}: give the argument a type of tinhso.site.named_places"
        place = made(text)
        assert isinstance(place, NamedPlace), f"{self}: give the argument a type of tinhso.site.named_places"
        return type(place)

    def call(self, place: object, standing: Path) -> list[str]:
        """The words of the command line; other places it must be told are there and may be used."""
        options, placed = [], []
        for one in self.parser._actions:
            if one.option_strings:
                if one is self.action:
                    options += [one.option_strings[0], str(place)]
                elif one.required:
                    options += OTHERS[one.dest]
            elif one is self.action:
                placed.append(str(place))
            elif one.required and one.type is not None:
                placed.append(str(standing if Named(self.words, self.parser, one).kind() is FolderToRead else __file__))
            elif one.required:
                placed += OTHERS.get(one.dest, [f"a_{one.dest}"])
        if self.parser._mutually_exclusive_groups and any(
            one.required for one in self.parser._mutually_exclusive_groups
        ):
            options += [] if self.action.option_strings else OTHERS["key"]
        return [*self.words, *options, *placed]


def commands(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[Named]:
    """Every argument of every command below."""
    branches = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    for branch in branches:
        for word, below in branch.choices.items():
            yield from commands(below, (*words, word))
    if not branches:
        yield from (Named(words, parser, one) for one in parser._actions if one.dest != "help")


def names_a_place(one: argparse.Action) -> bool:
    """Say whether its type, or what is said of it, tells a place; a flag names none."""
    is_typed = isinstance(one.type, type) and issubclass(one.type, NamedPlace)
    return is_typed or (one.nargs != 0 and bool(OF_A_PLACE.search(f"{one.dest} {one.metavar} {one.help}")))


PLACES = [one for one in commands(build_parser()) if str(one) not in ADDRESSES | MAIL and names_a_place(one.action)]


@contextmanager
def locked(place: Path) -> Iterator[None]:
    """Let nobody open a file: whoever runs the tests may be one whom the system refuses nothing."""
    opened = builtins.open

    def refuse(file: Any, *how: Any, **more: Any) -> Any:
        if str(file) == str(place):
            raise PermissionError(13, "Permission denied", str(file))
        return opened(file, *how, **more)

    builtins.open = io.open = refuse  # type: ignore[assignment]
    try:
        yield
    finally:
        builtins.open = io.open = opened


class Said(NamedTuple):
    code: int
    vi: str
    en: str


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[list[str]], Said]:
    def run(words: list[str]) -> Said:
        said = []
        for language in ("vi", "en"):
            before = trust.events(limit=1)
            code = main(["--lang", language, *words])
            assert trust.events(limit=1) == before, words
            out, err = capsys.readouterr()
            said.append(out + err)
        return Said(code, *said)

    return run


@pytest.fixture
def desks() -> None:
    """The communes whose desks the simulated one-stop system knows."""
    load_places(packages_folder(), "system:test")


def refused_in_words(said: Said, place: object) -> bool:
    """Exit 1, a code, and a sentence of its own in each language that names the place and no word of the system."""
    vi, en = said.vi.replace(str(place), ""), said.en.replace(str(place), "")
    return bool(
        said.code == 1
        and re.search(r"[A-Z]{3}-\d{3}", vi)
        and vi != en
        and not SYSTEM.search(vi)
        and not SYSTEM.search(en)
    )


def test_the_table_names_places_by_their_types_only() -> None:
    assert len(PLACES) > 30
    kinds = {one.kind() for one in PLACES}
    assert kinds == {FileToRead, FolderToRead, PlaceToRead, FolderToWrite, FileToWrite}
    plain = [str(one) for one in commands(build_parser()) if one.action.type is Path]
    assert plain == [], "a Path is looked at by nobody: take a type of tinhso.site.named_places"


@pytest.mark.parametrize("named", PLACES, ids=str)
def test_a_place_that_cannot_be_used_is_said_in_words_and_nothing_is_done(
    named: Named, told: Callable[[list[str]], Said], tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(RUBBISH)
    before = sorted(tmp_path.rglob("*"))
    kind, file, folder, absent = named.kind(), tmp_path / "file", tmp_path / "folder", tmp_path / "absent"
    cases = {
        FileToRead: [absent, folder, file / "below"],
        FolderToRead: [absent, file, file / "below"],
        PlaceToRead: [absent, file / "below"],
        FolderToWrite: [file, file / "below"],
        FileToWrite: [folder, absent / "below", file / "below"],
    }[kind]
    for place in cases:
        said = told(named.call(place, folder))
        assert refused_in_words(said, place), (str(place), said)
        assert "KER-127" in said.en, said
        assert f"“{place}" in said.en or f"“{place.parent}”" in said.en, said
    if kind in (FileToRead, PlaceToRead):
        with locked(file):
            said = told(named.call(file, folder))
        assert refused_in_words(said, file), said
        assert str(file) in said.en
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "named", [one for one in PLACES if one.kind() is FileToRead and "demo" not in one.words], ids=str
)
@pytest.mark.parametrize("content", [b"", RUBBISH], ids=["empty", "rubbish"])
def test_a_file_that_holds_nothing_or_something_else_is_said_in_words(
    named: Named, content: bytes, told: Callable[[list[str]], Said], tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    file = tmp_path / f"file{'.csv' if named.action.metavar == 'FILE.csv' else ''}"
    file.write_bytes(content)
    said = told(named.call(file, folder))
    assert refused_in_words(said, file), said
    assert list(folder.iterdir()) == []


def test_a_folder_without_a_checkpoint_proves_nothing(told: Callable[[list[str]], Said], tmp_path: Path) -> None:
    said = told(["ledger", "verify", "--against", str(tmp_path)])
    assert refused_in_words(said, tmp_path)
    assert "TRU-028" in said.vi


@pytest.mark.parametrize(
    "command",
    [
        ["one-stop", "send", "--token", "x", "--address", "http://{at}"],
        ["move-to-postgres", "postgresql://u:secret@{at}/x"],
    ],
    ids=lambda words: words[0],
)
def test_an_address_where_nobody_answers_is_said_in_words(
    command: list[str], told: Callable[[list[str]], Said], desks: None
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        at = f"127.0.0.1:{probe.getsockname()[1]}"
    said = told([word.format(at=at) for word in command])
    assert refused_in_words(said, at), said
    assert "KER-128" in said.vi
    assert at in said.vi
    assert "secret" not in said.vi + said.en


@pytest.mark.parametrize("address", ["mysql://a/b", "hello", "postgresql://a:b/c"])
def test_what_is_no_address_of_a_database_is_refused(address: str, told: Callable[[list[str]], Said]) -> None:
    assert refused_in_words(told(["move-to-postgres", address]), address)


def test_what_is_no_address_at_all_is_refused(told: Callable[[list[str]], Said], desks: None) -> None:
    assert refused_in_words(told(["one-stop", "send", "--token", "x", "--address", "hello"]), "hello")


def test_a_token_that_was_not_made_yet_is_said_in_words(told: Callable[[list[str]], Said], desks: None) -> None:
    said = told(["one-stop", "send", "--address", "http://127.0.0.1:1"])
    assert refused_in_words(said, "")
    assert "tinhso demo" in said.en
