"""Two authors of one figure, a lock against a writer, and a machine that stops in the middle."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tinhso.engines.indicators import api
from tinhso.engines.indicators.contracts import ConcurrentCorrection, DefinitionView, PeriodLocked
from tinhso.engines.indicators.contracts.import_errors import ImportDisturbed
from tinhso.engines.indicators.logic.importing import comparing, figures, storing
from tinhso.engines.indicators.logic.ledger import writing
from tinhso.engines.indicators.models import Entry
from tinhso.engines.indicators.testing import ACTOR, key_of, write_figure
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.trust import api as trust

ROOT = Path(__file__).parents[5]
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")


def in_threads(*acts: Callable[[], object]) -> list[Any]:
    """Run acts at the same time, each with its own connection; return what each gave or raised."""
    found: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            found[place] = act()
        except BaseException as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@pytest.mark.django_db
def test_a_correction_built_on_an_old_state_shows_both_values(
    dossiers: DefinitionView, ea_kar: int, october: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_figure(dossiers, ea_kar, october, 405)
    old = writing.standing_states([key_of(dossiers, ea_kar, october)])
    write_figure(dossiers, ea_kar, october, 414)
    with monkeypatch.context() as stale:
        stale.setattr(writing, "standing_states", lambda keys: dict(old))
        with pytest.raises(ConcurrentCorrection) as refused:
            write_figure(dossiers, ea_kar, october, 420)
    details = refused.value.details
    assert (details["theirs"], details["yours"], details["base"]) == ("414", "420", "405")
    assert write_figure(dossiers, ea_kar, october, 420).entries == 1


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_one_figure_at_once_one_retries(
    dossiers: DefinitionView, ea_kar: int, october: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_read = threading.Barrier(2, timeout=20)
    own = threading.local()
    read = writing.standing_states

    def read_together(keys: Any) -> Any:
        states = read(keys)
        if not getattr(own, "has_read", False):
            own.has_read = True
            both_read.wait()
        return states

    monkeypatch.setattr(writing, "standing_states", read_together)

    def write(value: int) -> str:
        try:
            write_figure(dossiers, ea_kar, october, value)
        except ConcurrentCorrection as error:
            write_figure(dossiers, ea_kar, october, value)
            return f"{error.details['theirs']} before {error.details['yours']}"
        return "first"

    found = in_threads(lambda: write(1), lambda: write(2))
    history = [one.value for one in api.history(key_of(dossiers, ea_kar, october))]
    assert history in ([1, 2], [2, 1])
    assert sorted(found) == sorted(["first", f"{history[0]} before {history[1]}"])


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_eight_who_write_one_figure_again_and_again_every_value_is_accounted_for(
    dossiers: DefinitionView, ea_kar: int, october: int
) -> None:
    together = threading.Barrier(8, timeout=20)

    def written_now(value: int) -> bool:
        try:
            return write_figure(dossiers, ea_kar, october, value).entries == 1
        except ConcurrentCorrection:
            return False

    def write(author: int) -> None:
        together.wait()
        for value in range(100 * author, 100 * author + 5):
            while not written_now(value):
                pass  # somebody else was faster: look again and write again

    found = in_threads(*[partial(write, author) for author in range(1, 9)])
    assert not [one for one in found if isinstance(one, BaseException)]
    key = key_of(dossiers, ea_kar, october)
    entries = list(Entry.objects.filter(indicator_id=key.indicator_id, unit_id=key.unit_id).order_by("entry_no"))
    written = [one.value for one in entries]
    # Every value once, in one order that everybody's own order agrees with; what each changed adds up to the last.
    assert [one.entry_no for one in entries] == list(range(1, 41))
    assert sorted(written) == sorted(100 * author + at for author in range(1, 9) for at in range(5))
    for author in range(1, 9):
        own = [value for value in written if value // 100 == author]
        assert own == sorted(own)
    assert sum(one.value_delta for one in entries) == written[-1]
    assert [one.value for one in api.history(key)] == written


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_lock_waits_for_writers_and_writers_for_a_lock(dossiers: DefinitionView, ea_kar: int, october: int) -> None:
    written = threading.Event()

    def write() -> None:
        with transaction.atomic():
            write_figure(dossiers, ea_kar, october, 405)
            written.set()
            with connection.cursor() as cursor:
                for _ in range(100_000):
                    cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                    if cursor.fetchone():
                        return
        raise AssertionError("the lock did not wait for the writer")

    def lock() -> int | None:
        written.wait(20)
        return api.lock([dossiers.indicator_id], october, [ea_kar], actor=ACTOR)

    problem, event_id = in_threads(write, lock)
    assert problem is None
    entry_event = api.history(key_of(dossiers, ea_kar, october))[0].event_id
    assert event_id > entry_event
    with pytest.raises(PeriodLocked):
        write_figure(dossiers, ea_kar, october, 406)


@pytest.mark.django_db
def test_an_import_compares_again_when_somebody_wrote_meanwhile(
    dossiers: DefinitionView, ea_kar: int, october: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "figures.csv"
    file.write_text("indicator,unit,period,value\ndossiers,24373,nd09:2026-10,405\n", encoding="utf-8")
    compare = comparing.Comparer.compare
    others = iter([400])

    def compare_then_others_write(self: comparing.Comparer, keys: Any) -> comparing.Comparison:
        result = compare(self, keys)
        for value in others:
            write_figure(dossiers, ea_kar, october, value)
        return result

    monkeypatch.setattr(comparing.Comparer, "compare", compare_then_others_write)
    refused = api.import_csv(file, rights=everything_rights())
    assert [(one.column, one.code) for one in refused.rejections] == [("note", "IND-012")]
    others = iter([401])
    assert api.import_csv(file, rights=everything_rights(), reason="sửa").corrected == 1
    assert [one.value for one in api.history(key_of(dossiers, ea_kar, october))] == [400, 401, 405]


@pytest.mark.django_db
def test_an_import_gives_up_when_others_never_stop(
    dossiers: DefinitionView, ea_kar: int, october: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "figures.csv"
    file.write_text("indicator,unit,period,value\ndossiers,24373,nd09:2026-10,405\n", encoding="utf-8")
    compare = comparing.Comparer.compare
    others = count(400_000)

    def compare_then_others_write(self: comparing.Comparer, keys: Any) -> comparing.Comparison:
        result = compare(self, keys)
        write_figure(dossiers, ea_kar, october, next(others))
        return result

    monkeypatch.setattr(comparing.Comparer, "compare", compare_then_others_write)
    with pytest.raises(ImportDisturbed):
        api.import_csv(file, rights=everything_rights(), reason="sửa")
    assert [one.value for one in api.history(key_of(dossiers, ea_kar, october))] == [400_000, 400_001, 400_002]


@pytest.mark.django_db
def test_an_import_sees_a_lock_that_came_after_its_comparison(
    dossiers: DefinitionView, ea_kar: int, october: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "figures.csv"
    file.write_text("indicator,unit,period,value\ndossiers,24373,nd09:2026-10,405\n", encoding="utf-8")
    summarise = figures._summary

    def summarise_then_lock(*arguments: Any) -> Any:
        summary = summarise(*arguments)
        api.lock([dossiers.indicator_id], october, [ea_kar], actor=ACTOR)
        return summary

    monkeypatch.setattr(figures, "_summary", summarise_then_lock)
    refused = api.import_csv(file, rights=everything_rights())
    assert [one.code for one in refused.rejections] == ["IND-009"]
    assert not Entry.objects.exists()


KILLED = """
import os, signal, sys
import django
django.setup()
from tinhso.engines.indicators import api
from tinhso.engines.indicators.logic.importing import figures, storing
from tinhso.engines.indicators.logic.ledger import insertion, staging
from tinhso.engines.orgs.testing import everything_rights
insertion._ROWS_AT_ONCE = staging._AT_ONCE = 1_000
def stop(*_): os.kill(os.getpid(), signal.SIGKILL)
rows = storing.Storer._rows
def stop_in_the_middle(self, *arguments):
    for number, row in enumerate(rows(self, *arguments)):
        if number == 3_000:
            stop()
        yield row
