"""A fork that stands for a start is what a start is: the same settings, words, folders and ends."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from tests.forked_starts import begin_module, fork_server
from tests.properties.installation import Installation
from tests.statements import share_statements

pytestmark = pytest.mark.one_database
PROGRAM = "tests.started_as"
ENVIRONMENTS = {
    "as it is": {},
    "on PostgreSQL, with a proxy": {
        "DATABASE_URL": "postgresql://tinhso:bi-mat@127.0.0.1:5999/tinh", "TINHSO_TLS": "1",
        "TINHSO_MAIL_URL": "smtp://thu.example:2525", "TINHSO_MAIL_FROM": "tinh@thu.example", "TINHSO_LOG": "json",
        "TINHSO_HOSTS": "a.example",
    },
    "in production": {
        "TINHSO_MODE": "production", "TINHSO_NOW": "", "TINHSO_HOSTS": "tinh.example", "TINHSO_TLS": "1",
        "TINHSO_LOG_ORIGIN": "tinh.example/so", "PORT": "8123", "TINHSO_WEB_WORKERS": "3",
    },
    "at another time": {
        "TINHSO_NOW": "2026-01-02T03:04", "TINHSO_BOARD_SECONDS": "7", "TINHSO_OFFLINE_HOURS": "5",
        "TINHSO_API_RATE_TOKEN": "11/m", "TINHSO_SECOND_FACTOR": "approve", "TINHSO_LANG": "en",
    },
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Installation:
    home = tmp_path / "home"
    home.mkdir()
    share_statements(home)
    return Installation(home)


def started_as(there: Installation) -> dict[str, Any]:
    done = there.python("-m", PROGRAM, "described", "đỏ", said="một\nhai")
    assert done.returncode == 0, done.stderr
    return cast(dict[str, Any], json.loads(done.stdout))


@pytest.fixture(scope="module")
def of_a_process(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names under which a module keeps what is another in every process (an address in memory): two starts differ."""
    there = Installation(tmp_path_factory.mktemp("twice"))
    share_statements(there.home)
    first, second = started_as(there)["kept"], started_as(there)["kept"]
    assert first.keys() == second.keys()
    differing = {name for name, value in first.items() if value != second[name]}
    assert not [name for name in differing if name.startswith("tinhso.")]
    return differing


@pytest.mark.parametrize("named", ENVIRONMENTS)
def test_a_fork_reads_from_its_environment_what_a_start_reads(
    place: Installation, of_a_process: set[str], named: str
) -> None:
    there = replace(place, settings=ENVIRONMENTS[named])
    forked = fork_server().run(PROGRAM, ["described", "đỏ"], there.home, there.environment(), "một\nhai")
    assert forked.returncode == 0, forked.stderr
    expected, found = started_as(there), json.loads(forked.stdout)
    assert expected["said"] == "một\nhai"
    assert len(expected["kept"]) > 1_000
    # The fork has imported more; what a start has imported, it holds with the same value.
    expected["kept"] = {name: value for name, value in expected["kept"].items() if name not in of_a_process}
    found["kept"] = {name: value for name, value in found["kept"].items() if name in expected["kept"]}
    for part, value in expected.items():
        assert found[part] == value, part


@pytest.mark.parametrize("how", ["by itself", "0", "3", "sentence", "mistake", "at once", "killed"])
def test_a_fork_ends_as_a_start_ends(place: Installation, how: str) -> None:
    started = place.python("-m", PROGRAM, how)
    forked = fork_server().run(PROGRAM, [how], place.home, place.environment(), "")
    assert (forked.returncode, forked.stdout) == (started.returncode, started.stdout)
    assert forked.stderr.splitlines()[:1] == started.stderr.splitlines()[:1]
    assert forked.stderr.splitlines()[-1:] == started.stderr.splitlines()[-1:]


def test_forks_run_beside_each_other_and_end_when_they_are_asked_to(place: Installation, tmp_path: Path) -> None:
    told = [tmp_path / "first", tmp_path / "second"]
    running = []
    for file in told:
        with file.open("wb") as sink:
            running.append(
                begin_module(PROGRAM, "waiting", folder=place.home, environment=place.environment(), output=sink)
            )
    assert fork_server().run(PROGRAM, ["3"], place.home, place.environment(), "").returncode == 3
    assert [one.poll() for one in running] == [None, None]
    while not all(file.read_text() == "before the end\ncomplaint\n" for file in told):
        assert [one.poll() for one in running] == [None, None]
    for one in reversed(running):
        one.terminate()
        assert one.wait(30) == -signal.SIGTERM


@pytest.mark.parametrize(
    "wrong", [{"TINHSO_CHECKPOINTS": "http://thanhtra.example"}, {"TINHSO_MODE": "whatever"}, {"DATABASE_URL": "x://y"}]
)
def test_a_wrong_setting_stops_both_with_the_same_words(place: Installation, wrong: dict[str, str]) -> None:
    there, words = replace(place, settings=wrong), ["ledger", "key"]
    started = there.python("-m", "tinhso.site.command_line", *words)
    forked = there.tinhso(*words)
    assert started.returncode != 0
    assert (forked.returncode, forked.stdout) == (started.returncode, started.stdout)
    assert forked.stderr.splitlines()[-1] == started.stderr.splitlines()[-1]


def test_what_only_a_start_can_read_is_started(place: Installation) -> None:
    assert fork_server().can_start(place.environment())
    for name in ("PYTHONWARNINGS", "LC_ALL"):
        there = replace(place, settings={name: os.environ.get(name, "") + "C"})
        assert not fork_server().can_start(there.environment())
