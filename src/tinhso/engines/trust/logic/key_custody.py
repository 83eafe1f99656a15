"""Who can read the sealer's private key: its owner alone, and where it is kept apart not even the service's user."""

from __future__ import annotations

import os

from django.conf import settings

from tinhso.engines.trust.contracts import KeyCustody
from tinhso.engines.trust.logic.keys import key_file


def key_custody() -> KeyCustody:
    """Say how the key lies, for the user under whom this process runs."""
    apart = settings.TINHSO_SEALER_KEYS is not None
    try:
        mode = key_file().stat().st_mode
    except PermissionError:  # not even its folder can be looked into
        return KeyCustody.APART
    except FileNotFoundError:
        return KeyCustody.MISSING
    if mode & 0o077:
        return KeyCustody.OPEN
    if not apart:
        return KeyCustody.OWN
    return KeyCustody.WITHIN_REACH if os.access(key_file(), os.R_OK) else KeyCustody.APART