if sys.argv[2] == "before the end":
    figures._with_event = stop
else:
    storing.Storer._rows = stop_in_the_middle
api.import_csv(sys.argv[1], rights=everything_rights(), reason="nhập lại")
"""


@pytest.mark.parametrize("moment", ["in the middle", "before the end"])
@pytest.mark.django_db(transaction=True)
def test_a_machine_that_stops_during_an_import_leaves_nothing(
    dossiers: DefinitionView, ea_kar: int, october: int, tmp_path: Path, moment: str
) -> None:
    write_figure(dossiers, ea_kar, october, 405)
    file = _many_figures(tmp_path)
    outcome = _run_aside(KILLED, tmp_path, str(file), moment)
    assert outcome.returncode == -signal.SIGKILL, outcome.stderr.decode()
    counted = "import django; django.setup()\nfrom tinhso.engines.indicators.models import Entry\n"
    counted += "from tinhso.engines.trust import api\nprint(Entry.objects.count(), len(api.events(limit=500)))"
    seen = _run_aside(counted, tmp_path)
    assert seen.stdout.split() == [b"1", str(len(trust.events(limit=500))).encode()]


BESIDE = """
import sqlite3, sys
import django
django.setup()
from django.db import IntegrityError, connection, transaction
from tinhso.engines.indicators import api
from tinhso.engines.indicators.logic.importing import storing
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.trust import api as trust
rows, waited = storing.Storer._rows, []
def another_writes(self, *arguments):
    for number, row in enumerate(rows(self, *arguments)):
        if number % 1_000 == 0:
            other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
            other.close()
            waited.append(0)
        yield row
