"""Program: acts for tests of copies. `some N` records N acts and an evidence file and seals; `others N` records N of
another kind, each by itself, and seals; `on SIDE_FILE` goes on recording until it is killed, and writes the moment of
each acknowledgement to the side file.
"""

from __future__ import annotations

import os
import sys
import time


def some(count: int) -> None:
    from django.db import transaction

    from tinhso.engines.reporting.logic.evidence.evidence_store import evidence_store
    from tinhso.engines.trust import api as trust
    from tinhso.engines.trust.contracts import EventSpec

    with transaction.atomic():
        trust.record_many([EventSpec("test.done", f"test.thing:{number}", "system:test") for number in range(count)])
    evidence_store().keep(b"a page that somebody attached")
    trust.seal_all()


def others(count: int) -> None:
    from django.db import transaction

    from tinhso.engines.trust import api as trust

    for number in range(count):
        with transaction.atomic():
            trust.record(kind="test.else", subject=f"test.thing:{number}", actor="system:test")
    trust.seal_all()


def on(side_file: str) -> None:
    from django.db import transaction

    from tinhso.engines.trust import api as trust

    out = os.open(side_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    number = 0
    while True:
        number += 1
        with transaction.atomic():
            event_id = trust.record(
                kind="test.done", subject=f"test.{os.getpid()}:{number}", actor="system:test", reason="vì " * 200
            )
        # Acknowledged: the transaction has returned.
        os.write(out, f"{event_id} {time.time():.3f}\n".encode())
        # As a busy hour, not as a machine's load: some fifty acts a second with two of these.
        time.sleep(0.02)


if __name__ == "__main__":
    from tinhso.site.start import start_django

    start_django()
    match sys.argv[1]:
        case "some":
            some(int(sys.argv[2]))
        case "others":
            others(int(sys.argv[2]))
        case _:
            on(sys.argv[2])
