"""What a start of the product leaves for later: whoever serves a page from SQLite needs no driver of PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database
# Loaded by the first who speaks to a server, asks a witness, writes a workbook, compiles a question to the cube.
LATE = {"ibis", "openpyxl", "pandas", "psycopg", "requests", "urllib3", "xlsxwriter"}

# What a process that serves pages has loaded when it can answer: models, every address with its view, middleware.
SERVING = """
import json, sys
from tinhso.site.wsgi import application
from django.urls import get_resolver
waiting = [get_resolver()]
while waiting:
    waiting += getattr(waiting.pop(), "url_patterns", ())
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_a_process_that_serves_from_sqlite_has_loaded_nothing_that_only_some_acts_need(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DATABASE"))}
    environment = kept | {"TINHSO_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tinhso.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SERVING], env=environment, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    loaded = set(json.loads(done.stdout))
    assert {"django", "tinhso", "ninja", "allauth"} <= loaded
    assert loaded & LATE == set()
