"""`tinhso doctor`: how the installation stands, and what to do about it."""

from __future__ import annotations

import argparse
import json

from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser(
        "doctor", help="check everything and say what to do; exit 1 when something must be done"
    )
    parser.add_argument("--format", choices=["text", "json"], default="text", help="form of the answer")
    parser.set_defaults(run=doctor)


def doctor(options: argparse.Namespace) -> int:
    start_django()
    from django.utils import translation

    from tinhso.engines.operation import api as operation
    from tinhso.engines.operation.contracts import HealthState

    with translation.override(options.lang):
        health = operation.check_health()
    if options.format == "json":
        told = [
            {"check": one.key, "state": one.state.value, "said": one.said, "todo": one.todo} for one in health.findings
        ]
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        words = {"good": "ỔN  ", "warn": "XEM ", "bad": "LÀM "}
        if options.lang == "en":
            words = {"good": "OK  ", "warn": "LOOK", "bad": "ACT "}
        for one in health.findings:
            print(f"{words[one.state]} {one.name}: {one.said}")
            if one.todo:
                print(f"     → {one.todo}")
    return 1 if health.worst is HealthState.BAD else 0
