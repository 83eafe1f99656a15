"""Limits that every process shares: never more than the rate, one file, no wait for a disk that is full."""

from __future__ import annotations

import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import RequestFactory
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from tinhso.web_kit.client_address import client_address
from tinhso.web_kit.shared_cache import SharedCache
from tinhso.web_kit.shared_counts import Rate, SharedFile, read_rate, seconds_to_wait

TAKER = """
import sys
from pathlib import Path
from tinhso.web_kit.shared_counts import Rate, SharedFile, seconds_to_wait
shared = SharedFile(Path(sys.argv[1]))
sys.stdin.readline()
print(sum(seconds_to_wait(shared, "together", Rate(150, 3600)) == 0 for _ in range(100)))
"""
NAMES = count()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> SharedFile:
    return SharedFile(tmp_path_factory.mktemp("shared") / "counts.sqlite3")


@given(
    rate=st.builds(Rate, st.integers(1, 8), st.sampled_from([1, 60])),
    gaps=st.lists(st.floats(0, 40), min_size=1, max_size=30),
)
@budget(max_examples=60)
def test_no_stretch_of_time_takes_more_than_its_rate_and_a_refusal_says_when_to_come(
    shared: SharedFile, rate: Rate, gaps: list[float]
) -> None:
    name, now, taken = f"n{next(NAMES)}", 1_000_000.0, []
    for gap in gaps:
        now += gap
        wait = seconds_to_wait(shared, name, rate, now)
        if wait:
            assert wait <= rate.step + 1e-3
            assert seconds_to_wait(shared, name, rate, now + wait / 2) > 0 or wait < 0.01
            now += wait + 1e-3
            assert seconds_to_wait(shared, name, rate, now) == 0
        taken.append(now)
    for first, began in enumerate(taken):
        for last in range(first, len(taken)):
            assert last - first + 1 <= rate.amount + (taken[last] - began + 2e-3) / rate.step + 1e-6


def test_the_whole_rate_may_come_at_once_and_a_clock_set_back_shuts_nobody_out(shared: SharedFile) -> None:
    rate = Rate(5, 60)
    assert [seconds_to_wait(shared, "burst", rate, 5_000.0) == 0 for _ in range(7)] == [True] * 5 + [False] * 2
    assert seconds_to_wait(shared, "burst", rate, 1_000.0) == 0


def test_two_processes_take_one_rate_together_and_a_third_that_starts_later_gets_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TAKER, str(tmp_path / "counts.sqlite3")]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate("go\n", timeout=60) for process in both]
    assert sum(int(out) for out, _ in said) == 150, said
    late = subprocess.run(command, input="go\n", capture_output=True, text=True, timeout=60, check=True)
    assert late.stdout.strip() == "0"


@pytest.mark.parametrize("what", ["the file is a folder", "the folder is a file", "the file is no database"])
def test_a_file_that_cannot_be_used_lets_each_thread_count_by_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    file = tmp_path / "shared" / "counts.sqlite3"
    if what == "the folder is a file":
        file.parent.write_text("")
    elif what == "the file is a folder":
        file.mkdir(parents=True)
    else:
        file.parent.mkdir()
        file.write_bytes(b"no database" * 500)
    shared = SharedFile(file)
    assert [seconds_to_wait(shared, "alone", Rate(1, 60)) == 0 for _ in range(2)] == [True, False]
    assert len(caplog.records) == 1
    assert shared.problem()


def test_a_file_that_can_be_used_has_no_problem(shared: SharedFile) -> None:
    assert shared.problem() == ""


def test_the_cache_of_the_sign_in_pages_is_seen_by_other_processes_and_its_add_is_a_lock(tmp_path: Path) -> None:
    one, other = (SharedCache(str(tmp_path / "counts.sqlite3"), {}) for _ in range(2))
    assert isinstance(caches["default"], SharedCache)
    assert one.add("lock", True, timeout=60)
    assert not other.add("lock", True, timeout=60)
    assert other.delete("lock")
    assert not other.delete("lock")
    assert one.add("lock", True, timeout=0.0)
    assert other.add("lock", True, timeout=60)
    one.set("history", [3.5, 1.25], 60)
    assert other.get("history") == [3.5, 1.25]
    other.set("history", [], 0)
    assert one.get("history", "none") == "none"


@pytest.mark.parametrize("text", ["", "m", "0/m", "12", "12/d", "-3/s", "١/s", "9999999/s", "1.5/s"])
def test_a_rate_that_cannot_be_read_stops_the_start(text: str) -> None:
    with pytest.raises(ValueError, match="must be like"):
        read_rate(text)


def test_a_client_is_believed_about_its_address_only_behind_our_own_proxy(settings: pytest.FixtureRequest) -> None:
    def asked(remote: str, forwarded: str) -> str:
        return client_address(RequestFactory(REMOTE_ADDR=remote).get("/", headers={"X-Forwarded-For": forwarded}))

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0  # type: ignore[attr-defined]
    assert asked("10.0.0.7", "1.2.3.4") == "10.0.0.7"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    assert asked("127.0.0.1", "6.6.6.6, 1.2.3.4") == "1.2.3.4"
    assert asked("127.0.0.1", "2001:db8:1:2:aaaa::1") == asked("127.0.0.1", "2001:db8:1:2:bbbb::2")
    assert asked("127.0.0.1", "<script>") == ""
