"""Two authors of one figure, a lock against a writer, and a machine that stops in the middle."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tinhso.engines.indicators import api
from tinhso.engines.indicators.contracts import ConcurrentCorrection, DefinitionView, PeriodLocked
from tinhso.engines.indicators.contracts.import_errors import ImportDisturbed
from tinhso.engines.indicators.logic.importing import comparing, figures
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
from tinhso.engines.indicators.logic.importing import storing
from tinhso.engines.indicators.logic.ledger import insertion
from tinhso.engines.orgs.testing import everything_rights
inner = storing.insert_entries
def stop_in_the_middle(rows):
    def some():
        for number, row in enumerate(rows):
            if number == 3_000:
                os.kill(os.getpid(), signal.SIGKILL)
            yield row
    inner(some())
storing.insert_entries = stop_in_the_middle
insertion._ROWS_AT_ONCE = 1_000
api.import_csv(sys.argv[1], rights=everything_rights(), reason="nhập lại")
"""


@pytest.mark.django_db(transaction=True)
def test_a_machine_that_stops_in_the_middle_of_an_import_leaves_nothing(
    dossiers: DefinitionView, ea_kar: int, october: int, tmp_path: Path
) -> None:
    write_figure(dossiers, ea_kar, october, 405)
    file = tmp_path / "figures.csv"
    rows = (
        f"dossiers,{unit},nd09:{year}-{month:02},1"
        for unit in ("24373", "24133", "22015", "22045")
        for year in range(2026, 2190)
        for month in range(1, 13)
    )
    file.write_text("indicator,unit,period,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    outcome = subprocess.run(
        [sys.executable, "-c", KILLED, str(file)],
        env=_other_process(tmp_path),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert outcome.returncode == -signal.SIGKILL, outcome.stderr.decode()
    counted = "import django; django.setup()\nfrom tinhso.engines.indicators.models import Entry\n"
    counted += "from tinhso.engines.trust import api\nprint(Entry.objects.count(), len(api.events(limit=500)))"
    seen = subprocess.run(
        [sys.executable, "-c", counted], env=_other_process(tmp_path), cwd=ROOT, capture_output=True, check=True
    )
    assert seen.stdout.split() == [b"1", str(len(trust.events(limit=500))).encode()]


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
