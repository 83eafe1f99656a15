"""The lake on a cluster: Spark on several machines says what the product says, from the files alone.

A master and two workers are started on the loopback address, each a process of its own as on machines of their own.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.logic.lake.catalogue import MANIFEST
from tinhso.engines.cube.tests.lake_world import (
    as_of_the_day,
    restated_by_the_lake,
    restated_by_the_product,
    standing_province,
    totals_of_the_lake,
    totals_of_the_product,
    with_a_history,
)
from tinhso.engines.orgs.testing import everything_rights

pytestmark = [
    pytest.mark.spark,
    pytest.mark.django_db,
    # The bridge to Java leaves its socket to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
HERE = "127.0.0.1"
WORKERS = 2
PATIENCE = 180
"""Seconds in which the workers must have come to their master."""


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a standalone master to which two workers of one core each have come."""
    pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed; `make spark` installs it")
    folder = tmp_path_factory.mktemp("spark")
    port = _free_port()
    address = f"spark://{HERE}:{port}"
    environment = os.environ | {"SPARK_HOME": str(Path(pyspark.__file__).parent), "SPARK_LOCAL_IP": HERE}
    environment |= {"PYSPARK_PYTHON": sys.executable, "SPARK_WORKER_DIR": str(folder / "work")}
    launcher = str(Path(pyspark.__file__).parent / "bin" / "spark-class")
    deploy = "org.apache.spark.deploy"
    commands = [[f"{deploy}.master.Master", "--host", HERE, "--port", str(port), "--webui-port", "0"]]
    worker = [f"{deploy}.worker.Worker", "--host", HERE, "--webui-port", "0", "--cores", "1", "--memory", "1g", address]
    commands += [worker] * WORKERS
    log = folder / "cluster.log"
    with log.open("ab") as sink:
        running = [
            subprocess.Popen([launcher, *command], env=environment, cwd=folder, stdout=sink, stderr=subprocess.STDOUT)
            for command in commands
        ]
        try:
            _wait_for_workers(log, running)
            yield address
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(30)


def test_a_cluster_says_the_same_as_the_product(master: str, settings: Any, tmp_path: Path) -> None:
    settings.TINHSO_HOME = tmp_path / "home"
    lake = tmp_path / "lake"
    with standing_province() as province, with_a_history(province):
        tree_size = api.export_lake(lake, everything_rights()).tree_size
        totals, restated = totals_of_the_product(tree_size), restated_by_the_product(tree_size)
    answers, executors = _ask_spark(master, lake)
    assert executors == WORKERS
    assert len(totals) > 100
    assert totals_of_the_lake(answers["totals.sql"]) == totals
    assert any(estimated for _, estimated in restated.values())
    assert restated_by_the_lake(answers["restated.sql"]) == restated


def _ask_spark(master: str, lake: Path) -> tuple[dict[str, list[tuple[Any, ...]]], int]:
    """Run both recipes of a lake on the cluster; also how many machines worked on them."""
    from pyspark.sql import SparkSession

    files: dict[str, list[str]] = {}
    for one in json.loads((lake / MANIFEST).read_bytes())["files"]:
        files.setdefault(one["table"], []).append(str(lake / one["path"]))
    told = {
        "spark.ui.enabled": "false", "spark.driver.host": HERE, "spark.driver.bindAddress": HERE,
        "spark.sql.shuffle.partitions": "4", "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        "spark.cores.max": str(WORKERS), "spark.executor.cores": "1", "spark.executor.memory": "512m",
    }  # fmt: skip
    spark = SparkSession.builder.master(master).config(map=told).getOrCreate()
    try:
        for table, paths in files.items():
            spark.read.parquet(*paths).createOrReplaceTempView(table)
        answers = {
            recipe: [tuple(row) for row in spark.sql(as_of_the_day((lake / recipe).read_text("utf-8"))).collect()]
            for recipe in ("totals.sql", "restated.sql")
        }
        # The driver counts as one who keeps blocks.
        return answers, spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    finally:
        spark.stop()


def _wait_for_workers(log: Path, running: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(re.findall(r"Registering worker", log.read_text("utf-8", "replace"))) < WORKERS:
        if time.monotonic() > deadline or any(process.poll() is not None for process in running):
            raise AssertionError(f"the cluster did not come together:\n{log.read_text('utf-8', 'replace')[-4000:]}")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])
