"""`tinhso packages load`: definitions as data; a wrong package is refused whole, with file, line, field and reason."""

from __future__ import annotations

import argparse
from pathlib import Path

from tinhso.site.start import start_django

ACTOR = "system:command-line"


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("packages", help="definitions as data")
    acts = parser.add_subparsers(dest="act", required=True)
    act = acts.add_parser("load", help="load a package: indicators, forms, regimes, boards")
    act.add_argument("folder", type=Path, metavar="FOLDER", help="folder with package.yaml")
    act.set_defaults(run=load)


def load(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.site.package_loading import load_package

    for line in load_package(options.folder, ACTOR):
        print(line)
    return 0
