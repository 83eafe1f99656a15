"""Leases: a job that only one process may do (sealer, compactor, worker), on either database.

A lease is a row with an end. Taking it is one conditional UPDATE, or an INSERT that yields to an existing row, so two
processes can never both succeed. Whoever dies loses it when it ends. Real time on purpose, whatever clock is shown:
a lease speaks of processes, and under a frozen clock it would never end.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tinhso.engines.trust.contracts import LeaseLost, LeaseTaken
from tinhso.engines.trust.models import Lease


@dataclass(frozen=True, slots=True)
class HeldLease:
    """The lease while it is held."""

    name: str
    holder: str
    seconds: int

    def renew(self) -> None:
        """Hold it for as long again. Within a transaction this also keeps a competitor waiting until its end.

        Raises:
            LeaseLost: TRU-012, it had ended and another process took it.
        """
        mine = Lease.objects.filter(name=self.name, holder=self.holder)
        if not mine.update(expires_at=datetime.now(UTC) + timedelta(seconds=self.seconds)):
            raise LeaseLost(name=self.name)


@contextmanager
def lease(name: str, seconds: int) -> Iterator[HeldLease]:
    """Do a job alone: hold the named lease within the block and give it back at the end.

    Args:
        name: the job, up to 40 characters.
        seconds: how long the lease lasts without `renew`; longer than the job normally takes.

    Raises:
        LeaseTaken: TRU-011, another process, or another thread of this one, is at it.
    """
    held = HeldLease(name, f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}", seconds)
    _take(held)
    try:
        yield held
    finally:
        Lease.objects.filter(name=name, holder=held.holder).delete()


def _take(held: HeldLease) -> None:
    moment = datetime.now(UTC)
    ends = moment + timedelta(seconds=held.seconds)
    ended = Lease.objects.filter(name=held.name, expires_at__lte=moment)
    if ended.update(holder=held.holder, expires_at=ends):
        return
    Lease.objects.bulk_create([Lease(name=held.name, holder=held.holder, expires_at=ends)], ignore_conflicts=True)
    standing = Lease.objects.filter(name=held.name).values("holder", "expires_at").first()
    if standing is None or standing["holder"] != held.holder:
        holder, until = (standing["holder"], standing["expires_at"]) if standing else ("?", moment)
        raise LeaseTaken(name=held.name, holder=holder, until=until.isoformat())
