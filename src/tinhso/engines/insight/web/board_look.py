"""A board as its readers share it for some seconds, so that an hour of many readers costs no more than one of them
(ADR 0062).

1. A board is kept as it was made for everybody who may do and see the same, by language and address. Forms in it get
   the token of whoever looks.
2. It is shown again for four times as long as making it took, never longer than TINHSO_BOARD_SECONDS: one board takes
   at most a fifth of a processor, however fast the log changes. The page says when it was computed.
3. While one process makes it anew the others go on showing the last one, for at most three times those seconds.
4. Whoever has just acted sees it made anew, and so does everybody after.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import Choice
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.clock import in_vietnam
from tinhso.web_kit.just_acted import has_just_acted

TIMES_ITS_COST = 4
WHILE_MADE_ANEW = 3
LONGEST_MAKING = 60
_TOKEN = "token-of-whoever-looks"


@dataclass(frozen=True, slots=True)
class BoardLook:
    """What a board's page shows: headline and body rendered, a line of text, and the time it speaks of (13:42:05)."""

    headline: str
    since: str
    body: str
    at: str

    def shown_to(self, request: HttpRequest) -> dict[str, object]:
        """The look as its page's template wants it: our own templates wrote it, only the token is the reader's."""
        body = self.body.replace(_TOKEN, get_token(request)) if _TOKEN in self.body else self.body
        return {"headline": mark_safe(self.headline), "since": self.since, "body": mark_safe(body), "at": self.at}


def look_at_board(request: HttpRequest, choice: Choice) -> BoardLook:
    """Return the board somebody chose: the one that is shared, or made now."""
    longest = int(settings.TINHSO_BOARD_SECONDS)
    if not longest:
        return _make(choice)
    key = _key(choice)
    kept = None if has_just_acted(request) else cache.get(key)
    # A clock that was set back makes nothing older.
    age = abs(time.time() - kept["made"]) if kept else 0.0
    if kept and age < kept["seconds"]:
        return BoardLook(**kept["look"])
    is_maker = cache.add(f"{key}:making", 1, LONGEST_MAKING)
    if kept and not is_maker:
        return BoardLook(**kept["look"])
    try:
        return _make_and_keep(key, choice, longest)
    finally:
        if is_maker:
            cache.delete(f"{key}:making")


def _make_and_keep(key: str, choice: Choice, longest: int) -> BoardLook:
    began = time.time()
    look = _make(choice)
    seconds = min(longest, TIMES_ITS_COST * (time.time() - began))
    # Dated by its beginning: what changed while it was made may be missing.
    cache.set(key, {"look": asdict(look), "made": began, "seconds": seconds}, WHILE_MADE_ANEW * longest)
    return look


def _make(choice: Choice) -> BoardLook:
    context = board_context(choice)
    return BoardLook(
        headline=render_to_string("web_kit/partials/headline.html", {"clauses": context["board"].clauses}),
        since=context["since"],
        body=render_to_string("insight/partials/board_body.html", context | {"csrf_token": _TOKEN}),
        at=f"{in_vietnam(choice.now):%H:%M:%S}",
    )


def board_context(choice: Choice) -> dict[str, Any]:
    """Everything the body of a board shows."""
    board = api.compute_board(choice)
    sections = {name: board.section(name) for name in ("first", "cards", "charts", "wide")}
    return {"board": board, "since": api.since_yesterday(board), **sections}


def _key(choice: Choice) -> str:
    """Name a board: what was chosen, and what its reader may do and see."""
    chosen = {
        "board": choice.board.code,
        "period": [choice.period.scheme, choice.period.code],
        "unit": choice.unit.id,
        "structure": str(choice.structure),
        "as_of": choice.as_of.isoformat() if choice.as_of else "",
        "language": choice.language,
        "rights": choice.rights.fingerprint(),
    }
    return f"board:{hashlib.sha256(canonical_json(chosen)).hexdigest()}"
