"""The engine of the cube: this process's DuckDB over the snapshot, or a cluster of Spark over a lake.

Both compute the same steps; which one does is a setting (TINHSO_CUBE_URL), read here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

from django.conf import settings

from tinhso.engines.cube.logic.engine.connection import workspace
from tinhso.engines.cube.logic.engine.workspace import Workspace
from tinhso.engines.cube.logic.snapshots.snapshot import current_snapshot, forget_snapshot
from tinhso.engines.cube.logic.steps.entries import Settled


class Engine(NamedTuple):
    """Where a question is computed, what is settled there in files, and how to look at those anew."""

    workspace: Callable[[], AbstractContextManager[Workspace]]
    settled: Callable[[], Settled]
    look_again: Callable[[], None]


_HERE = Engine(workspace, current_snapshot, forget_snapshot)


def chosen_engine() -> Engine:
    """Return the engine that answers questions."""
    if not settings.TINHSO_CUBE_URL:
        return _HERE
    from tinhso.engines.cube.logic.cluster.desk import cluster_workspace
    from tinhso.engines.cube.logic.cluster.settled_lake import current_lake, forget_lake

    return Engine(cluster_workspace, current_lake, forget_lake)
