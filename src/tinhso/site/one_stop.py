"""A simulated one-stop system: it knows what its desks did and sends the figures through the machine face.

Nothing of it is needed by the product; it shows how figures come by themselves. Its numbers are illustrative.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import ImportSummary
from tinhso.engines.orgs.contracts import Rights

KNOWN: Final = (
    "dossiers_received", "dossiers_online", "dossiers_resolved", "dossiers_on_time", "dossiers_overdue",
    "dossiers_digitised", "online_payments", "public_kiosk_visits", "documents_incoming", "documents_outgoing",
    "documents_signed", "work_files_online", "feedback_received", "feedback_answered",
)  # fmt: skip
"""Indicators of the communes' form that systems of the province know: nobody types them."""

Rows = list[dict[str, str]]


def rows_of(figures: Mapping[str, Mapping[str, int]], period: str, units: Iterable[str]) -> Rows:
    """Return the rows of a request: every known indicator of these units in a period.

    Args:
        figures: value by indicator and unit code (see `site.demo.series.commune_figures`).
        period: code of the period.
        units: codes of the units, in the order wanted.
    """
    return [
        {"indicator": indicator, "unit": unit, "period": period, "value": str(figures[indicator][unit])}
        for unit in units
        for indicator in KNOWN
    ]


def post_in_process(rows: Rows, rights: Rights, key: str) -> ImportSummary:
    """Send rows without HTTP, for building the demonstration; refused rows are an error of the demonstration."""
    summary = indicators.post_figures(rows, rights=rights, idempotency_key=key)
    if not summary.committed:
        raise RuntimeError(f"{key}: {[refused.message_en for refused in summary.rejections[:3]]}")
    return summary


def post_over_http(rows: Rows, address: str, secret: str, key: str, reason: str = "") -> tuple[int, Any]:
    """Send rows to `POST /api/v1/figures` as another system does.

    Args:
        address: of the product, for example http://localhost:8000.
        secret: the token.
        key: the idempotency key; the same key with the same rows changes nothing a second time.
        reason: why figures that were sent before are corrected.

    Returns:
        The HTTP status and the answer.
    """
    request = Request(
        f"{address.rstrip('/')}/api/v1/figures",
        data=json.dumps({"figures": rows, "reason": reason}).encode(),
        headers={"Authorization": f"Bearer {secret}", "Content-Type": "application/json", "Idempotency-Key": key},
        method="POST",
    )
    try:
        with urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refusal:
        with refusal:
            return refusal.code, json.loads(refusal.read() or b"null")


def token_file() -> Path:
    """Where the demonstration keeps the simulated system's token."""
    return Path(settings.TINHSO_HOME) / "keys" / "one-stop.token"


def keep_token(secret: str) -> None:
    """Keep the token for `tinhso one-stop`, readable by its owner only."""
    file = token_file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.write_text(secret)


def waiting_file() -> Path:
    """Where the demonstration keeps the rows that the simulated system sends once the product serves."""
    return Path(settings.TINHSO_HOME) / "one-stop-waiting.json"


def keep_waiting(rows: Rows) -> None:
    """Keep rows for the first time the demonstration serves."""
    waiting_file().parent.mkdir(parents=True, exist_ok=True)
    waiting_file().write_text(json.dumps(rows))


def send_waiting(address: str, said: Callable[[str], None], *, patience_seconds: float = 60) -> bool:
    """Send the waiting rows over HTTP as soon as the product answers; the file goes when they are written.

    The idempotency key follows from the rows: whoever stops the demonstration in between sends them again, and they
    are written once.

    Returns:
        Whether nothing waits any more.
    """
    file = waiting_file()
    if not file.exists():
        return True
    rows: Rows = json.loads(file.read_text())
    key = f"one-stop-late-{hashlib.sha256(file.read_bytes()).hexdigest()[:16]}"
    until = time.monotonic() + patience_seconds
    while time.monotonic() < until:
        try:
            status, answer = post_over_http(rows, address, token_file().read_text().strip(), key)
        except OSError:  # it does not listen yet
            time.sleep(0.5)
            continue
        if status == HTTPStatus.OK and answer["committed"]:
            file.unlink(missing_ok=True)
            said(f"Hệ thống một cửa (giả lập) vừa gửi {len(rows)} số liệu qua POST /api/v1/figures.")
            return True
        said(f"Hệ thống một cửa (giả lập) bị từ chối: {status} {answer}")
        return False
    return False
