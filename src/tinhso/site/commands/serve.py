"""`tinhso serve`: the web server, the sealer, the compactor and the worker under one supervisor.

`tinhso run ROLE` runs one of them alone, for installations that spread them over machines or systemd units.
"""

from __future__ import annotations

import argparse

from tinhso.site.roles import ROLES, run_role
from tinhso.site.start import start_django
from tinhso.site.supervisor import supervise


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("serve", help="run web, sealer, compactor and worker together")
    parser.set_defaults(run=lambda options: serve())
    one = subjects.add_parser("run", help="run one of the processes alone")
    one.add_argument("role", choices=ROLES)
    one.set_defaults(run=lambda options: run(options.role))


def serve() -> int:
    from django.core.management import call_command

    start_django()
    from tinhso.engines.operation import api as operation

    # Before the tables are touched: an upgrade that is at work has them alone.
    operation.share_installation()
    operation.refuse_unless_upgraded()
    if not operation.is_migrated():
        call_command("migrate", verbosity=0)
    return supervise()


def run(role: str) -> int:
    start_django()
    from tinhso.engines.operation import api as operation

    operation.refuse_unless_upgraded()
    return run_role(role)
