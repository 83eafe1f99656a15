"""The demonstration clock: starts at TINHSO_NOW, or later where the log already is, and ticks on.

All processes of one demonstration must agree, so the pair (moment shown at the beginning, real moment of the
beginning) is a small file in TINHSO_HOME. It holds while somebody keeps it alive (`keep_alive`, called by the sealer
every few seconds); a demonstration that was stopped starts again where its log ended, not days later.
"""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from tinhso.engines.trust import queries
from tinhso.kernel.clock import TickingClock, as_utc

_STALE_AFTER_SECONDS = 120
_running: dict[tuple[Path, datetime], TickingClock] = {}


def demonstration_clock(start: datetime) -> TickingClock:
    """Return the clock all processes of this demonstration share.

    Args:
        start: the value of TINHSO_NOW, aware.
    """
    place = (_file(), as_utc(start))
    if place not in _running:
        _running[place] = _join(as_utc(start)) or _begin(as_utc(start))
    return _running[place]


def keep_alive() -> None:
    """Mark the demonstration, if there is one, as running, so that processes started later share its clock."""
    start: datetime | None = getattr(settings, "TINHSO_NOW", None)
    if start is not None:
        demonstration_clock(start)
        _file().touch()


def _file() -> Path:
    return Path(settings.TINHSO_HOME) / "demonstration-clock.json"


def _join(start: datetime) -> TickingClock | None:
    """Return the clock other processes use, None when none is alive for this start."""
    try:
        # Real time on purpose: the question is whether a process of this machine lives.
        fresh = time.time() - _file().stat().st_mtime < _STALE_AFTER_SECONDS
        kept = json.loads(_file().read_text())
    except (FileNotFoundError, ValueError):
        return None
    if not fresh or kept["start"] != start.isoformat():
        return None
    return TickingClock(datetime.fromisoformat(kept["shown"]), datetime.fromisoformat(kept["began_at"]))


def _begin(start: datetime) -> TickingClock:
    """Start at the later of `start` and what the log already knows, and tell the other processes."""
    known = queries.latest_known_moment()
    shown = max(start, known) if known else start
    began_at = datetime.now(UTC)
    kept = {"start": start.isoformat(), "shown": shown.isoformat(), "began_at": began_at.isoformat()}
    _file().parent.mkdir(parents=True, exist_ok=True)
    draft = _file().with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(kept))
    draft.replace(_file())
    return TickingClock(shown, began_at)
