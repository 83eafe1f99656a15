"""Days as people write them where a browser draws no calendar; what is no day is refused, never left out in silence."""

from __future__ import annotations

import re
from datetime import date

from tinhso.engines.reporting.contracts.errors import UnreadableDay

_AS_WRITTEN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


def read_day(text: str) -> date | None:
    """Read a day of a form: `2026-11-17` or `17/11/2026`; None where nothing stands.

    Raises:
        UnreadableDay (REP-304)
    """
    said = text.strip()
    if not said:
        return None
    written = _AS_WRITTEN.fullmatch(said)
    try:
        return date(int(written[3]), int(written[2]), int(written[1])) if written else date.fromisoformat(said)
    except ValueError:
        raise UnreadableDay(text=said[:40]) from None
