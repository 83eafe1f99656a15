"""`tinhso docs`: write or compare the generated pages of docs/reference."""

from __future__ import annotations

import argparse

from tinhso.site.named_places import FolderToRead
from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("docs", help="generated pages of docs/reference")
    acts = parser.add_subparsers(dest="act", required=True)
    for name, text in (("write", "write the generated pages"), ("check", "name the pages that differ from the code")):
        act = acts.add_parser(name, help=text)
        act.add_argument(
            "--folder", type=FolderToRead, default=FolderToRead("docs/reference"), help="where the pages stand"
        )
        act.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.site.reference.pages import PAGES

    stale = []
    for name, page in PAGES.items():
        file = options.folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != page():
            stale.append(name)
            if options.act == "write":
                file.write_text(page(), encoding="utf-8")
    if options.act == "check" and stale:
        print("differs from the code: " + ", ".join(stale) + " (run `tinhso docs write`)")
        return 1
    return 0
