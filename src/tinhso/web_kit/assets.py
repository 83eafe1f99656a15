"""Names of built front-end files: the manifest written by frontend/build.mjs, read once and again when it changes."""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import cast

from django.templatetags.static import static

from tinhso.web_kit.errors import FrontEndNotBuilt

DIST = Path(__file__).parent / "static" / "dist"
_HASHED = re.compile(r"/dist/[\w.-]+-[A-Z0-9]{8}\.\w+$")


def asset_url(name: str) -> str:
    """Return the address of a built file.

    Args:
        name: key of the manifest, e.g. `app.css`.

    Raises:
        FrontEndNotBuilt (WEB-001): no manifest, or it does not know the name.
    """
    file = DIST / "manifest.json"
    try:
        built = _manifest(file, file.stat().st_mtime_ns)[name]
    except (FileNotFoundError, KeyError):
        raise FrontEndNotBuilt(name=name, manifest="web_kit/static/dist/manifest.json") from None
    return static(f"dist/{built}")


def asset_text(name: str) -> str:
    """Return the text of a built file, for one that must be served under an address of its own.

    Raises:
        FrontEndNotBuilt (WEB-001): as `asset_url`.
    """
    return (DIST / asset_url(name).rsplit("/", 1)[-1]).read_text(encoding="utf-8")


def is_immutable(path: str, url: str) -> bool:
    """Whether a static file's name carries its content hash (for WHITENOISE_IMMUTABLE_FILE_TEST)."""
    return _HASHED.search(url) is not None


@lru_cache(maxsize=2)
def _manifest(file: Path, changed_ns: int) -> dict[str, str]:
    return cast(dict[str, str], json.loads(file.read_text(encoding="utf-8")))
