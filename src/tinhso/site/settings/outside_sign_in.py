"""The outside sign-in service, read from its file at start; what is doubtful stops the start."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from tinhso.engines.orgs.contracts.outside_sign_in import DEMONSTRATION, OidcService

_KNOWN = frozenset(
    {"issuer", "client_id", "client_secret_file", "name_vi", "name_en", "claim", "accounts", "scopes", "amr", "acr"}
)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def read_service(text: str, *, mode: str, port: int) -> OidcService | None:
    """Read TINHSO_OIDC: nothing, the demonstration's own provider, or a YAML file.

    Raises:
        ValueError: in words, what cannot be used.
    """
    if not text:
        return None
    if text == DEMONSTRATION:
        if mode != "demo":
            raise ValueError("the provider of the demonstration exists in the mode demo only")
        return OidcService(
            issuer=f"http://localhost:{port}/minh-hoa-oidc", client_id="tinh-so-minh-hoa", client_secret="",
            name_vi="Dịch vụ đăng nhập minh họa", name_en="Demonstration sign-in service", amr=frozenset({"otp"}),
        )  # fmt: skip
    file = Path(text).expanduser()
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as problem:
        raise ValueError(f"{file} cannot be read: {problem}") from None
    if not isinstance(told, dict) or not told.keys() <= _KNOWN or not {"issuer", "client_id", "name_vi"} <= told.keys():
        raise ValueError(
            f"{file} must name issuer, client_id and name_vi, and nothing beyond {', '.join(sorted(_KNOWN))}"
        )
    return _service(told, file.parent, mode)


def _service(told: dict[str, Any], folder: Path, mode: str) -> OidcService:
    issuer, claim = urlsplit(str(told["issuer"])), str(told.get("claim", "sub"))
    is_here = issuer.hostname in _LOOPBACK and mode != "production"
    if issuer.scheme != "https" and not (issuer.scheme == "http" and is_here):
        raise ValueError("issuer must be an https address")
    if "mail" in claim.casefold():
        raise ValueError("claim must not be an e-mail address: who changes theirs there would be somebody else here")
    accounts = folder / str(told["accounts"]) if told.get("accounts") else None
    if accounts is not None and not accounts.is_file():
        raise ValueError(f"accounts: there is no file {accounts}")
    secret = told.get("client_secret_file")
    return OidcService(
        issuer=str(told["issuer"]),
        client_id=str(told["client_id"]),
        client_secret=(folder / str(secret)).read_text(encoding="utf-8").strip() if secret else "",
        name_vi=str(told["name_vi"]),
        name_en=str(told.get("name_en") or told["name_vi"]),
        claim=claim,
        accounts=accounts,
        scopes=tuple(_words(told.get("scopes"))) or ("openid", "profile"),
        amr=frozenset(_words(told.get("amr"))),
        acr=frozenset(_words(told.get("acr"))),
    )


def _words(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
