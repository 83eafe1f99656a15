"""The store that lakes are written to, read from its file at start; what is doubtful stops the start."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import yaml

from tinhso.engines.cube.contracts import LakeStore

_KNOWN = frozenset({"endpoint", "region", "access_key", "secret_key_file", "ca_file"})
_NEEDED = frozenset({"access_key", "secret_key_file"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def read_store(text: str) -> LakeStore | None:
    """Read TINHSO_LAKE_STORE: nothing, or a YAML file.

    Raises:
        ValueError: in words, what cannot be used.
    """
    if not text:
        return None
    file = Path(text).expanduser()
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as problem:
        raise ValueError(f"{file} cannot be read: {problem}") from None
    if not isinstance(told, dict) or not told.keys() <= _KNOWN or not told.keys() >= _NEEDED:
        raise ValueError(
            f"{file} must name {', '.join(sorted(_NEEDED))}, and nothing beyond {', '.join(sorted(_KNOWN))}"
        )
    ca_file = file.parent / str(told["ca_file"]) if told.get("ca_file") else None
    if ca_file is not None and not ca_file.is_file():
        raise ValueError(f"ca_file: there is no file {ca_file}")
    return LakeStore(
        endpoint=_address(str(told.get("endpoint") or "")),
        region=str(told.get("region") or "us-east-1"),
        access_key=str(told["access_key"]),
        secret_key=_secret(file.parent / str(told["secret_key_file"])),
        ca_file=ca_file,
    )


def _address(endpoint: str) -> str:
    """Figures travel only under TLS, except to a store on this machine."""
    at = urlsplit(endpoint)
    safe = at.scheme == "https" or (at.scheme == "http" and at.hostname in _LOOPBACK)
    if endpoint and (not safe or not at.hostname or at.username or at.path.strip("/") or at.query or at.fragment):
        raise ValueError("endpoint must be like https://host:9000, without a user, a path or a question")
    return endpoint


def _secret(file: Path) -> str:
    try:
        if file.stat().st_mode & 0o077:
            raise ValueError(f"secret_key_file: {file} must be readable by its owner only (mode 600)")
        secret = file.read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise ValueError(f"secret_key_file: {file} cannot be read: {problem.strerror}") from None
    if not secret:
        raise ValueError(f"secret_key_file: {file} is empty")
    return secret
