"""`tinhso manage …`: Django's own commands (migrate, makemigrations, shell, createsuperuser)."""

from __future__ import annotations

import argparse

from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("manage", help="Django's own commands")
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    start_django()
    execute_from_command_line(["tinhso manage", *options.rest])
    return 0
