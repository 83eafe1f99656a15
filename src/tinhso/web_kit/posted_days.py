"""Days that a machine sends: written as ISO says, never a number of seconds that happens to read as a day."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _written_as_iso(sent: object) -> object:
    if isinstance(sent, date) or sent is None or (isinstance(sent, str) and _ISO.fullmatch(sent)):
        return sent
    raise ValueError("YYYY-MM-DD")


IsoDay = Annotated[date, BeforeValidator(_written_as_iso)]
