"""Work that an answer does not wait for, in a thread of the same process: only what may be lost with that process."""

from __future__ import annotations

import contextvars
import logging
import threading
from collections.abc import Callable
from functools import partial

from django.db import connections
from django.utils.translation import get_language, override

log = logging.getLogger(__name__)


def do_aside(name: str, act: Callable[[], object]) -> None:
    """Begin `act` and return at once; it speaks the language and goes by the clock of whoever began it.

    A failure is logged: nobody waits for it. The thread ends with its process, wherever it is, so `act` writes nothing
    that could be half done.
    """
    act_as_begun = partial(contextvars.copy_context().run, _act, name, get_language(), act)
    threading.Thread(target=act_as_begun, name=name, daemon=True).start()


def _act(name: str, language: str | None, act: Callable[[], object]) -> None:
    try:
        # What Django has activated belongs to the thread and is in no copy.
        with override(language):
            act()
    except Exception:
        log.exception("%s: failed beside an answer", name)
    finally:
        # A thread has connections of its own, and nobody else would close them.
        connections.close_all()
