"""Several processes at once: one lease, one sealer, nothing lost and no gap, on both databases."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tinhso.engines.trust.tests import races

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(race: str, folder: Path) -> str:
    if connection.vendor == "postgresql":
        return races.RACES[race]()
    done = subprocess.run(
        [sys.executable, "-m", "tinhso.engines.trust.tests.races", race],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": f"sqlite://{folder / 'race.sqlite3'}",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_of_many_who_ask_at_once_exactly_one_gets_a_lease(tmp_path: Path) -> None:
    assert outcome("lease", tmp_path) == "1 got it, 5 refused"


def test_events_recorded_while_another_seals_are_all_sealed_once_and_without_gaps(tmp_path: Path) -> None:
    assert outcome("seal", tmp_path) == "80 leaves, no gap, faults []"
