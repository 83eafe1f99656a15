"""Where the time comes from: aware UTC everywhere, shown in Vietnam's zone.

Code that needs the time takes a `Clock`. Tests give a `FrozenClock`, the demonstration a `TickingClock`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from tinhso.kernel.errors import TinhSoError

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class NaiveDatetime(TinhSoError):
    code = "KER-040"
    title_vi = "Thời điểm thiếu múi giờ"
    title_en = "Moment without a time zone"
    message_vi = "Thời điểm {moment} không ghi múi giờ nên không rõ là giờ nào. Hãy viết như 2026-11-17T13:42:00+07:00."
    message_en = "The moment {moment} names no time zone and could be several. Write it like 2026-11-17T13:42:00+07:00."


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FrozenClock:
    """A clock that moves only when told to, for tests and for loading a history.

    Raises:
        NaiveDatetime (KER-040): when a moment has no zone.
    """

    def __init__(self, moment: datetime) -> None:
        self._moment = as_utc(moment)

    def now(self) -> datetime:
        return self._moment

    def set(self, moment: datetime) -> None:
        """Put the clock on a moment, forward or backward."""
        self._moment = as_utc(moment)

    def advance(self, by: timedelta) -> datetime:
        """Move the clock by so much (backward when negative) and return the new moment."""
        self._moment += by
        return self._moment


class TickingClock:
    """The demonstration's clock: shows `start` at the real moment `began_at` and ticks on from there.

    Processes that are given the same pair show the same time. It never runs backward, even when the real clock does.

    Args:
        start: what it shows at the beginning.
        began_at: the real moment of the beginning; now when left out.
        real: the clock that measures how much time has passed.
    """

    def __init__(self, start: datetime, began_at: datetime | None = None, real: Clock | None = None) -> None:
        self._real = real or SystemClock()
        self._start = self._latest = as_utc(start)
        self._began_at = as_utc(began_at) if began_at else self._real.now()

    def now(self) -> datetime:
        self._latest = max(self._latest, self._start + (self._real.now() - self._began_at))
        return self._latest


def as_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC.

    Raises:
        NaiveDatetime (KER-040)
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise NaiveDatetime(moment=moment.isoformat())
    return moment.astimezone(UTC)


def in_vietnam(moment: datetime) -> datetime:
    """Return the same moment as a clock in Vietnam shows it; raises like `as_utc`."""
    return as_utc(moment).astimezone(VIETNAM)


def read_moment(text: str) -> datetime:
    """Read an ISO moment as people and machines write it; without a zone it is Vietnam's.

    >>> read_moment("2026-11-17T13:42").isoformat()
    '2026-11-17T13:42:00+07:00'

    Raises:
        ValueError: it is no moment, or one that the calendar of UTC or of Vietnam no longer holds (0001-01-01).
    """
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    try:
        in_vietnam(moment)
    except OverflowError as error:
        raise ValueError(f"{text} is outside the calendar") from error
    return moment


def today_in_vietnam(clock: Clock) -> date:
    """Return the date in Vietnam (from 17:00 UTC it is tomorrow's)."""
    return in_vietnam(clock.now()).date()
