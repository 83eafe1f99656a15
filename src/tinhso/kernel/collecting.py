"""Building very many objects at once without the interpreter looking for garbage among them again and again.

A sheet of some thousand cells makes a hundred thousand short-lived objects; the cyclic collector walks them all several
times and finds nothing. What is built inside must be bounded, as the limits of workbooks bound an upload.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let the cyclic collector wait until the block is left; where it was off, or another thread waits, it stays so."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
