"""The package that a preview showed and what it would do, carried by the page: signed for one person."""

from __future__ import annotations

import base64

from tinhso.engines.reporting.contracts.excel_errors import StalePreview
from tinhso.engines.reporting.contracts.package_files import PackagePreview
from tinhso.web_kit.signed_promise import open_promise, sign_promise

SALT = "reporting.package"


def promise(user_id: int | None, content: bytes, seen: PackagePreview) -> str:
    """Return the token of a preview."""
    return sign_promise([user_id, base64.b64encode(content).decode(), seen.digest], SALT)


def read_promise(token: str, user_id: int | None) -> tuple[bytes, str]:
    """Return the package that a preview showed, and the digest of what it said.

    Raises:
        StalePreview (REP-107): altered, too old, or somebody else's.
    """
    said = open_promise(token, SALT, StalePreview)
    if said[0] != user_id:
        raise StalePreview()
    return base64.b64decode(said[1]), str(said[2])
