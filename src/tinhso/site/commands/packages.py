"""`tinhso packages load` and `export`: definitions as data; a wrong package is refused whole, with its place."""

from __future__ import annotations

import argparse
from pathlib import Path

from tinhso.kernel.files.archive import zip_of
from tinhso.site.named_places import FolderToRead, new_folder_or_archive
from tinhso.site.start import start_django

ACTOR = "system:command-line"


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("packages", help="definitions as data")
    acts = parser.add_subparsers(dest="act", required=True)
    act = acts.add_parser("load", help="load a package: indicators, forms, regimes, boards")
    act.add_argument("folder", type=FolderToRead, metavar="FOLDER", help="folder with package.yaml")
    act.set_defaults(run=load)
    act = acts.add_parser("export", help="write forms with their indicators as a package, to a folder or a .zip")
    act.add_argument("forms", nargs="+", metavar="FORM", help="codes of forms")
    act.add_argument(
        "--to",
        type=new_folder_or_archive,
        required=True,
        metavar="PATH",
        help="new folder, or a file that ends in .zip",
    )
    act.set_defaults(run=export)


def load(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.site.package_loading import load_package

    for line in load_package(options.folder, ACTOR):
        print(line)
    return 0


def export(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.reporting import api as reporting

    target: Path = options.to
    name = target.stem if target.suffix == ".zip" else target.name
    files = reporting.export_forms(options.forms, name)
    if target.suffix == ".zip":
        target.write_bytes(zip_of(files, name))
    else:
        # A folder that is there may hold somebody's work: it is never written into.
        target.mkdir(parents=True)
        for path, text in files.items():
            file = target / path
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
    print(f"{target}: {len(files)} files")
    return 0