storing.Storer._rows = another_writes
summary = api.import_csv(sys.argv[1], rights=everything_rights(), reason="nhập lại")
with connection.cursor() as cursor:
    kept = cursor.execute("PRAGMA foreign_keys").fetchone()[0]
    left = cursor.execute("SELECT COUNT(*) FROM temp.sqlite_master").fetchone()[0]
trust.seal_all()
print(summary.accepted + summary.corrected, len(waited), kept, left, len(trust.verify_log()))
"""


@pytest.mark.django_db(transaction=True)
def test_others_write_while_an_import_makes_its_figures_ready(
    dossiers: DefinitionView, ea_kar: int, october: int, tmp_path: Path
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no lock that writers wait for")
    write_figure(dossiers, ea_kar, october, 405)
    outcome = _run_aside(BESIDE, tmp_path, str(_many_figures(tmp_path)))
    assert outcome.stdout.split() == [b"7872", b"8", b"1", b"0", b"0"], outcome.stderr.decode()


@pytest.mark.django_db
def test_figures_that_point_at_nothing_are_refused_as_a_set(
    dossiers: DefinitionView, ea_kar: int, october: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, rows = _many_figures(tmp_path, until=2027), storing.Storer._rows

    def of_no_unit(self: Any, *arguments: Any) -> Any:
        return ((*row[:4], row[4] + 900_000, *row[5:]) for row in rows(self, *arguments))

    monkeypatch.setattr(storing.Storer, "_rows", of_no_unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        api.import_csv(file, rights=everything_rights())
    assert not Entry.objects.exists()


def _many_figures(folder: Path, until: int = 2190) -> Path:
    file = folder / "figures.csv"
    rows = (
        f"dossiers,{unit},nd09:{year}-{month:02},1"
        for unit in ("24373", "24133", "22015", "22045")
        for year in range(2026, until)
        for month in range(1, 13)
    )
    file.write_text("indicator,unit,period,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return file


def _run_aside(script: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=_other_process(folder),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )


def _other_process(folder: Path) -> dict[str, str]:
    """The environment of a process that works on this test's database (on SQLite: on a copy of it, made once)."""
    environment = {**os.environ, "TINHSO_HOME": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    settings = connection.settings_dict
    if connection.vendor == "postgresql":
        place = f"{settings['USER']}@{settings['HOST']}:{settings['PORT']}"
        return environment | {"DATABASE_URL": f"postgresql://{place}/{settings['NAME']}"}
    copy = folder / "tinhso.sqlite3"
    if not copy.exists():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
    return environment | {"DATABASE_URL": f"sqlite://{copy}"}
