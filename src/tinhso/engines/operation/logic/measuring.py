"""How the installation stands, in numbers for a monitoring system: the same things that the health page says in words.

Every measure has a name, a unit in its name, and a sentence; docs/reference/metrics.md is written from this table. None
speaks of a person, a unit or a figure.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import DatabaseError, connection, transaction

from tinhso.engines.cube import api as cube
from tinhso.engines.cube.contracts import SnapshotStatus
from tinhso.engines.operation.contracts import Drilled, Measured
from tinhso.engines.operation.logic.backing_up import STATE as BACKUP_STATE
from tinhso.engines.operation.logic.checks.database import size_in_bytes
from tinhso.engines.operation.logic.drilling import last_drill
from tinhso.engines.operation.logic.durable_files import read_json
from tinhso.engines.operation.logic.leaving import last_left
from tinhso.engines.operation.logic.places import home, state_folder
from tinhso.engines.operation.logic.second_medium import lag_seconds
from tinhso.engines.operation.logic.tables import is_migrated
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import KeyCustody, OutboxState, SealingState
from tinhso.kernel.clock import SystemClock


@dataclass(frozen=True, slots=True)
class Measure:
    """One number: its name without the prefix, what it says, and how it is read (None: there is nothing to say)."""

    name: str
    meaning: str
    read: Callable[[Reading], float | None]


def _age(at: datetime | None, now: datetime | None = None) -> float | None:
    return None if at is None else max(0.0, ((now or SystemClock().now()) - at).total_seconds())


class Reading:
    """What several measures speak of, read once for an answer."""

    @cached_property
    def sealing(self) -> SealingState:
        return trust.sealing_state()

    @cached_property
    def outbox(self) -> OutboxState:
        return trust.outbox_state()

    @cached_property
    def snapshot(self) -> SnapshotStatus:
        return cube.snapshot_status()

    @cached_property
    def drill(self) -> Drilled | None:
        return last_drill()


def _sealed(_: Reading) -> float:
    latest = trust.latest_checkpoint()
    return latest.tree_size if latest else 0


def _sealing_waits(now: Reading) -> float:
    return _age(now.sealing.oldest, trust.now()) or 0.0


def _delivery_waits(now: Reading) -> float:
    return _age(now.outbox.oldest, trust.now()) or 0.0


def _backup_age(_: Reading) -> float | None:
    kept = read_json(state_folder() / BACKUP_STATE)
    return _age(datetime.fromisoformat(kept["made_at"])) if kept else None


def _drill_age(now: Reading) -> float | None:
    return _age(now.drill.drilled_at) if now.drill else None


def _drill_succeeded(now: Reading) -> float | None:
    return float(now.drill.succeeded) if now.drill else None


def _left_age(_: Reading) -> float | None:
    left = last_left()
    return _age(left.at) if left else None


def _witnessed(_: Reading) -> float | None:
    found = trust.latest_cosignature()
    return found.tree_size if found else None


def _key_is_safe(_: Reading) -> float:
    return float(trust.key_custody() in {KeyCustody.OWN, KeyCustody.APART})


MEASURES: tuple[Measure, ...] = (
    Measure("migrated", "1 when the tables are those of this version", lambda _: float(is_migrated())),
    Measure("database_bytes", "size of the database", lambda _: size_in_bytes()),
    Measure("disk_free_bytes", "room on the disk of TINHSO_HOME", lambda _: shutil.disk_usage(home()).free),
    Measure("disk_bytes", "size of the disk of TINHSO_HOME", lambda _: shutil.disk_usage(home()).total),
    Measure("sealed_events", "events under the last checkpoint", _sealed),
    Measure("unsealed_events", "events that wait for the sealer", lambda now: now.sealing.waiting),
    Measure("unsealed_oldest_seconds", "how long the oldest of them has waited", _sealing_waits),
    Measure("witnessed_events", "events under the last checkpoint that a witness signed", _witnessed),
    Measure("sealing_key_safe", "1 when only its owner can read the sealing key", _key_is_safe),
    Measure("deliveries_waiting", "news and mails that wait", lambda now: now.outbox.waiting),
    Measure("deliveries_failing", "news and mails that failed at least once", lambda now: now.outbox.failing),
    Measure("deliveries_oldest_seconds", "how long the oldest of those that wait has waited", _delivery_waits),
    Measure("snapshot_rows", "figures in the snapshot of the cube", lambda now: now.snapshot.rows),
    Measure("snapshot_tail_rows", "newer figures that are not in it yet", lambda now: now.snapshot.tail_entries),
    Measure("backup_age_seconds", "since the last backup was made", _backup_age),
    Measure("drill_age_seconds", "since a backup was last restored to try it", _drill_age),
    Measure("drill_succeeded", "1 when that restore held", _drill_succeeded),
    Measure("checkpoint_left_age_seconds", "since a checkpoint last left this machine", _left_age),
    Measure("second_medium_lag_seconds", "how far the second medium is behind", lambda _: lag_seconds()),
)


def database_kind() -> str:
    """`sqlite` or `postgresql`."""
    return str(connection.vendor)


def measure() -> Iterator[Measured]:
    """Read every measure; one that cannot be read now is left out, and the others are told."""
    now = Reading()
    for one in MEASURES:
        try:
            # A statement that fails must not spoil the next one's (PostgreSQL refuses everything after it).
            with transaction.atomic():
                value = one.read(now)
        except (DatabaseError, OSError, ValueError):
            value = None
        if value is not None:
            yield Measured(one.name, one.meaning, float(value))
