"""Program: one step of the tests of real faults, in a process of its own. Prints what it saw as JSON.

`build` makes the small reporting province and signs an officer in; what it prints belongs into the environment of the
other steps. `save TEXT` lets the officer keep a figure through the page, as a browser does. `look` opens the form and
makes the checks of the health page. `fill` writes until the disk is full. `told` reads the figure that stands, and how
often it changed.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

COMMUNE = "24373"


def build() -> dict[str, Any]:
    from django.test import Client

    from tests.properties import crash_acts
    from tinhso.engines.orgs.api import User
    from tinhso.engines.reporting.models import Assignment

    crash_acts.build()
    client = Client()
    client.force_login(User.objects.get(username="eakar.nhap"))
    task = Assignment.objects.get(subject_unit__code=COMMUNE).pk
    return {"FAULTY_SESSION": client.cookies["sessionid"].value, "FAULTY_TASK": str(task)}


def save(text: str) -> dict[str, Any]:
    client, task = _officer()
    answer = client.post(f"/viec/{task}/tu-luu", {"c3": text}, headers={"Accept": "application/json"})
    said = json.loads(answer.content or b"{}")
    return {"status": answer.status_code, "code": said.get("code", ""), "title": said.get("title", "")}


def look() -> dict[str, Any]:
    from tinhso.engines.operation import api as operation

    try:
        client, task = _officer()
        form = client.get(f"/viec/{task}").status_code
    except Exception as problem:
        form = f"{type(problem).__name__}: {problem}"
    health = operation.check_health()
    return {"form": form, "bad": {one.key: one.said for one in health.findings if one.state == "bad"}}


def fill() -> dict[str, Any]:
    ballast, block = Path(os.environ["TINHSO_HOME"]) / "ballast", b"x" * 4096
    with ballast.open("ab", buffering=0) as out:
        try:
            while True:
                out.write(block)
        except OSError as problem:
            return {"stopped": problem.strerror}


def told() -> dict[str, Any]:
    from tinhso.engines.reporting.models import Cell, CellChange

    cells = Cell.objects.filter(assignment__subject_unit__code=COMMUNE, row_no="2")
    return {"text": [cell.value for cell in cells], "changes": CellChange.objects.filter(row_no="2").count()}


def _officer() -> tuple[Any, int]:
    from django.db import close_old_connections, connection
    from django.test import Client

    # As between two requests to a server; Django's client for tests leaves it out.
    close_old_connections()
    if patience := os.environ.get("FAULTY_PATIENCE"):
        connection.close()
        connection.settings_dict["OPTIONS"]["timeout"] = float(patience)
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.cookies["sessionid"] = os.environ["FAULTY_SESSION"]
    return client, int(os.environ["FAULTY_TASK"])


if __name__ == "__main__":
    import django

    django.setup()
    act, *words = sys.argv[1:]
    sys.stdout.write(json.dumps({"build": build, "save": save, "look": look, "fill": fill, "told": told}[act](*words)))
    sys.stdout.flush()
    # As a process that is killed: what SQLite keeps beside its file stays there.
    os._exit(0)
