"""Whose database it is: a demonstration never touches somebody's own work, and starts over when it was interrupted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction

from tinhso.engines.trust import api as trust
from tinhso.site.demo.standing import BUILT, STARTED, Standing, standing

ROOT = Path(__file__).parents[5]


def record(kind: str) -> None:
    with transaction.atomic():
        trust.record(kind=kind, subject="site.demo:dak-lak", actor="system:test")


@pytest.mark.django_db
def test_a_database_is_empty_then_half_built_then_built() -> None:
    assert standing() is Standing.EMPTY
    record(STARTED)
    assert standing() is Standing.HALF_BUILT
    record(BUILT)
    assert standing() is Standing.BUILT


@pytest.mark.django_db
def test_a_database_with_somebody_elses_events_is_foreign() -> None:
    record("orgs.units_loaded")
    assert standing() is Standing.FOREIGN


def run(home: Path, script: str) -> str:
    """Run a script in a process of its own, in a home of its own."""
    environment = os.environ | {
        "TINHSO_HOME": str(home),
        "TINHSO_MODE": "demo",
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "tinhso.site.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-c", "import django\ndjango.setup()\n" + script],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


START_AND_START_OVER = """
from django.core.management import call_command
from django.db import transaction
from tinhso.engines.trust import api as trust
from tinhso.site.demo.standing import STARTED, standing, start_over

call_command("migrate", verbosity=0)
with transaction.atomic():
    trust.record(kind=STARTED, subject="site.demo:dak-lak", actor="system:test")
trust.seal_all()
print(standing())
start_over()
print(standing())
with transaction.atomic():
    trust.record(kind=STARTED, subject="site.demo:dak-lak", actor="system:test")
print(trust.seal_all().tree_size)
"""


@pytest.mark.one_database
def test_a_half_built_demonstration_is_thrown_away_whole(tmp_path: Path) -> None:
    (tmp_path / "cube").mkdir()
    (tmp_path / "cube" / "manifest.json").write_text("{}")
    assert run(tmp_path, START_AND_START_OVER).split() == ["half_built", "empty", "1"]
    assert not (tmp_path / "cube").exists()


@pytest.mark.one_database
def test_the_demonstration_refuses_a_production_system(tmp_path: Path) -> None:
    environment = os.environ | {
        "TINHSO_HOME": str(tmp_path),
        "TINHSO_MODE": "production",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "tinhso.site.command_line", "demo", "--build-only"]
    environment["PYTHONPATH"] = str(ROOT / "src")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "TINHSO_MODE=production" in done.stdout
    assert list(tmp_path.iterdir()) == []
