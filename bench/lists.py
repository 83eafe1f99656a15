"""Lists and the desk at size: questions to the database and seconds of processor, at 100 and at 100,000 rows.

    python bench/lists.py [--rows 100000] [--units 1000]

A hundred communes, one request copied until the list has its rows; then one request of a thousand units on the
consolidating agency's desk. SQLite; the product's own pages without a browser. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
LISTS = (("vp.giaobaocao", "/giao?loc=tat-ca"), ("skhcn.tonghop", "/tong-hop?loc=tat-ca"),
         ("vp.khoa", "/api/v1/assignments?limit=100"), ("vp.khoa", "/api/v1/requests?limit=100"))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000, help="assignments in the long list")
    parser.add_argument("--units", type=int, default=1_000, help="units of the desk")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as home:
        os.environ |= {"TINHSO_HOME": home, "TINHSO_MODE": "demo", "DJANGO_SETTINGS_MODULE": "tinhso.site.settings",
                       "TINHSO_NOW": "2026-11-17T13:42+07:00"}  # fmt: skip
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(options.rows, options.units)


def measure(rows: int, units: int) -> None:
    from tinhso.engines.reporting.models import Assignment
    from tinhso.engines.reporting.testing import ask, at, copy_request, more_communes, small_world

    with at("2026-11-02 08:00"):
        world = small_world()
        more_communes(world, 96)
        made = ask(world)
    print(f"{'rows':>8}  {'page':<32} {'questions':>9} {'seconds':>8}")
    for size in (100, rows):
        with at("2026-11-02 09:00"):
            missing = (size - Assignment.objects.count()) // Assignment.objects.filter(request_id=made.id).count()
            if missing > 0:
                copy_request(made, missing)
        for login, address in LISTS:
            told(size, login, address)
    with at("2026-11-02 10:00"):
        more_communes(world, max(units - 100, 0), first=96)
        large = ask(world, "nd09:2026-12")
    told(units, "skhcn.tonghop", f"/tong-hop/{large.id}")


def told(size: int, login: str, address: str) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tinhso.engines.orgs.api import User

    client: Any = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=login), backend="django.contrib.auth.backends.ModelBackend")
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        start = time.process_time()
        answer = client.get(address)
        seconds = time.process_time() - start
    assert answer.status_code == 200, (address, answer.status_code)
    print(f"{size:>8}  {address:<32} {len(caught):>9} {seconds:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
