"""What the product's processes do: answer pages, seal, compact, deliver, ship. Each runs until it is told to stop."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

from tinhso.site.start import start_django

log = logging.getLogger(__name__)
LONGEST_PAUSE_SECONDS = 10.0
SEAL_EVERY_SECONDS = 1.0
COMPACT_EVERY_SECONDS = 15.0
DELIVER_EVERY_SECONDS = 1.0
SHIP_EVERY_SECONDS = 0.5
YIELDS_BY = {"compactor": 5, "worker": 5}
"""What waits for nobody's eyes gives way to pages (a nicer process gets a third of what another one does), never the
sealer: how soon a figure is sealed is a promise. Not nicer than that: a page may wait for what these write."""
THREADS_A_WORKER = 4
"""Few: more only adds waiting."""


def run_web() -> int:
    """Serve pages: WSGI, one worker a core; workers are forks of this process, which has loaded what they share."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from tinhso.site.requests_counted import forget_counts

    forget_counts()
    application = _load_application()

    def begin_worker() -> Callable[..., object]:
        from tinhso.engines.cube import api as cube

        # DuckDB and Arrow begin threads, which no fork may inherit: each worker loads them, before somebody asks.
        threading.Thread(target=cube.get_ready, daemon=True).start()
        return application

    server = Granian(
        "tinhso.site.wsgi:application",
        address=settings.TINHSO_BIND,
        port=settings.TINHSO_PORT,
        interface=Interfaces.WSGI,
        workers=settings.TINHSO_WEB_WORKERS or min(os.cpu_count() or 1, 8),
        blocking_threads=THREADS_A_WORKER,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=begin_worker, wrap_loader=False)
    return 0


def _load_application() -> Callable[..., object]:
    """Load the product with its routes, once for all workers."""
    from django.urls import get_resolver

    from tinhso.site.wsgi import application

    _ = get_resolver().url_patterns
    # What is loaded stays for good: collections need not walk it, and its pages stay shared between workers.
    gc.freeze()
    return application


def _seal() -> None:
    from tinhso.engines.trust import api as trust

    trust.seal_all()


def _compact() -> None:
    from tinhso.engines.cube import api as cube

    cube.compact()


def _deliver() -> None:
    from tinhso.engines.evaluation import api as evaluation
    from tinhso.engines.operation import api as operation
    from tinhso.engines.trust import api as trust

    trust.deliver(limit=100)
    operation.publish_when_due()
    evaluation.judge_when_due()


def _work() -> None:
    """Deliver what waits, then go on with the files that people wait for; each turn is short."""
    from tinhso.engines.insight import api as insight
    from tinhso.engines.operation import api as operation

    _deliver()
    insight.make_files()
    operation.count_rows_when_due()


def _ship() -> None:
    from tinhso.engines.operation import api as operation

    operation.ship()


def run_shipper() -> int:
    """Follow the database until told to stop, then ship what was committed last."""
    from tinhso.engines.operation import api as operation

    if not operation.ships_to_a_second_medium():
        log.error("shipper: nothing to do without TINHSO_SECOND_MEDIUM and SQLite")
        return 1
    code = repeat("shipper", _ship, SHIP_EVERY_SECONDS)
    operation.finish_shipping()
    return code


def repeat(name: str, act: Callable[[], None], every_seconds: float) -> int:
    """Run `act` again and again until the process is told to stop; a failure is logged and tried again."""
    from django.db import close_old_connections

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    failures = 0
    while not stop.is_set():
        try:
            close_old_connections()
            act()
            failures = 0
        except Exception:
            failures += 1
            log.exception("%s: failed %d times in a row, will try again", name, failures)
        stop.wait(min(every_seconds * 2 ** min(failures, 5), max(every_seconds, LONGEST_PAUSE_SECONDS)))
    return 0


ROLES: dict[str, Callable[[], int]] = {
    "web": run_web,
    "sealer": lambda: repeat("sealer", _seal, SEAL_EVERY_SECONDS),
    "compactor": lambda: repeat("compactor", _compact, COMPACT_EVERY_SECONDS),
    "worker": lambda: repeat("worker", _work, DELIVER_EVERY_SECONDS),
    "shipper": run_shipper,
}


def wanted_roles() -> list[str]:
    """The roles that this installation needs, in the order in which they start."""
    from django.conf import settings

    from tinhso.engines.operation import api as operation

    # A key that this user may not read is used by a process of the user who may.
    left_out = set() if settings.TINHSO_SEALER_KEYS is None else {"sealer"}
    if not operation.ships_to_a_second_medium():
        left_out.add("shipper")
    return [role for role in ROLES if role not in left_out]


def run_role(role: str) -> int:
    """Run one role in this process until it is told to stop."""
    _name_process(f"tinhso-{role}")
    os.nice(YIELDS_BY.get(role, 0))
    start_django()
    from tinhso.engines.operation import api as operation

    operation.share_installation()
    return ROLES[role]()


def _name_process(name: str) -> None:
    """Let `ps` and `top` tell the forks apart, on systems that have such a place."""
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(name)
