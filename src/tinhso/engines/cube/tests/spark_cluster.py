"""A cluster of Spark on the loopback address: a standalone master to which two workers of one core each have come."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = "127.0.0.1"
WORKERS = 2
PATIENCE = 180
"""Seconds in which the workers must have come to their master."""
# What an administrator writes for a cluster. Questions of a test are tiny: compiling them would take longest of all.
DEFAULTS = f"""
spark.driver.host {HERE}
spark.driver.bindAddress {HERE}
spark.cores.max {WORKERS}
spark.executor.cores 1
spark.executor.memory 512m
spark.scheduler.minRegisteredResourcesRatio 1.0
spark.sql.shuffle.partitions 2
spark.sql.adaptive.enabled false
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.ui.enabled false
spark.ui.showConsoleProgress false
"""
LOG = """
rootLogger.level = error
rootLogger.appenderRef.stdout.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c{1}: %m%n
"""


@contextmanager
def running_cluster(folder: Path) -> Iterator[str]:
    """Start master and workers and stop them at the end; the master's address."""
    pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed; `make spark` installs it")
    port = free_port()
    address = f"spark://{HERE}:{port}"
    settings = folder / "conf"
    settings.mkdir()
    (settings / "spark-defaults.conf").write_text(DEFAULTS)
    (settings / "log4j2.properties").write_text(LOG)
    # Also for this process: its own end of the cluster is started with them.
    os.environ |= {"SPARK_CONF_DIR": str(settings), "SPARK_LOCAL_IP": HERE, "PYSPARK_PYTHON": sys.executable}
    environment = os.environ | {
        "SPARK_HOME": str(Path(pyspark.__file__).parent),
        "SPARK_WORKER_DIR": str(folder / "work"),
    }
    # The workers' arrival is read from a log that says more.
    environment["SPARK_CONF_DIR"] = str(folder)
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


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


def _wait_for_workers(log: Path, running: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(re.findall(r"Registering worker", log.read_text("utf-8", "replace"))) < WORKERS:
        if time.monotonic() > deadline or any(process.poll() is not None for process in running):
            raise AssertionError(f"the cluster did not come together:\n{log.read_text('utf-8', 'replace')[-4000:]}")
        time.sleep(0.2)
