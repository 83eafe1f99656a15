"""One session of Spark per process, opened by the first question and again after it was lost.

Everything that can be known to fail is looked at before Spark is started, which waits for minutes by itself.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tinhso.engines.cube.errors import ClusterOutOfReach, NumberTooWide
from tinhso.engines.cube.logic.engine.workspace import FilesChanged

REACH_SECONDS = 5
WORKER_SECONDS = 60
_SET: dict[str, bool | float | int | str | None] = {
    # A number that does not fit is an error, never NULL and never rounded.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    # Spark looks for constraints of a union under columns that a cut off frame no longer has, and fails.
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.ui.enabled": "false",
    # The same error four times is the same error.
    "spark.task.maxFailures": "2",
}

_lock = threading.Lock()
_sessions: dict[int, Any] = {}


def new_session() -> Any:
    """Return a session for one question: its names are its own, the cluster is this process's.

    Raises:
        ClusterOutOfReach (CUB-015)
    """
    with _lock:
        process = os.getpid()
        held = _sessions.get(process)
        if held is None or not _is_alive(held):
            _sessions.clear()
            _sessions[process] = held = _connect(settings.TINHSO_CUBE_URL)
    with said_plainly():
        _wait_for_worker(held)
        return held.newSession()


def _is_alive(session: Any) -> bool:
    """Say whether a session can be asked; what is left of one that cannot is put away, or Spark would return it."""
    from py4j.protocol import Py4JError
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    try:
        if not session.sparkContext._jsc.sc().isStopped():
            return True
        session.stop()
    except (Py4JError, OSError, AttributeError):
        # Its Java process is gone; PySpark knows no other way to start another one.
        _close(SparkContext._gateway)
        SparkContext._active_spark_context = SparkContext._gateway = SparkContext._jvm = None
        SparkSession._instantiatedSession = SparkSession._activeSession = None
    return False


def _close(gateway: Any) -> None:
    """Put away what this process still holds of a Java process; one that is left after all ends with its input."""
    process = getattr(gateway, "proc", None)
    if process is not None:
        with suppress(OSError):
            process.stdin.close()
        process.poll()


def disconnect() -> None:
    """Leave the cluster."""
    with _lock:
        for session in _sessions.values():
            session.stop()
        _sessions.clear()


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn what Spark raises into what the cube knows."""
    from py4j.protocol import Py4JError, Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as problem:
        condition = problem.getCondition() or ""
        if problem.getSqlState() == "22003":
            raise NumberTooWide(most="10³⁸") from problem
        if condition.startswith(("FAILED_READ_FILE", "PATH_NOT_FOUND")):
            raise FilesChanged(str(problem)) from problem
        raise _out_of_reach(str(problem)) from problem
    except Py4JJavaError as problem:
        raise _out_of_reach(str(problem.java_exception)) from problem
    except (Py4JError, OSError) as problem:
        raise _out_of_reach(str(problem)) from problem


def _connect(url: str) -> Any:
    _look_for_master(url)
    try:
        with warnings.catch_warnings():
            # It speaks of pandas, which nothing here uses.
            warnings.simplefilter("ignore")
            import ibis.backends.pyspark  # noqa: F401
            from pyspark.sql import SparkSession
    except ImportError as problem:
        raise _out_of_reach("pip install 'tinhso[spark]'") from problem
    logging.getLogger("SQLQueryContextLogger").disabled = True
    with said_plainly():
        return SparkSession.builder.appName("tinhso").master(url).config(map=_SET).getOrCreate()


def _look_for_master(url: str) -> None:
    """Knock at every master of the address; one that answers is enough."""
    said = ""
    for one in url.removeprefix("spark://").split(","):
        address = urlsplit(f"spark://{one}")
        try:
            socket.create_connection((address.hostname, address.port), REACH_SECONDS).close()
        except OSError as problem:
            said = f"{one}: {problem.strerror or problem}"
        else:
            return
    raise _out_of_reach(said)


def _wait_for_worker(session: Any) -> None:
    """Wait until some worker gives this process a core; without one Spark would wait for ever."""
    deadline = time.monotonic() + WORKER_SECONDS
    # The driver counts as one who keeps blocks.
    while session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() < 2:
        if time.monotonic() > deadline:
            raise _out_of_reach(f"no worker with a free core within {WORKER_SECONDS} s")
        time.sleep(0.1)


def _out_of_reach(said: str) -> ClusterOutOfReach:
    first = said.strip().splitlines()[0] if said.strip() else "?"
    return ClusterOutOfReach(place=settings.TINHSO_CUBE_URL, problem=first[:300])
