"""Salted commitments: an event binds itself to texts about people without carrying them.

A commitment is SHA-256(HMAC-SHA-256(salt, field) || UTF-8 text). Each field has its own key derived from the event's
salt, so one text can be shown and checked without making the others guessable, and destroying salt and text leaves
nothing to guess against.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

SALT_BYTES = 32


def new_salt() -> bytes:
    """Return a fresh salt of 32 random bytes."""
    return secrets.token_bytes(SALT_BYTES)


def field_key(salt: bytes, field: str) -> bytes:
    """Return the key of one field: HMAC-SHA-256(salt, field), 32 bytes."""
    return hmac.digest(salt, field.encode(), "sha256")


def commit_with_key(key: bytes, text: str) -> bytes:
    """Return the commitment to a text under a field's key, 32 bytes."""
    return hashlib.sha256(key + text.encode()).digest()


def commit_text(salt: bytes, field: str, text: str) -> bytes:
    """Return the commitment to one text of an event, 32 bytes.

    Args:
        salt: the event's salt (`new_salt`).
        field: `actor`, `reason`, `evidence` or `note:<line_no>`.
        text: the text itself, any length.
    """
    return commit_with_key(field_key(salt, field), text)
