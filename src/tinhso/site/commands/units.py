"""`tinhso units`: administrative units, their successions, weights and boundaries."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from tinhso.kernel.periods import Period, period_of
from tinhso.site.named_places import FileToRead, FolderToRead
from tinhso.site.start import start_django

if TYPE_CHECKING:
    from tinhso.engines.orgs.contracts import StraddlingRules, UnitUse

ACTOR = "system:command-line"


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("units", help="administrative units, successions, boundaries")
    acts = parser.add_subparsers(dest="act", required=True)
    load_act = acts.add_parser("load", help="load old and new units of a province with their links")
    load_act.add_argument("--province", required=True, help="two-digit code, for example 66")
    load_act.set_defaults(run=load)
    for name, text, kind, place in (
        ("successions", "apply the dated changes of a package", "folder of the package", FolderToRead),
        ("weights", "load the weights of divided units", "CSV file", FileToRead),
        ("boundaries", "import outlines of units", "GeoJSON or TopoJSON file", FileToRead),
        ("straddling", "load the rules of periods inside which units change", "CSV file", FileToRead),
    ):
        act = acts.add_parser(name, help=text)
        act.add_argument("file", type=place, metavar="FOLDER" if place is FolderToRead else "FILE", help=kind)
        act.set_defaults(run=load_file)
    preview_act = acts.add_parser("preview", help="say what a decision to reorganise would touch; writes nothing")
    _name_decision_file(preview_act)
    preview_act.set_defaults(run=preview)
    _register_apply(acts.add_parser("apply", help="carry a decision to reorganise out; `preview` says what it does"))
    _register_undo(acts.add_parser("undo", help="undo a decision to reorganise: every answer is what it was before"))


def _name_decision_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=FileToRead, metavar="FILE.csv", help="columns old_code,new_code,new_name,whole,weight"
    )
    parser.add_argument("--on", type=date.fromisoformat, required=True, metavar="DAY", help="first day, 2027-01-01")


def _of_at_most(most: int) -> Callable[[str], str]:
    """Take a text that the register can keep; PostgreSQL would refuse a longer one in the middle."""

    def read(text: str) -> str:
        if not 0 < len(text.strip()) <= most:
            raise argparse.ArgumentTypeError(f"1 … {most}")
        return text.strip()

    return read


def _register_apply(parser: argparse.ArgumentParser) -> None:
    _name_decision_file(parser)
    parser.add_argument(
        "--code",
        required=True,
        type=_of_at_most(80),
        help="how the decision is called from now on, for example NQ-2027",
    )
    parser.add_argument(
        "--decision", required=True, type=_of_at_most(400), help="its number, day and issuer, as they are quoted"
    )
    parser.add_argument("--basis", default="area", help="what the weights of divided units go by: area, population")
    parser.add_argument("--reason", default="", help="why, for the log")
    parser.add_argument("--leave-out", action="store_true", help="although figures given for old units count no more")
    parser.add_argument("--as", dest="user", required=True, metavar="USER", help="account that operates the system")
    parser.set_defaults(run=apply)


def _register_undo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="DECISION", help="code of the decision")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be touched and what rests on it")
    parser.add_argument("--reason", default="", help="who asked for it and why; needed unless --dry-run")
    parser.add_argument("--as", dest="user", required=True, metavar="USER", help="account that operates the system")
    parser.set_defaults(run=undo)


def preview(options: argparse.Namespace) -> int:
    """Say what a decision to reorganise would touch; nothing is written."""
    start_django()
    from tinhso.engines.indicators import api as indicators
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.reporting import api as reporting

    found = orgs.preview_reorganisation(options.file, options.on)
    said = {
        "effective_on": found.effective_on.isoformat(),
        "ended": [unit.code for unit in found.ended],
        "created": [unit.code for unit in found.created],
        "divided": [unit.code for unit in found.divided],
        "without_weight": [unit.code for unit in found.without_weight],
        "roles_to_hand_on": found.roles,
        "figures_by_merge_rule": _figures_by_rule({unit.id for unit in found.ended}, options.on),
        "straddling_periods": [
            _reporters(period, options.on, found.rules)
            for scheme in sorted({one.scheme for one in indicators.definitions(on=options.on)})
            if (period := period_of(options.on, scheme)).start < options.on
        ],
        "left_out": _in_words(found.left_out, options),
        "reports_to_follow": dict(reporting.reports_of_ending_units({unit.id for unit in found.ended}, options.on)),
    }
    print(json.dumps(said, ensure_ascii=False, indent=1))
    return 0


def _reporters(period: Period, on: date, rules: StraddlingRules) -> dict[str, str]:
    """Say who reports a period inside which the day falls, and by which rule."""
    rule = rules.governing(on, period.scheme)
    if rule is None:
        return {
            "period": period.code,
            "additive": "new",
            "others": "new",
            "rule": "no rule: the units after the change",
        }
    source = rule.source if rule.confirmed else f"{rule.source} (cần kiểm tra)"
    return {"period": period.code, "additive": rule.additive, "others": rule.others, "rule": source}


def _in_words(uses: Sequence[UnitUse], options: argparse.Namespace) -> list[str]:
    return [use.en if options.lang == "en" else use.vi for use in uses]


def _figures_by_rule(unit_ids: set[int], on: date) -> dict[str, dict[str, int]]:
    """Count the figures of units, and their indicators, by the rule that carries them to other units."""
    from tinhso.engines.indicators import api as indicators

    counts = indicators.count_figures(unit_ids)
    by_rule: dict[str, dict[str, int]] = {}
    for definition in indicators.definitions(on=on):
        if count := counts.get(definition.indicator_id):
            of_rule = by_rule.setdefault(str(definition.merge_rule), {"indicators": 0, "figures": 0})
            of_rule["indicators"] += 1
            of_rule["figures"] += count
    return by_rule


def apply(options: argparse.Namespace) -> int:
    """Carry a decision out; one event."""
    start_django()
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.reporting import api as reporting

    done = orgs.reorganise(
        options.file, options.on, code=options.code, decision=options.decision, basis=options.basis,
        reason=options.reason, rights=orgs.rights_of_username(options.user), leave_out=options.leave_out,
    )  # fmt: skip
    said = {
        "decision": options.code,
        "ended": [unit.code for unit in done.ended],
        "created": [unit.code for unit in done.created],
        "without_weight": [unit.code for unit in done.without_weight],
        "roles_to_hand_on": done.roles,
        "left_out": _in_words(done.left_out, options),
        "reports_to_follow": dict(reporting.reports_of_ending_units({unit.id for unit in done.ended}, options.on)),
    }
    print(json.dumps(said, ensure_ascii=False, indent=1))
    return 0


def undo(options: argparse.Namespace) -> int:
    """Undo a decision, or (--dry-run) say what that would touch; exit 1 where something rests on it."""
    start_django()
    from tinhso.engines.orgs import api as orgs

    rights = orgs.rights_of_username(options.user)
    if options.dry_run:
        found = orgs.preview_undoing(options.code, rights=rights)
    else:
        found = orgs.undo_reorganisation(options.code, rights=rights, reason=options.reason)
    said = {
        "decision": found.code,
        "effective_on": found.effective_on.isoformat(),
        "undone": not options.dry_run,
        "hold_on": [unit.code for unit in found.reopened],
        "never_held": [unit.code for unit in found.never_held],
        "give_back": [unit.code for unit in found.receiving],
        "figures_by_merge_rule": _figures_by_rule({unit.id for unit in found.reopened}, found.effective_on),
        "rests_on_it": _in_words(found.uses, options),
    }
    print(json.dumps(said, ensure_ascii=False, indent=1))
    return 1 if found.uses else 0


def load(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs
    from tinhso.site.packages_folder import packages_folder

    print(orgs.load_units(options.province, packages_folder() / "vn-units", actor=ACTOR))
    return 0


def load_file(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs

    verb = {
        "successions": orgs.load_successions, "weights": orgs.load_weights, "boundaries": orgs.load_boundaries,
        "straddling": orgs.load_straddling,
    }  # fmt: skip
    print(verb[options.act](options.file, actor=ACTOR))
    return 0
