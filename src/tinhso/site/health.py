"""`/suc-khoe`, `/healthz`, `/readyz`: whether this process can answer, for a supervisor or a load balancer."""

from http import HTTPStatus

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from tinhso.engines.cube import api as cube
from tinhso.engines.trust import api as trust


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; nothing else is asked, so a dead database restarts nobody."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether people may be sent here: the database answers and has the tables of this version; else 503."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("database\n", content_type="text/plain", status=HTTPStatus.SERVICE_UNAVAILABLE)
    if waiting:
        return HttpResponse("migrations\n", content_type="text/plain", status=HTTPStatus.SERVICE_UNAVAILABLE)
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say that the database answers, how far the log is sealed and the snapshot reaches; no figures, no names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    checkpoint = trust.latest_checkpoint()
    snapshot = cube.snapshot_status()
    return JsonResponse(
        {
            "status": "ok",
            "sealed": checkpoint.tree_size if checkpoint else 0,
            "sealed_at": checkpoint.sealed_at.isoformat() if checkpoint else None,
            "snapshot": snapshot.leaf_bound,
        }
    )
