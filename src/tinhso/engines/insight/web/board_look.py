"""A board as its readers share it for some seconds, so that an hour of many readers costs no more than one of them
(ADR 0062).

1. A board is kept as it was made for everybody who may do and see the same, by language and address. Forms in it get
   the token of whoever looks.
2. It is shown again for eight times as long as making it took, never longer than TINHSO_BOARD_SECONDS. Who looks in
   the second half of that time is shown it too while it is made anew beside their answer: nobody waits, and one board
   takes about a fifth of a processor, however fast the log changes. The page says when it was computed.
3. Who comes later makes it anew; while one does, the others go on seeing the last one, for at most three times those
   seconds.
4. Whoever has acted sees one that was begun after their act, and so does everybody after.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import asdict, dataclass
from functools import partial
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
from tinhso.web_kit.aside import do_aside
from tinhso.web_kit.just_acted import TIMES_SHARED, last_acted_at

TIMES_ITS_COST = 8
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
    kept = cache.get(key)
    if kept and kept["made"] <= last_acted_at(request):
        kept = None
    # A clock that was set back makes nothing older.
    age = abs(time.time() - kept["made"]) if kept else 0.0
    if kept and age < kept["seconds"] / 2:
        return BoardLook(**kept["look"])
    # Somebody killed while making it stands in nobody's way for longer than the last one is shown.
    is_maker = cache.add(f"{key}:making", 1, TIMES_SHARED * longest)
    if kept and is_maker and age < kept["seconds"]:
        do_aside("board", partial(_make_as_the_one, key, choice, longest))
    elif is_maker:
        return _make_as_the_one(key, choice, longest)
    return BoardLook(**kept["look"]) if kept else _make_and_keep(key, choice, longest)


def _make_as_the_one(key: str, choice: Choice, longest: int) -> BoardLook:
    """Make the board while nobody else does, then let others."""
    try:
        return _make_and_keep(key, choice, longest)
    finally:
        cache.delete(f"{key}:making")


def _make_and_keep(key: str, choice: Choice, longest: int) -> BoardLook:
    # Dated by its beginning: what changed while it was made may be missing.
    began = time.time()
    look = _make(choice)
    seconds = min(longest, TIMES_ITS_COST * (time.time() - began))
    kept = cache.get(key)
    # Somebody who acted in the meantime may have made a later one, which shows their act.
    if not kept or not began < kept["made"] <= time.time():
        cache.set(key, {"look": asdict(look), "made": began, "seconds": seconds}, TIMES_SHARED * longest)
    return look


def _make(choice: Choice) -> BoardLook:
    # The page's clock goes with it: what is drawn apart from a request would tell days by the machine's.
    context = board_context(choice) | {"csrf_token": _TOKEN, "now": choice.now}
    return BoardLook(
        headline=render_to_string("web_kit/partials/headline.html", {"clauses": context["board"].clauses}),
        since=context["since"],
        body=render_to_string("insight/partials/board_body.html", context),
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
