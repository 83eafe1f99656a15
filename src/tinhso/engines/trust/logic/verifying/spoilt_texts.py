"""One byte of a text may become a byte that no text has: its row must still be read, or nobody can name it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def spoilt_texts_readable() -> Iterator[None]:
    """Read texts of SQLite with a mark in place of bytes that are not UTF-8; PostgreSQL keeps no such text."""
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        yield
        return
    usual = connection.connection.text_factory
    connection.connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        yield
    finally:
        connection.connection.text_factory = usual
