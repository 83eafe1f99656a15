"""The example proxy in front says what the settings expect of it; a client's own words about itself do not count."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as product
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory, override_settings

from tinhso.engines.reporting import api as reporting
from tinhso.kernel.workbooks.limits import DEFAULT_LIMITS
from tinhso.site.settings.declared import DECLARED
from tinhso.web_kit.client_address import client_address
from tinhso.web_kit.loopback import comes_from_this_machine

pytestmark = pytest.mark.one_database
FILE = Path(__file__).resolve().parents[1] / "deploy/nginx/tinhso.conf"
CLIENT = "203.0.113.9"
BEHIND = {
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "SECURE_HSTS_SECONDS": 31_536_000,
}
"""What the settings are where TINHSO_TLS=1."""

Directive = tuple[str, ...]


def directives(name: str) -> list[Directive]:
    """The parts of every directive with a name, blocks that hold it left aside."""
    text = re.sub(r"^\s*#.*$", "", FILE.read_text(), flags=re.MULTILINE)
    parts = [one.split() for one in re.split(r"[;{}]", text)]
    return [tuple(part.strip('"') for part in one[1:]) for one in parts if one and one[0] == name]


def forwarded(scheme: str, said_by_client: dict[str, str]) -> HttpRequest:
    """The request as the product gets it: the client's headers, those that the file sets written over them."""
    said = dict(said_by_client)
    came_before = f"{said['X-Forwarded-For']}, " if "X-Forwarded-For" in said else ""
    values = {
        "$host": "so.tinh.example",
        "$scheme": scheme,
        "$proxy_add_x_forwarded_for": f"{came_before}{CLIENT}",
    }
    for name, value in directives("proxy_set_header"):
        said[name] = values.get(value, value)
    return RequestFactory(REMOTE_ADDR="127.0.0.1").get("/", headers=said)


@override_settings(**BEHIND)
def test_a_request_over_https_is_secure_and_counted_by_the_address_it_came_from() -> None:
    request = forwarded("https", {})
    assert request.is_secure()
    assert client_address(request) == CLIENT
    assert request.headers["Host"] == "so.tinh.example"
    answer = SecurityMiddleware(lambda _request: HttpResponse())(request)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@override_settings(**BEHIND)
@pytest.mark.parametrize(
    "lie",
    [
        {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"},
        {"X-Forwarded-For": "127.0.0.1", "X-Real-Ip": "127.0.0.1"},
        {"X-Forwarded-Proto": "https", "Forwarded": "for=127.0.0.1;proto=https", "Host": "localhost"},
    ],
)
def test_what_a_client_says_of_itself_does_not_count(lie: dict[str, str]) -> None:
    request = forwarded("http", lie)
    assert not request.is_secure()
    assert client_address(request) == CLIENT
    # Numbers of the machine and the played roles of a demonstration are for this machine alone.
    assert not comes_from_this_machine(request)


def test_the_file_leads_to_where_the_product_listens() -> None:
    listens = {one.name: one.default for one in DECLARED}
    assert ("http://tinhso",) in directives("proxy_pass")
    assert (f"{listens['TINHSO_BIND']}:{listens['PORT']}",) in directives("server")
    assert ("301", "https://$host$request_uri") in directives("return")


def test_what_the_product_takes_the_proxy_lets_through() -> None:
    ((size,),) = directives("client_max_body_size")
    most = int(size.removesuffix("m")) * 1024 * 1024
    assert most > product.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert most >= 5 * max(DEFAULT_LIMITS.file_bytes, reporting.MOST_EVIDENCE_BYTES)


def test_headers_of_the_product_are_not_doubled_and_old_tls_is_not_spoken() -> None:
    assert directives("add_header") == []
    assert directives("ssl_protocols") == [("TLSv1.2", "TLSv1.3")]


def test_the_settings_of_these_tests_are_those_of_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """`BEHIND` is what the settings module makes of TINHSO_TLS=1, in a process of its own."""
    said = f"from django.conf import settings as s; print([getattr(s, name) for name in {list(BEHIND)}])"
    monkeypatch.setenv("TINHSO_TLS", "1")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tinhso.site.settings")
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(list(BEHIND.values()))
