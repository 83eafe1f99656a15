"""The supervised processes: each is there, comes again however it ended, and all go together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.properties.installation import Installation, new_installation
from tinhso.site.roles import wanted_roles

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked up under /proc")
ROLES = {"tinhso-web", "tinhso-sealer", "tinhso-compacto", "tinhso-worker"}
GIVING_WAY = {"tinhso-compacto", "tinhso-worker"}
PATIENCE_SECONDS = 60


def children(process: int) -> dict[str, int]:
    """The child processes of a process by name."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return {Path(f"/proc/{child}/comm").read_text().strip(): int(child) for child in found}


def priorities(processes: dict[str, int]) -> dict[str, int]:
    """How far each gives way to others, by name."""
    return {name: os.getpriority(os.PRIO_PROCESS, process) for name, process in processes.items()}


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that other processes do."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if holds():
                return
        except OSError:
            pass  # it does not listen yet, or went away between two looks
        assert time.monotonic() < end
        time.sleep(0.02)


def answers(port: int) -> bool:
    with urlopen(f"http://127.0.0.1:{port}/suc-khoe", timeout=PATIENCE_SECONDS) as page:
        return bool(page.status == 200)


def serve(installation: Installation, port: int) -> subprocess.Popen[bytes]:
    """Serve, as a terminal starts a command: a group of its own, to which Ctrl+C goes."""
    return subprocess.Popen(
        [sys.executable, "-m", "tinhso.site.command_line", "serve"],
        cwd=installation.home, env=installation.environment() | {"PORT": str(port)}, process_group=0,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def in_group(number: int) -> set[int]:
    """The processes of a group that run."""
    found = set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, _parent, group = (place / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == number and state != "Z":
            found.add(int(place.name))
    return found


def test_every_process_comes_again_after_sigkill_and_all_go_when_told(tmp_path: Path) -> None:
    port = free_port()
    served = serve(new_installation(tmp_path / "home"), port)
    try:
        until(lambda: answers(port) and children(served.pid).keys() == ROLES)
        before = children(served.pid)
        own = os.getpriority(os.PRIO_PROCESS, served.pid)
        until(lambda: priorities(before) == dict.fromkeys(ROLES, own) | dict.fromkeys(GIVING_WAY, own + 5))
        for role in ROLES - {"tinhso-web"}:
            os.kill(before[role], signal.SIGKILL)
        worker = next(iter(children(before["tinhso-web"]).values()))
        os.kill(worker, signal.SIGKILL)

        def all_new() -> bool:
            now = children(served.pid)
            return now.keys() == ROLES and all(now[role] != before[role] for role in ROLES - {"tinhso-web"})

        until(all_new)
        until(lambda: worker not in children(before["tinhso-web"]).values() and answers(port))
        last = list(children(served.pid).values())
    finally:
        served.terminate()
        code = served.wait(PATIENCE_SECONDS)
    assert code == 0
    assert not any(Path(f"/proc/{process}").exists() for process in last)


def test_what_a_killed_web_server_left_behind_goes_with_it_and_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    port = free_port()
    served = serve(new_installation(tmp_path / "home"), port)
    try:
        until(lambda: answers(port) and children(served.pid).keys() == ROLES)
        groups = list(children(served.pid).values())
        web = children(served.pid)["tinhso-web"]
        workers = in_group(web) - {web}
        assert workers
        assert in_group(served.pid) == {served.pid}
        os.kill(web, signal.SIGKILL)
        until(lambda: not in_group(web))
        until(lambda: answers(port) and children(served.pid)["tinhso-web"] != web)
        groups += children(served.pid).values()
        os.killpg(served.pid, signal.SIGINT)
        assert served.wait(PATIENCE_SECONDS) == 0
    finally:
        served.kill()
    assert [in_group(number) for number in groups] == [set()] * len(groups)


@pytest.mark.parametrize("deaf", [False, True])
def test_the_end_of_the_terminal_ends_it_unless_it_was_told_to_outlive_it(tmp_path: Path, deaf: bool) -> None:
    """As `nohup` tells it: by ignoring the signal before the command begins."""
    port = free_port()
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN if deaf else signal.SIG_DFL)
    try:
        served = serve(new_installation(tmp_path / "home"), port)
    finally:
        signal.signal(signal.SIGHUP, before)
    try:
        until(lambda: answers(port))
        os.killpg(served.pid, signal.SIGHUP)
        if deaf:
            assert answers(port)
            served.terminate()
        assert served.wait(PATIENCE_SECONDS) == 0
    finally:
        served.kill()


def test_sealing_is_left_to_its_own_user_where_the_key_is_kept_apart(settings: Any, tmp_path: Path) -> None:
    assert "sealer" in wanted_roles()
    settings.TINHSO_SEALER_KEYS = tmp_path
    assert "sealer" not in wanted_roles()
