"""`tinhso units`: administrative units, their successions, weights and boundaries."""

from __future__ import annotations

import argparse
from pathlib import Path

from tinhso.site.start import start_django

ACTOR = "system:command-line"


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("units", help="administrative units, successions, boundaries")
    acts = parser.add_subparsers(dest="act", required=True)
    load_act = acts.add_parser("load", help="load old and new units of a province with their links")
    load_act.add_argument("--province", required=True, help="two-digit code, for example 66")
    load_act.set_defaults(run=load)
    for name, text, kind in (
        ("successions", "apply the dated changes of a package", "folder of the package"),
        ("weights", "load the weights of divided units", "CSV file"),
        ("boundaries", "import outlines of units", "GeoJSON or TopoJSON file"),
    ):
        act = acts.add_parser(name, help=text)
        act.add_argument("file", type=Path, metavar="FILE", help=kind)
        act.set_defaults(run=load_file)


def load(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs
    from tinhso.site.packages_folder import packages_folder

    print(orgs.load_units(options.province, packages_folder() / "vn-units", actor=ACTOR))
    return 0


def load_file(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs

    verb = {"successions": orgs.load_successions, "weights": orgs.load_weights, "boundaries": orgs.load_boundaries}
    print(verb[options.act](options.file, actor=ACTOR))
    return 0
