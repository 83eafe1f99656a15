"""`tinhso lake`: the ledger as Parquet files for other machines."""

from __future__ import annotations

import argparse
import sys

from tinhso.site.named_places import folder_to_read_or_bucket, folder_to_write_or_bucket
from tinhso.site.start import start_django

PLACE = "folder of the lake, or s3://bucket/prefix in the store that TINHSO_LAKE_STORE names"


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("lake", help="the ledger as Parquet files that others read without this product")
    acts = parser.add_subparsers(dest="act", required=True)
    export_act = acts.add_parser("export", help="bring a lake up to the last checkpoint; only what is new is written")
    export_act.add_argument("place", type=folder_to_write_or_bucket, metavar="PLACE", help=PLACE)
    reader = export_act.add_mutually_exclusive_group()
    reader.add_argument("--as", dest="user", metavar="USER", help="account that may see it; without it the public")
    reader.add_argument("--whole", action="store_true", help="every figure, for a cluster (TINHSO_CUBE_URL)")
    export_act.set_defaults(run=export)
    check_act = acts.add_parser("check", help="hold every file against the manifest")
    check_act.add_argument("place", type=folder_to_read_or_bucket, metavar="PLACE", help=PLACE)
    check_act.set_defaults(run=check)


def export(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.cube import api as cube
    from tinhso.engines.orgs import api as orgs

    def on_stretch(done: int, of_all: int) -> None:
        print(f"{done}/{of_all} leaves", file=sys.stderr, flush=True)

    if options.whole:
        status = cube.export_whole_lake(str(options.place), on_stretch)
    else:
        rights = orgs.rights_of_username(options.user) if options.user else orgs.anonymous_rights()
        status = cube.export_lake(str(options.place), rights, on_stretch)
    print(
        f"checkpoint {status.tree_size}: {status.figures} entries, {status.files} files ({status.bytes} bytes), "
        f"{status.added_files} new files of figures"
    )
    return 0


def check(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.cube import api as cube

    status, faults = cube.check_lake(str(options.place))
    for fault in faults:
        print(fault)
    print(f"checkpoint {status.tree_size}: {status.files} files, {len(faults)} damaged")
    return 1 if faults else 0
