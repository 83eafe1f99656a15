"""`tinhso lake`: the ledger as Parquet files for other machines."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("lake", help="the ledger as Parquet files that others read without this product")
    acts = parser.add_subparsers(dest="act", required=True)
    export_act = acts.add_parser("export", help="bring a folder up to the last checkpoint; only what is new is written")
    export_act.add_argument("place", type=Path, metavar="DIR", help="folder of the lake")
    export_act.add_argument("--as", dest="user", metavar="USER", help="account that may see it; without it the public")
    export_act.set_defaults(run=export)
    check_act = acts.add_parser("check", help="hold every file against the manifest")
    check_act.add_argument("place", type=Path, metavar="DIR", help="folder of the lake")
    check_act.set_defaults(run=check)


def export(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.cube import api as cube
    from tinhso.engines.orgs import api as orgs

    rights = orgs.rights_of_username(options.user) if options.user else orgs.anonymous_rights()
    status = cube.export_lake(
        options.place, rights, lambda done, all_: print(f"{done}/{all_} leaves", file=sys.stderr, flush=True)
    )
    print(
        f"checkpoint {status.tree_size}: {status.figures} entries, {status.files} files ({status.bytes} bytes), "
        f"{status.added_files} new files of figures"
    )
    return 0


def check(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.cube import api as cube

    status, faults = cube.check_lake(options.place)
    for fault in faults:
        print(fault)
    print(f"checkpoint {status.tree_size}: {status.files} files, {len(faults)} damaged")
    return 1 if faults else 0
