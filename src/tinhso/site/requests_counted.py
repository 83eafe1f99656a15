"""Counts requests and answers `/metrics` for a monitoring system; nothing of it runs unless TINHSO_METRICS says so.

Requests are counted by the pattern of their address, never by the address: that one may hold a name. The web workers
are processes, so each counts in a file of its own under TINHSO_HOME/metrics, and whoever answers adds them up.
"""

from __future__ import annotations

import hmac
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase

import tinhso
from tinhso.engines.operation import api as operation
from tinhso.web_kit.loopback import comes_from_this_machine
from tinhso.web_kit.route_names import method_of, route_of

ADDRESS, PREFIX = "/metrics", "tinhso_"
REQUESTS = ("requests", "answered requests by method, pattern of the address and status", ("method", "route", "status"))
SECONDS = ("request_seconds", "how long answers took, reading (GET, HEAD) and writing apart", ("kind",))
INFO = ("info", "always 1; the version and the kind of database stand beside it", ("version", "database"))
_BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class RequestsCounted:
    """Counts what passes, and is the only one that answers `/metrics`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.TINHSO_METRICS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.requests, self.seconds = _counters()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == ADDRESS:
            return _answer() if _may_read(request) else HttpResponseNotFound()
        began = time.perf_counter()
        response = self.get_response(request)
        self.seconds.labels("read" if request.method in {"GET", "HEAD"} else "write").observe(
            time.perf_counter() - began
        )
        self.requests.labels(method_of(request), route_of(request), str(response.status_code)).inc()
        return response


def forget_counts() -> None:
    """Take away what workers of an earlier start have counted; the web server calls it before it forks."""
    if settings.TINHSO_METRICS:
        shutil.rmtree(_folder(), ignore_errors=True)


def _folder() -> Path:
    return Path(settings.TINHSO_HOME) / "metrics"


def _counters() -> tuple[Any, Any]:
    """Make the two series; the library reads at its import that several processes count together."""
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_folder())
    from prometheus_client import CollectorRegistry, Counter, Histogram

    apart = CollectorRegistry(auto_describe=False)
    requests = Counter(PREFIX + REQUESTS[0], REQUESTS[1], REQUESTS[2], registry=apart)
    return requests, Histogram(PREFIX + SECONDS[0], SECONDS[1], SECONDS[2], registry=apart, buckets=_BOUNDS)


def _may_read(request: HttpRequest) -> bool:
    """A token, or no proxy in between and the machine itself asking; whoever may not sees what is not there."""
    if settings.TINHSO_METRICS == "loopback":
        return comes_from_this_machine(request)
    brought = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(brought.encode(), settings.TINHSO_METRICS.encode())


def _answer() -> HttpResponse:
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry(auto_describe=False)
    MultiProcessCollector(registry, path=str(_folder()))  # type: ignore[no-untyped-call]
    registry.register(_Standing())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Standing:
    """How the installation stands, read when somebody asks."""

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        about = GaugeMetricFamily(PREFIX + INFO[0], INFO[1], labels=INFO[2])
        about.add_metric([tinhso.__version__, operation.database_kind()], 1)
        yield about
        for one in operation.measure():
            yield GaugeMetricFamily(PREFIX + one.name, one.meaning, value=one.value)
