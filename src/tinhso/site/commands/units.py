"""`tinhso units`: administrative units, their successions, weights and boundaries."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

from tinhso.kernel.periods import period_of
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
    _register_preview(acts.add_parser("preview", help="say what a decision to reorganise would touch; writes nothing"))


def _register_preview(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="columns old_code,new_code,new_name,whole,weight")
    parser.add_argument("--on", type=date.fromisoformat, required=True, metavar="DAY", help="first day, 2027-01-01")
    parser.set_defaults(run=preview)


def preview(options: argparse.Namespace) -> int:
    """Say what a decision to reorganise would touch; nothing is written."""
    start_django()
    from tinhso.engines.indicators import api as indicators
    from tinhso.engines.orgs import api as orgs

    found = orgs.preview_reorganisation(options.file, options.on)
    counts = indicators.count_figures({unit.id for unit in found.ended})
    by_rule: dict[str, dict[str, int]] = {}
    for definition in indicators.definitions(on=options.on):
        if count := counts.get(definition.indicator_id):
            of_rule = by_rule.setdefault(str(definition.merge_rule), {"indicators": 0, "figures": 0})
            of_rule["indicators"] += 1
            of_rule["figures"] += count
    said = {
        "effective_on": found.effective_on.isoformat(),
        "ended": [unit.code for unit in found.ended],
        "created": [unit.code for unit in found.created],
        "divided": [unit.code for unit in found.divided],
        "without_weight": [unit.code for unit in found.without_weight],
        "roles_to_hand_on": found.roles,
        "figures_by_merge_rule": by_rule,
        "straddling_periods": [
            period_of(options.on, scheme).code
            for scheme in sorted({one.scheme for one in indicators.definitions(on=options.on)})
            if period_of(options.on, scheme).start < options.on
        ],
    }
    print(json.dumps(said, ensure_ascii=False, indent=1))
    return 0


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
