"""A witness that answers over HTTPS: a checkpoint is sent to it and its signature comes back in the answer.

What is sent and answered is `add-checkpoint` of C2SP tlog-witness, so any program that speaks it can be the witness.
The address is the operator's setting; no redirect is followed and an answer is bounded.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from tinhso.engines.operation.contracts import WitnessRefused
from tinhso.engines.trust import api as trust

PATIENCE_SECONDS: Final = 10
_MOST_BYTES: Final = 64 * 1024
_SCHEMES: Final = ("https://", "http://")


def is_endpoint(place: str) -> bool:
    """Say whether a place to which checkpoints go is an address of a witness."""
    return place.startswith(_SCHEMES)


def ask_endpoint(prefix: str) -> None:
    """Send the latest checkpoint to a witness and keep what it signed.

    Args:
        prefix: address of the witness, without `/add-checkpoint`.

    Raises:
        WitnessRefused (OPE-015): it is silent or signs nothing. NoCheckpoint (TRU-014). What keeping a cosignature and
        proving consistency raise (TRU-006, TRU-026 and the like): the witness has seen another history than this one.
    """
    asked = trust.witness_request()
    status, answer = _post(prefix, asked)
    if status == HTTPStatus.CONFLICT and answer.strip().isdecimal():
        # It signed last at another size than this log remembers: it says at which.
        asked = trust.witness_request(int(answer))
        status, answer = _post(prefix, asked)
    if status != HTTPStatus.OK:
        raise WitnessRefused(address=prefix, problem=f"HTTP {status}")
    checkpoint = asked.partition("\n\n")[2]
    trust.keep_cosignatures(checkpoint + answer, actor="system:worker")


def _post(prefix: str, body: str) -> tuple[int, str]:
    import requests  # loaded by who asks a witness: no start needs it

    address = f"{prefix.rstrip('/')}/add-checkpoint"
    try:
        with requests.post(
            address, body.encode(), timeout=PATIENCE_SECONDS, allow_redirects=False, stream=True,
            headers={"Content-Type": "text/plain; charset=utf-8"},
        ) as answer:  # fmt: skip
            content: bytes = answer.raw.read(_MOST_BYTES + 1, decode_content=True)
            if len(content) > _MOST_BYTES:
                raise WitnessRefused(address=prefix, problem=f"> {_MOST_BYTES} bytes")
            return answer.status_code, content.decode("utf-8", "replace")
    except (requests.RequestException, OSError) as problem:
        raise WitnessRefused(address=prefix, problem=type(problem).__name__) from problem
