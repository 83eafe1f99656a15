"""A witness that is asked over HTTPS: its signature is kept; its silence and its refusals leave only a warning."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.operation import api
from tinhso.engines.operation.contracts import WitnessRefused
from tinhso.engines.operation.logic import leaving, witness_endpoint
from tinhso.engines.trust import api as trust
from tinhso.engines.trust import witness
from tinhso.engines.trust.contracts import WrongSignature
from tinhso.engines.trust.testing import record_some, seal_now
from tinhso.kernel.errors import TinhSoError

pytestmark = pytest.mark.django_db
Answer = tuple[int, str]


class Endpoint:
    """A witness behind an address; `answers` says what it does with a request."""

    def __init__(self, answers: Callable[[str], Answer]) -> None:
        self.answers, self.asked = answers, list[tuple[str, str]]()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                endpoint.asked.append((self.path, body))
                status, text = endpoint.answers(body)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", text)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/w"


@pytest.fixture
def agency(tmp_path: Path, settings: Any) -> Path:
    """A witness that trusts this log, whose key this log knows; three things happened."""
    settings.TINHSO_HOME = tmp_path / "home"
    folder = tmp_path / "agency"
    settings.TINHSO_WITNESSES = (witness.init_witness(folder, "thanhtra.example/w1").text(),)
    record_some(3)
    seal_now()
    witness.trust_log(folder, trust.verifier_key().text())
    return folder


@pytest.fixture
def endpoint(agency: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    monkeypatch.setattr(leaving, "_looked", [-1e9])
    found = Endpoint(lambda body: (200, signature(agency, body)))
    settings.TINHSO_CHECKPOINTS = (found.address,)
    thread = threading.Thread(target=found.server.serve_forever, daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join()


def signature(agency: Path, request: str) -> str:
    """What a witness of C2SP answers: its line alone."""
    return witness.cosign(agency, request).splitlines(keepends=True)[-1]


def test_the_witness_signs_once_a_day_and_its_signature_stands_in_the_log(endpoint: Endpoint) -> None:
    api.publish_when_due()
    leaving.ask_endpoints()
    assert [path for path, _ in endpoint.asked] == ["/w/add-checkpoint"]
    (event,) = trust.events(kind="trust.cosigned")
    assert event.public["tree_size"] == 3
    left = leaving.last_left()
    assert left is not None
    assert left.tree_size == 3


def test_a_witness_that_signed_at_another_size_says_so_and_gets_the_proof_from_there(
    endpoint: Endpoint, agency: Path
) -> None:
    witness.cosign(agency, trust.witness_request(0))
    record_some(2)
    seal_now()
    endpoint.answers = lambda body: (409, "3\n") if body.startswith("old 0\n") else (200, signature(agency, body))
    leaving.ask_endpoints()
    assert [body.partition("\n")[0] for _, body in endpoint.asked] == ["old 0", "old 3"]
    assert trust.events(kind="trust.cosigned")[0].public["tree_size"] == 5


@pytest.mark.parametrize(
    "answer", [(403, "no"), (500, ""), (302, "http://127.0.0.1:1/"), (200, "x" * 70_000), (409, "many"), (409, "3")]
)
def test_a_refusal_is_named_keeps_nothing_and_is_asked_again(endpoint: Endpoint, answer: Answer) -> None:
    endpoint.answers = lambda _: answer
    with pytest.raises(WitnessRefused):
        witness_endpoint.ask_endpoint(endpoint.address)
    before = len(endpoint.asked)
    leaving.ask_endpoints()
    leaving.ask_endpoints()
    assert len(endpoint.asked) >= before + 2
    assert trust.events(kind="trust.cosigned") == []
    assert leaving.last_left() is None


def test_a_silent_witness_and_one_that_signs_something_else_are_refused(endpoint: Endpoint, agency: Path) -> None:
    with pytest.raises(WitnessRefused):
        witness_endpoint.ask_endpoint("http://127.0.0.1:9")
    good = signature(agency, trust.witness_request(0))
    endpoint.answers = lambda _: (200, good[:-8] + ("AAAA" if good[-8:-4] != "AAAA" else "BBBB") + good[-4:])
    with pytest.raises(WrongSignature):
        witness_endpoint.ask_endpoint(endpoint.address)
    endpoint.answers = lambda _: (200, "no signature\n")
    with pytest.raises(TinhSoError):
        witness_endpoint.ask_endpoint(endpoint.address)
    assert trust.events(kind="trust.cosigned") == []
