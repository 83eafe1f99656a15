"""Which mail server: none by default (mails are written to files), one by TINHSO_MAIL_URL."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# A dead server must not hold the worker up for long; the outbox tries again.
TIMEOUT_SECONDS = 10


def mail_settings(url: str, home: Path) -> dict[str, Any]:
    """Return Django's settings of mail for a server's address.

    Args:
        url: `smtp://user:password@host:587`; empty writes each mail to a file under `home`/mail.
    """
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(home / "mail"),
        }
    parts = urlsplit(url)
    over_tls = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if over_tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": over_tls,
        "EMAIL_USE_TLS": not over_tls and bool(parts.username),
        "EMAIL_TIMEOUT": TIMEOUT_SECONDS,
    }
