"""An export to a store is killed again and again: what its manifest names is whole, and the next one mends the rest."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.properties.installation import Installation

# `TINHSO_LAKE_LIVES=200` lives longer than every run of the tests can.
LIVES = int(os.environ.get("TINHSO_LAKE_LIVES", "8"))
TEXTS = {"datapackage.json", "restated.sql", "totals.sql", "views.sql"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Path]:
    """A store in this process, which nobody kills; the file that names it."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    client.create_bucket(Bucket="so-lieu")
    client.close()
    secret, file = tmp_path / "kho.secret", tmp_path / "kho.yaml"
    secret.write_text("chi-co-trong-tep", encoding="utf-8")
    secret.chmod(0o600)
    file.write_text(f"endpoint: {address}\naccess_key: tinhso\nsecret_key_file: {secret}\n", encoding="utf-8")
    yield file
    running.stop()


def test_killed_exports_leave_a_lake_whole_or_named_and_the_next_one_mends_it(
    install: Callable[[], Installation], store: Path
) -> None:
    installed = replace(install(), settings={"TINHSO_LAKE_STORE": str(store)})
    report = json.loads(installed.program("lake_lives", str(installed.home), str(LIVES)))
    assert len(report["looked"]) == LIVES
    assert all(set(fact["named"]) <= TEXTS for fact in report["looked"]), report
    assert len(report["mended"]) >= LIVES // 3
    assert all((fact["faults"], fact["same"]) == ([], True) for fact in report["mended"]), report
    # Most were ended while they exported, whatever else the machine does meanwhile.
    assert report["killed"] >= LIVES / 4, report
    named = sum(bool(fact["named"]) for fact in report["looked"])
    print(f"{report['killed']} of {LIVES} exports ended by SIGKILL; texts of the next export named after {named}")
