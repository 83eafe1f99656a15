"""Leases: one holder at a time on either database, and a dead holder's lease ends."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tinhso.engines.trust import api
from tinhso.engines.trust.contracts import LeaseLost, LeaseTaken
from tinhso.engines.trust.models import Lease

pytestmark = pytest.mark.django_db


def test_a_lease_is_given_back_at_the_end_even_after_a_failure() -> None:
    with api.lease("compactor", 60):
        assert Lease.objects.filter(name="compactor").exists()
    assert not Lease.objects.exists()
    with pytest.raises(ZeroDivisionError), api.lease("compactor", 60):
        raise ZeroDivisionError
    assert not Lease.objects.exists()


def test_a_second_holder_is_told_who_is_at_it() -> None:
    with api.lease("worker", 60) as held, pytest.raises(LeaseTaken) as refused, api.lease("worker", 60):
        pytest.fail("two holders")
    assert held.holder in str(refused.value)


def test_leases_of_other_names_do_not_matter() -> None:
    with api.lease("worker", 60), api.lease("sealer", 60):
        assert Lease.objects.count() == 2


def test_the_lease_of_a_dead_process_ends() -> None:
    Lease.objects.create(name="worker", holder="dead:1", expires_at=datetime.now(UTC) - timedelta(seconds=1))
    with api.lease("worker", 60) as held:
        assert Lease.objects.get().holder == held.holder


def test_renewing_holds_it_longer_and_a_lost_lease_says_so() -> None:
    with api.lease("worker", 60) as held:
        before = Lease.objects.get().expires_at
        held.renew()
        assert Lease.objects.get().expires_at >= before
        Lease.objects.update(holder="another:2")
        with pytest.raises(LeaseLost):
            held.renew()
    assert Lease.objects.get().holder == "another:2"


RACE = """
import threading
from django.db import connection
from tinhso.engines.trust import api
from tinhso.engines.trust.contracts import LeaseTaken

def race(contestants=6):
    gate, release = threading.Barrier(contestants), threading.Event()
    got, refused = [], []

    def attempt():
        gate.wait()
        try:
            with api.lease("sealer", 60) as held:
                got.append(held.holder)
                release.wait(20)
        except LeaseTaken:
            refused.append(1)
            if len(refused) == contestants - 1:
                release.set()
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(contestants)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(got), len(refused)
"""
SETUP = """
import django
django.setup()
"""
ALONE = """
from tinhso.engines.trust.models import Lease
with connection.schema_editor() as editor:
    editor.create_model(Lease)
print(*race())
"""


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_one_gets_it(tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        names: dict[str, Any] = {}
        exec(RACE, names)
        assert names["race"]() == (1, 5)
        return
    # The test database of SQLite lies in memory, where threads meet other locks than in a file.
    done = subprocess.run(
        [sys.executable, "-c", SETUP + RACE + ALONE],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": f"sqlite://{tmp_path / 'race.sqlite3'}",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == (["1", "5"], "")
