"""What somebody sees who looks on: the holder's pages, nothing restricted, and no way to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection

from tinhso.engines.orgs.contracts import Rights, Scope

SESSION_KEY = "tinhso_viewing"
_WRITING = {
    "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    "postgresql": ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
}


def as_seen(held: Rights, viewer: Rights) -> Rights:
    """The rights of a holder as whoever looks on has them: under the viewer's own name, without restricted figures."""
    roles = tuple(
        replace(role, scopes={action: _without_restricted(scope) for action, scope in role.scopes.items()})
        for role in held.held
    )
    return replace(held, actor=viewer.actor, held=roles, is_viewing=True)


def _without_restricted(scope: Scope) -> Scope:
    return replace(scope, restricted_ids=frozenset(), owned=())


@contextmanager
def unwritable() -> Iterator[None]:
    """Let nothing be written through this connection, whatever a page would do; for one answer."""
    off, on = _WRITING[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(off)
    try:
        yield
    finally:
        if connection.needs_rollback or not connection.is_usable():
            connection.close()  # a connection that cannot be asked any more is not kept
        else:
            with connection.cursor() as cursor:
                cursor.execute(on)
