"""Which database: SQLite under TINHSO_HOME by default, PostgreSQL by DATABASE_URL."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

SQLITE_OPTIONS: dict[str, Any] = {
    # One writer at a time: take the lock when the transaction begins, so that two never deadlock on an upgrade.
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    # FULL: what was acknowledged is on the disk.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"
    ),
}

POSTGRES_OPTIONS: dict[str, Any] = {
    # The server plans a statement a few times and keeps the plan: planning cost it more than answering did.
    "server_side_binding": True,
    "prepare_threshold": 5,
}


def _sqlite(name: str, ships: bool) -> dict[str, Any]:
    options = dict(SQLITE_OPTIONS)
    if ships:
        # Only the shipper takes the log into the database: until then it holds what the second medium may still lack.
        options["init_command"] += " PRAGMA wal_autocheckpoint=0;"
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}


def database_settings(url: str, home: Path, *, ships: bool = False) -> dict[str, Any]:
    """Django's DATABASES["default"] for a DATABASE_URL (empty: SQLite in `home`).

    Args:
        ships: the log of SQLite is shipped to a second medium.
    """
    if not url:
        return _sqlite(str(home / "tinhso.sqlite3"), ships)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts.path, ships)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SystemExit(f"DATABASE_URL: scheme {parts.scheme!r} is not known; use postgresql:// or leave it empty.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # A new connection has every plan before it again.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(POSTGRES_OPTIONS),
    }
