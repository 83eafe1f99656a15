"""The file of an outside sign-in service is read at start; what is doubtful stops the start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tinhso.site.settings.outside_sign_in import read_service


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"issuer": "http://sso.example"}, "https"),
        ({"claim": "email"}, "e-mail"),
        ({"accounts": "gone.csv"}, "no file"),
        ({"password": "x"}, "nothing beyond"),
        ({"issuer": None}, "https"),
    ],
)
def test_a_doubtful_configuration_stops_the_start(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    told = {"issuer": "https://sso.example", "client_id": "a", "name_vi": "SSO", "amr": ["otp"]}
    file = tmp_path / "oidc.yaml"
    file.write_text(json.dumps(told), encoding="utf-8")
    found = read_service(str(file), mode="production", port=8000)
    assert found is not None
    assert (found.issuer, found.claim, found.amr) == ("https://sso.example", "sub", {"otp"})
    file.write_text(json.dumps(told | change), encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        read_service(str(file), mode="production", port=8000)
    with pytest.raises(ValueError, match="mode demo"):
        read_service("minh-hoa", mode="production", port=8000)
