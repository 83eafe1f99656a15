"""Every operation of the machine face, asked whatever its description allows and forbids: no fault, answers as told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tinhso.engines.reporting.testing import World
from tinhso.engines.trust.testing import undone
from tinhso.surfaces.rest.api import api
from tinhso.surfaces.rest.tests.test_machine_face import machine_face_world, token, world

__all__ = ["machine_face_world", "world"]  # the province of the machine face's other tests
pytestmark = pytest.mark.django_db
BRIEF = settings(
    max_examples=4,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
NAMES = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
load_all_checks()
PROMISED = [CHECKS.get_one(name) for name in NAMES]
MACHINES = {
    "nobody": ("", ()),
    "the office": ("vp.khoa", ("see_figures", "see_board", "read_log")),
    "a commune": ("eakar.nhap", ("see_figures", "draft")),
    "a connected system": ("one-stop", ("post_figures",)),
}


@pytest.fixture(autouse=True)
def kept_connection() -> Iterator[None]:
    """Keep the test's connection and its transaction through each request, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_operation_answers_as_its_description_says(world: World, machine: str, mode: GenerationMode) -> None:
    login, scopes = MACHINES[machine]
    headers = {"Host": "localhost"} | ({"Authorization": f"Bearer {token(login, *scopes)}"} if login else {})
    described = schemathesis.openapi.from_dict(api.get_openapi_schema())
    described.app = WSGIHandler()
    asked = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @BRIEF
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            with undone():
                case.call_and_validate(base_url="http://localhost", headers=headers, checks=PROMISED)

        ask()
        asked += 1
    assert asked == len(list(described.get_all_operations()))
