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


def database_settings(url: str, home: Path) -> dict[str, Any]:
    """Django's DATABASES["default"] for a DATABASE_URL (empty: SQLite in `home`)."""
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(home / "tinhso.sqlite3"), "OPTIONS": SQLITE_OPTIONS}
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path, "OPTIONS": SQLITE_OPTIONS}
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SystemExit(f"DATABASE_URL: scheme {parts.scheme!r} is not known; use postgresql:// or leave it empty.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
