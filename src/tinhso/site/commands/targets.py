"""`tinhso targets judge`: judge every plan in force now and keep what differs from before."""

from __future__ import annotations

import argparse

from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("targets", help="targets of plans")
    acts = parser.add_subparsers(dest="act", required=True)
    act = acts.add_parser("judge", help="judge every plan in force now and keep each state that differs from the last")
    act.set_defaults(run=judge)


def judge(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.evaluation import api as evaluation

    print(f"{evaluation.forecast_and_judge()} judgements kept")
    return 0
