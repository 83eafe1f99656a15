"""Races between threads with connections of their own, for `test_races.py`.

Run as a program (DATABASE_URL naming an empty database) it races there and prints the outcome: the test database of
SQLite lies in memory, where threads meet other locks than in a file.
"""

import threading
from collections.abc import Callable

from django.db import connection, transaction


def race_for_a_lease(contestants: int = 6) -> str:
    """Let all ask for one lease at once; say how many got it and how many were refused."""
    from tinhso.engines.trust import api
    from tinhso.engines.trust.contracts import LeaseTaken

    gate, release = threading.Barrier(contestants), threading.Event()
    got: list[str] = []
    refused: list[str] = []

    def attempt() -> None:
        gate.wait()
        try:
            with api.lease("sealer", 60) as held:
                got.append(held.holder)
                release.wait(20)
        except LeaseTaken as taken:
            refused.append(str(taken))
            if len(refused) == contestants - 1:
                release.set()

    _run_together([attempt] * contestants)
    return f"{len(got)} got it, {len(refused)} refused"


def race_to_record_and_seal(writers: int = 4, events: int = 20) -> str:
    """Record from several threads, some transactions undone, while one seals; say what the log holds."""
    from tinhso.engines.trust import api
    from tinhso.engines.trust.models import Leaf
    from tinhso.engines.trust.testing import record_some, without_projection_checks

    done = threading.Event()
    left = threading.Semaphore(0)

    def write() -> None:
        for number in range(events):
            with transaction.atomic():
                record_some(1, reason=f"lý do {number}")
            with transaction.atomic():
                record_some(2)
                transaction.set_rollback(True)
        left.release()

    def seal() -> None:
        while not done.is_set():
            api.seal(limit=7)

    def wait() -> None:
        for _ in range(writers):
            left.acquire(timeout=60)
        done.set()

    _run_together([write] * writers + [seal, wait])
    api.seal_all()
    with without_projection_checks():
        faults = [str(fault) for fault in api.verify_log()]
    indexes = list(Leaf.objects.order_by("leaf_index").values_list("leaf_index", flat=True))
    whole = indexes == list(range(writers * events))
    return f"{len(indexes)} leaves, {'no gap' if whole else 'gaps'}, faults {faults}"


def _run_together(acts: list[Callable[[], None]]) -> None:
    problems: list[BaseException] = []

    def guarded(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]


RACES: dict[str, Callable[[], str]] = {"lease": race_for_a_lease, "seal": race_to_record_and_seal}

if __name__ == "__main__":
    import sys

    import django
    from django.core.management import call_command

    django.setup()
    from tinhso.engines.trust.logic import row_commitments

    call_command("migrate", "trust", verbosity=0)
    row_commitments._sources.clear()  # the other engines have no tables in this database
    sys.stdout.write(RACES[sys.argv[1]]())
