"""What a preview promised to keep, carried by its page: signed, for half a day, nothing stored."""

from __future__ import annotations

from typing import Any

from django.core import signing

from tinhso.kernel.errors import TinhSoError

KEPT_SECONDS = 12 * 3600


def sign_promise(plain: Any, salt: str) -> str:
    """Return the token of plain data; the salt names the kind of preview."""
    return signing.dumps(plain, salt=salt, compress=True)


def open_promise(token: str, salt: str, stale: type[TinhSoError]) -> Any:
    """Return the plain data of a token; whom and what it was signed for is the caller's to compare.

    Raises:
        stale: altered, of another kind of preview, or too old.
    """
    try:
        return signing.loads(token, salt=salt, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        raise stale() from None
