"""`tinhso cube`: the columnar snapshot that reads are answered from."""

from __future__ import annotations

import argparse

from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("cube", help="the columnar snapshot of the ledger of figures")
    acts = parser.add_subparsers(dest="act", required=True)
    for name, text in (
        ("rebuild", "make the snapshot again from the ledger; answers stay the same"),
        ("compact", "move the newest entries into the snapshot"),
        ("status", "tell how far the snapshot reaches"),
    ):
        acts.add_parser(name, help=text).set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.cube import api as cube

    status = {"rebuild": cube.rebuild, "compact": cube.compact, "status": cube.snapshot_status}[options.act]()
    print(
        f"{status.state}: {status.rows} entries in {status.files} files ({status.bytes} bytes), "
        f"up to leaf {status.leaf_bound}; {status.tail_entries} entries after it. {status.notice}".rstrip()
    )
    return 0 if status.state == "ready" or options.act == "status" else 1
