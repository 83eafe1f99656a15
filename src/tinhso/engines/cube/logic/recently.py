"""The last few things that were read, each under everything that decides what it is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
KEPT = 32


class Recently(Generic[Key, Value]):
    """Values by key, those longest unused dropped first; two threads may both read what neither finds."""

    def __init__(self) -> None:
        self._lock, self._found = Lock(), OrderedDict[Key, Value]()

    def get(self, key: Key, read: Callable[[], Value]) -> Value:
        """Return what is kept under a key, or else read it and keep it."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        value = read()
        with self._lock:
            self._found[key] = value
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
        return value
