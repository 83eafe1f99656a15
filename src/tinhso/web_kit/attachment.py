"""A file that the browser keeps instead of showing it."""

from __future__ import annotations

from django.http import HttpResponse

CSV = "text/csv; charset=utf-8"


def attachment(content: bytes | str, name: str, mime: str) -> HttpResponse:
    """Answer with a file to keep; `name` is ASCII and made by us, never by whoever asks."""
    response = HttpResponse(content, content_type=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
