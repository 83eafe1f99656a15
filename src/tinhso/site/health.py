"""`/suc-khoe`: whether this process can answer, for a supervisor or a load balancer."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from tinhso.engines.cube import api as cube
from tinhso.engines.trust import api as trust


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
