"""The hour before the deadline, compressed: communes fill, send and approve while leaders read the board.

    python bench/deadline_hour.py [--minutes 10] [--submissions 2000] [--readers 500] [--views 4] [--import-rows 200000]
                                  [--home BUILT_DEMONSTRATION] [--database URL]

1. A copy of the demonstration's province (built when --home names none), with a fresh request for each further month
   until there are as many reports to send as asked for. PostgreSQL: the same, moved there by `tinhso move-to-postgres`.
2. `tinhso serve` runs all its processes; this process is the crowd. Each submission opens the form, keeps it by itself,
   sends it, and its leader approves it; each reader opens the board so many times. All begin at moments of chance.
3. Then: is everything that was acknowledged in the database, and does `tinhso ledger verify` hold?
4. Autosaves again and again, alone and while a file is imported: how long does the longest one wait?

Times are seen from outside, over HTTP. Processor seconds are told apart: of the product's processes, of PostgreSQL's
server where it runs on this machine, and of the crowd, which shares the cores with both. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import heapq
import http.client
import json
import os
import random
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
NOW, TOKEN, THREADS = "2026-11-17T13:42+07:00", "x" * 32, 64
PAST_MONTHS = 14


def main() -> None:
    options = _options()
    if options.phase:
        print(json.dumps(PHASES[options.phase](options)))
        return
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as folder:
        home = Path(folder) / "home"
        if options.home:
            shutil.copytree(options.home, home, symlinks=True)
        environment = _environment(home)
        if not options.home:
            _tinhso(environment, "demo", "--build-only")
        _tinhso(environment, "manage", "migrate", "--verbosity", "0")
        if options.database:
            _tinhso(environment, "move-to-postgres", options.database)
            environment["DATABASE_URL"] = options.database
        _tinhso(environment, "cube", "compact")
        measure(options, environment)


def measure(options: argparse.Namespace, environment: dict[str, str]) -> None:
    kind = "PostgreSQL" if options.database else "SQLite"
    asked = _phase("prepare", options, environment)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        environment["PORT"] = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "tinhso.site.command_line", "serve"]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        try:
            crowd = Crowd(int(environment["PORT"]), asked)
            crowd.wait()
            crowd.warm_up()
            clocks = {"the product": partial(_processor_seconds, server.pid), "the crowd": time.process_time}
            if postmaster := _postmaster(options.database):
                clocks["PostgreSQL's server"] = partial(_processor_seconds, postmaster)
            before = {whose: clock() for whose, clock in clocks.items()}
            crowd.live(options)
            tell(kind, options, crowd, {whose: clock() - before[whose] for whose, clock in clocks.items()})
            waits(kind, options, environment, crowd)
        finally:
            server.send_signal(signal.SIGTERM)
    kept = _phase("check", options, environment, json.dumps(crowd.acknowledged))
    print(f"{kind}: {len(crowd.acknowledged)} reports acknowledged, {len(kept['missing'])} of them not in the database")
    verified = subprocess.run([*command[:-1], "--lang", "en", "ledger", "verify"], env=environment, cwd=ROOT,
                              capture_output=True, text=True, check=False)  # fmt: skip
    print(f"{kind}: {verified.stdout.strip().splitlines()[-1]}", flush=True)


def tell(kind: str, options: argparse.Namespace, crowd: Crowd, seconds: dict[str, float]) -> None:
    total = sum(map(len, crowd.took.values()))
    print(f"{kind}: {options.submissions} submissions, {options.readers} readers in {options.minutes:g} minutes, "
          f"{total} requests, failed: {dict(crowd.failed) or 'none'}")  # fmt: skip
    for whose, spent in seconds.items():
        print(f"  processor of {whose}: {spent:.1f} s, {spent / max(total, 1) * 1000:.1f} ms a request")
    print(f"  {'request':<10} {'number':>7} {'median':>8} {'p95':>8} {'p99':>8} {'longest':>8}  (ms)")
    for what, took in crowd.took.items():
        print(f"  {what:<10} {len(took):>7} " + " ".join(f"{_share(took, at):>8.0f}" for at in (0.5, 0.95, 0.99, 1)))
    print(f"  began late by (p95): {_share(crowd.late, 0.95):.0f} ms", flush=True)


def waits(kind: str, options: argparse.Namespace, environment: dict[str, str], crowd: Crowd) -> None:
    """Autosaves alone, then while a file of figures comes in through the command line."""
    alone = crowd.autosave_for(lambda began: time.monotonic() - began < 10)
    code = ["--phase", "bring", "--import-rows", str(options.import_rows)]
    with subprocess.Popen([sys.executable, __file__, *code], env=environment, stdout=subprocess.PIPE, text=True) as one:
        beside = crowd.autosave_for(lambda _: one.poll() is None)
        took = json.loads((one.stdout.read() if one.stdout else "").splitlines()[-1])
    for title, found in (("alone", alone), (f"while {options.import_rows:,} figures are imported", beside)):
        print(f"{kind}: autosave {title}: {len(found)} times, median {_share(found, 0.5):.0f} ms, "
              f"p95 {_share(found, 0.95):.0f} ms, longest {max(found):.0f} ms")  # fmt: skip
    print(f"{kind}: that import took {took['seconds']:.1f} s, and wrote for {took['locked'] * 1000:.0f} ms", flush=True)


class Crowd:
    """Everybody outside: sessions, a schedule, and what they saw."""

    def __init__(self, port: int, asked: dict[str, Any]) -> None:
        self.port, self.asked, self.chance = port, asked, random.Random(17)
        self.hand = threading.local()
        self.took: dict[str, list[float]] = defaultdict(list)
        self.failed: Counter[str] = Counter()
        self.filled: Counter[str] = Counter()
        self.late: list[float] = []
        self.acknowledged: list[int] = []

    def wait(self) -> None:
        for _ in range(600):
            try:
                if self.ask("GET", "/healthz", "")[0] == 200:
                    return
            except OSError:
                time.sleep(0.2)
        raise SystemExit("the server did not start")

    def warm_up(self) -> None:
        """Let every worker answer a few times before anything counts: the first answers load and compile."""
        task, who = self.asked["tasks"][-1]
        for _ in range(12):
            self.ask("GET", "/dieu-hanh", self.asked["readers"][0])
            self.ask("GET", f"/viec/{task}", self.asked["sessions"][who][0])

    def live(self, options: argparse.Namespace) -> None:
        """Do everything at its moment, with so many hands."""
        acts: list[tuple[float, int, Callable[[], None]]] = []
        tasks, length = self.asked["tasks"][: options.submissions], options.minutes * 60
        for task, who in tasks:
            heapq.heappush(acts, (self.chance.uniform(0, length), len(acts), partial(self.submit, task, who)))
        for number in range(options.readers * options.views):
            reader = self.asked["readers"][number % len(self.asked["readers"])]
            heapq.heappush(acts, (self.chance.uniform(0, length), len(acts), partial(self.read, reader)))
        lock, start = threading.Lock(), time.monotonic()

        def work() -> None:
            while True:
                with lock:
                    if not acts:
                        return
                    moment, _, act = heapq.heappop(acts)
                time.sleep(max(0.0, start + moment - time.monotonic()))
                self.late.append(max(0.0, time.monotonic() - start - moment) * 1000)
                act()

        hands = [threading.Thread(target=work) for _ in range(THREADS)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()

    def submit(self, task: int, who: str) -> None:
        drafter, leader = self.asked["sessions"][who]
        self.timed("form", "GET", f"/viec/{task}", drafter)
        said = self.timed("save", "POST", f"/viec/{task}/tu-luu", drafter, self.typed(who))
        cells = json.loads(said or b"{}").get("cells", {})
        # Whatever the checks doubt is sent with a note, as a person would.
        notes = {f"n{name[1:]}": "đã đối chiếu" for name, cell in cells.items() if cell["state"] == "doubted"}
        self.timed("send", "POST", f"/viec/{task}", drafter, {"act": "send", **notes})
        if self.timed("approve", "POST", f"/viec/{task}/phe-duyet", leader, {"act": "approve"}) is not None:
            self.acknowledged.append(task)

    def typed(self, who: str) -> dict[str, str]:
        """What the commune reported for one of its past months, for each report another one: repeats are doubted."""
        months = self.asked["figures"][who]
        self.filled[who] += 1
        return dict(months[self.filled[who] % len(months)])

    def read(self, session: str) -> None:
        self.timed("board", "GET", "/dieu-hanh", session)

    def autosave_for(self, goes_on: Callable[[float], bool]) -> list[float]:
        """Keep one field of a form that was not sent, again and again."""
        task, who = self.asked["tasks"][-1]
        drafter, found, began = self.asked["sessions"][who][0], [], time.monotonic()
        field, text = next(iter(self.asked["figures"][who][0].items()))
        while goes_on(began):
            start = time.monotonic()
            status, said = self.ask(
                "POST", f"/viec/{task}/tu-luu", drafter, {field: f"{text[:-1]}{self.chance.randrange(10)}"}
            )
            found.append((time.monotonic() - start) * 1000)
            if status >= 500:
                raise SystemExit(f"autosave: {status} {said[:300]!r}")
            time.sleep(0.02)
        return found

    def timed(
        self, what: str, method: str, path: str, session: str, fields: dict[str, str] | None = None
    ) -> bytes | None:
        start = time.monotonic()
        try:
            status, said = self.ask(method, path, session, fields)
        except OSError as problem:
            status, said = 0, str(problem).encode()
        self.took[what].append((time.monotonic() - start) * 1000)
        if not 200 <= status < 400:
            if not self.failed:
                words = " ".join(re.sub("<[^>]+>", " ", said.decode()).split())[:600]
                print(f"first failure: {what} {status} {path} {words}")
            self.failed[f"{what} {status}"] += 1
            return None
        return said

    def ask(self, method: str, path: str, session: str, fields: dict[str, str] | None = None) -> tuple[int, bytes]:
        """The answer, read whole. Each hand keeps its connection, as browsers do and the proxy of a province."""
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Host": "localhost"}
        body = urllib.parse.urlencode(fields) if fields is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = self._connection()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (http.client.HTTPException, OSError) as problem:
            connection.close()
            raise OSError(str(problem)) from problem

    def _connection(self) -> http.client.HTTPConnection:
        """Closed, it opens itself again with the next request; one that the server let go of meanwhile is closed."""
        found: http.client.HTTPConnection | None = getattr(self.hand, "connection", None)
        if found is None:
            found = self.hand.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        elif found.sock is not None and select.select([found.sock], [], [], 0)[0]:
            found.close()
        return found


def prepare(options: argparse.Namespace) -> dict[str, Any]:
    """Ask for as many reports as are wanted, and sign everybody in."""
    _setup()
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.orgs.api import User
    from tinhso.engines.reporting import api as reporting
    from tinhso.engines.reporting.models import Assignment
    from tinhso.kernel.periods import parse_period
    from tinhso.site.demo import people

    store = import_module(settings.SESSION_ENGINE).SessionStore

    def sign_in(login: str) -> str:
        user = User.objects.get(username=login)
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        return str(session.session_key)

    tasks: list[tuple[int, str]] = []
    month, rights = 12, orgs.rights_of_username("vp.giaobaocao", proof=orgs.Proof.PLAYED)
    # One more than are sent: its form is the one that the autosaves keep.
    while len(tasks) <= options.submissions:
        period = f"nd09:{2026 + (month - 1) // 12}-{(month - 1) % 12 + 1:02}"
        made = reporting.create_request("cds-thang", parse_period(period), rights=rights)
        found = Assignment.objects.filter(request_id=made.id, level="commune").values_list("pk", "subject_unit__code")
        tasks += list(found)
        month += 1
    random.Random(5).shuffle(tasks)
    tasks = tasks[: options.submissions + 1]
    sessions = {
        code: (sign_in(people.drafter_of(code)), sign_in(people.approver_of(code)))
        for code in {code for _, code in tasks}
    }
    figures = _figures_of_past_months(tasks[0], {code for _, code in tasks})
    return {
        "tasks": tasks,
        "sessions": sessions,
        "figures": figures,
        "readers": [sign_in("chutich") for _ in range(options.readers)],
    }


def _figures_of_past_months(like: tuple[int, str], codes: set[str]) -> dict[str, list[dict[str, str]]]:
    """What each commune types: the figures it reported for past months, by the name of their field."""
    from tinhso.engines.indicators import api as indicators
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.reporting import api as reporting
    from tinhso.kernel.periods import parse_period
    from tinhso.site.demo import people

    task, code = like
    rights = orgs.rights_of_username(people.drafter_of(code), proof=orgs.Proof.PLAYED)
    rows = {
        row.definition.indicator_id: (f"c{index}", row.definition.decimals)
        for index, row in enumerate(reporting.task(task, rights=rights).rows, start=1)
        if row.enterable and row.definition
    }
    units = {unit.id: unit.code for unit in orgs.units_by_codes(codes).values()}
    last = parse_period("nd09:2026-10")
    months = [last.shifted(-back) for back in range(PAST_MONTHS)]
    numbers = {number: months.index(month) for month, number in indicators.period_ids(set(months)).items()}
    found: dict[str, list[dict[str, str]]] = {code: [{} for _ in months] for code in codes}
    for key, state in indicators.current_states(rows.keys(), numbers.keys(), units.keys(), [""]).items():
        name, decimals = rows[key.indicator_id]
        if state.value is not None and not key.dims:
            text = str(Decimal(state.value).scaleb(-decimals)).replace(".", ",")
            found[units[key.unit_id]][numbers[key.period_id]][name] = text
    # A month with gaps (a report that never came) is nobody's example.
    whole = {code: max(len(month) for month in months) for code, months in found.items()}
    return {code: [month for month in months if len(month) == whole[code]] for code, months in found.items()}


def check(options: argparse.Namespace) -> dict[str, Any]:
    """Name acknowledged reports that are not there."""
    _setup()
    from tinhso.engines.reporting.models import Assignment, Submission

    acknowledged = json.loads(sys.stdin.read())
    there = set(Submission.objects.filter(assignment_id__in=acknowledged).values_list("assignment_id", flat=True))
    there &= set(Assignment.objects.filter(pk__in=acknowledged, state="submitted").values_list("pk", flat=True))
    return {"missing": sorted(set(acknowledged) - there)}


def bring(options: argparse.Namespace) -> dict[str, Any]:
    """Import figures of indicators made for it, and say how long the writing itself took."""
    _setup()
    from bench import import_figures

    from tinhso.engines.indicators.testing import make_definition
    from tinhso.engines.orgs.api import Unit

    for number in range(import_figures.INDICATORS):
        make_definition(f"indicator_{number}", decimals=number % 3)
    units = list(Unit.objects.filter(level="commune", valid_to=None).values_list("code", flat=True))
    file = Path(os.environ["TINHSO_HOME"]) / "figures.csv"
    import_figures.write_file(file, units, options.import_rows)
    seconds, locked = import_figures.import_once(file)
    return {"seconds": seconds, "locked": locked}


PHASES: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {"prepare": prepare, "check": check, "bring": bring}


def _setup() -> None:
    import django

    django.setup()


def _phase(name: str, options: argparse.Namespace, environment: dict[str, str], said: str = "") -> dict[str, Any]:
    command = [sys.executable, __file__, "--phase", name, "--submissions", str(options.submissions),
               "--readers", str(options.readers)]  # fmt: skip
    done = subprocess.run(command, env=environment, input=said, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _environment(home: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DJANGO_", "DATABASE_"))
    }
    # As a province runs it, but that nobody is asked for a second factor, and that the clock is the demonstration's.
    return kept | {
        "TINHSO_HOME": str(home),
        "TINHSO_NOW": NOW,
        "TINHSO_MODE": "development",
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "tinhso.site.settings",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
    }


def _tinhso(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "-m", "tinhso.site.command_line", *words], env=environment, cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip


def _processor_seconds(process: int) -> float:
    """User and system time of a process, its children and theirs: those that live, and those that ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0  # it ended between being listed and being read
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return own + sum(_processor_seconds(int(child)) for child in children)


def _postmaster(database: str) -> int | None:
    """The first process of PostgreSQL's server, where it is on this machine and lets itself be seen."""
    if not database:
        return None
    with psycopg.connect(database) as connection:
        folder = Path(str(connection.execute("SHOW data_directory").fetchone()[0]))  # type: ignore[index]
    try:
        return int((folder / "postmaster.pid").read_text().splitlines()[0])
    except OSError:
        print("processor of PostgreSQL's server: not counted, it runs elsewhere or as somebody else")
        return None


def _share(found: list[float], at: float) -> float:
    return sorted(found)[min(int(len(found) * at), len(found) - 1)] if found else 0.0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10, help="into which the hour is compressed")
    parser.add_argument("--submissions", type=int, default=2_000)
    parser.add_argument("--readers", type=int, default=500)
    parser.add_argument("--views", type=int, default=4, help="how often each reader opens the board")
    parser.add_argument("--import-rows", type=int, default=200_000)
    parser.add_argument("--home", type=Path, help="folder of a demonstration that was built with SQLite; it is copied")
    parser.add_argument("--database", default="", help="URL of an empty PostgreSQL database; empty: SQLite")
    parser.add_argument("--phase", choices=sorted(PHASES), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
