"""What time it is: the one clock of the product, real, simulated or of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings

from tinhso.engines.trust.logic.demonstration import demonstration_clock
from tinhso.kernel.clock import Clock, FrozenClock, SystemClock, as_utc

_chosen: ContextVar[Clock | None] = ContextVar("tinhso_clock", default=None)
_SYSTEM = SystemClock()


def now() -> datetime:
    """Return the present moment, aware, in UTC.

    The clock of `use_clock` rules; else the demonstration clock where TINHSO_NOW is set; else the machine's.
    """
    chosen = _chosen.get()
    if chosen is not None:
        return as_utc(chosen.now())
    start: datetime | None = getattr(settings, "TINHSO_NOW", None)
    return (demonstration_clock(start) if start else _SYSTEM).now()


@contextmanager
def use_clock(clock: Clock | datetime) -> Iterator[None]:
    """Let `now()` answer from another clock within the block, in this thread or task only.

    Args:
        clock: a clock of `kernel.clock`, or one aware moment at which time stands still.
    """
    token = _chosen.set(FrozenClock(clock) if isinstance(clock, datetime) else clock)
    try:
        yield
    finally:
        _chosen.reset(token)
