"""Where evidence of reports is kept: files under TINHSO_HOME/evidence, the same file once."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from tinhso.kernel.files import FileStore


def evidence_store() -> FileStore:
    """Return the store; a later change of the setting counts."""
    return FileStore(Path(settings.TINHSO_HOME) / "evidence")
