"""`tinhso packages load`: definitions as data; a wrong package is refused whole, with file, line, field and reason."""

from __future__ import annotations

import argparse
from pathlib import Path

from tinhso.site.start import start_django

ACTOR = "system:command-line"


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("packages", help="definitions as data")
    acts = parser.add_subparsers(dest="act", required=True)
    act = acts.add_parser("load", help="load a package: indicators, forms, regimes")
    act.add_argument("folder", type=Path, metavar="FOLDER", help="folder with package.yaml")
    act.set_defaults(run=load)


def load(options: argparse.Namespace) -> int:
    from django.db import transaction

    from tinhso.engines.indicators import api as indicators
    from tinhso.engines.reporting import api as reporting

    start_django()
    # Indicators and the forms that arrange them come in together or not at all.
    with transaction.atomic():
        print(indicators.load_package(options.folder, actor=ACTOR))
        print(reporting.load_regimes(options.folder, actor=ACTOR))
    return 0
