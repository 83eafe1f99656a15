"""`tinhso security-file`: what the running system says for its security-level file, as files."""

from __future__ import annotations

import argparse

from tinhso.site.named_places import FolderToWrite
from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser(
        "security-file",
        help="write what the running system says for its security-level file: Word, PDF, Excel and the drawing",
    )
    parser.add_argument(
        "folder", type=FolderToWrite, metavar="FOLDER", help="where the four files go; made if it is not there"
    )
    parser.add_argument(
        "--without-check", action="store_true", help="do not check the whole log now; the last known check is told"
    )
    parser.set_defaults(run=security_file)


def security_file(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.operation import api as operation

    for file in operation.write_security_file(options.folder, verify=not options.without_check):
        print(file)
    return 0
