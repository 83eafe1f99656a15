"""All checks together, in the order in which one acts on them; one that cannot be made says so and stops no other."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.engines.operation.contracts import Finding, Health, HealthState
from tinhso.engines.operation.logic.checks import copies, database, guards, machine, running
from tinhso.kernel.clock import SystemClock
from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.display import language

CHECKS: tuple[Callable[[], Finding], ...] = (
    database.check_database,
    database.check_migrations,
    database.check_ledger_rights,
    machine.check_disk,
    machine.check_writing,
    machine.check_clock,
    running.check_sealing,
    copies.check_backup,
    copies.check_drill,
    copies.check_second_medium,
    copies.check_checkpoints,
    copies.check_witnesses,
    running.check_deliveries,
    running.check_mail,
    running.check_snapshot,
    guards.check_limits,
    guards.check_emergencies,
    database.check_size,
)


def check_health() -> Health:
    """Make every check and say what was found, in the active language."""
    return Health(SystemClock().now(), tuple(_made(check) for check in CHECKS))


def _made(check: Callable[[], Finding]) -> Finding:
    try:
        # A statement that fails must not spoil the next check's (PostgreSQL refuses everything after it).
        if check.__module__ == machine.__name__:
            return check()
        with transaction.atomic():
            return check()
    except Exception as problem:  # whatever is broken is what this page is for
        key = check.__name__.removeprefix("check_")
        said = (
            problem.message(language()) if isinstance(problem, TinhSoError) else f"{type(problem).__name__}: {problem}"
        )
        todo = _("Không kiểm tra được; xem nhật ký của dịch vụ (journalctl).")
        return Finding(key, key, HealthState.BAD, said[:300], todo)
