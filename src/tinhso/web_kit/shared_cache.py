"""Django's cache over the file that every process shares: what the sign-in pages count holds over all workers.

`add` is one statement, so it serves as a lock; the library that limits sign-in uses it so.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from tinhso.web_kit.shared_counts import shared_file

_ADD = """
INSERT INTO kept AS k (name, value, ends) VALUES (:name, :value, :ends)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, ends = excluded.ends WHERE k.ends <= :now
RETURNING name
"""
_SET = """
INSERT INTO kept (name, value, ends) VALUES (:name, :value, :ends)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, ends = excluded.ends
"""
_GET = "SELECT value FROM kept WHERE name = :name AND (ends IS NULL OR ends > :now)"


class SharedCache(BaseCache):
    """Small plain values (what JSON can say) by key; LOCATION is the file."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._shared = shared_file(Path(location))

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless there is one; say whether it was kept."""
        return bool(self._shared.run(_ADD, self._row(key, value, timeout, version)))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return a value that has not run out."""
        found = self._shared.run(_GET, {"name": self.make_and_validate_key(key, version=version), "now": time.time()})
        return json.loads(str(found[0][0])) if found else default

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value."""
        row = self._row(key, value, timeout, version)
        self._shared.tidy_now_and_then(float(str(row["now"])))
        self._shared.run(_SET, row)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Let a value go; say whether there was one."""
        statement = "DELETE FROM kept WHERE name = :name RETURNING name"
        return bool(self._shared.run(statement, {"name": self.make_and_validate_key(key, version=version)}))

    def clear(self) -> None:
        """Let everything go that was kept (what limits have taken stays)."""
        self._shared.run("DELETE FROM kept", {})

    def _row(self, key: str, value: Any, timeout: float | None, version: int | None) -> dict[str, object]:
        name, now = self.make_and_validate_key(key, version=version), time.time()
        seconds = self.get_backend_timeout(timeout)
        return {"name": name, "value": json.dumps(value), "ends": seconds, "now": now}
