"""`tinhso reports`: a consolidated report sent on to another report system, and such a file read back."""

from __future__ import annotations

import argparse
import json
import sys

from tinhso.site.named_places import FileToRead, FileToWrite
from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("reports", help="consolidated reports for other report systems (QCVN 125:2021)")
    acts = parser.add_subparsers(dest="act", required=True)
    act = acts.add_parser("send-on", help="write a consolidated report as the 13 messages of QCVN 125:2021")
    act.add_argument("request", metavar="CODE", help="code of the request, such as cds-thang.2026-11")
    act.add_argument("--version", type=int, help="number of the version that was sent; without it as it stands")
    act.add_argument("--as", dest="user", metavar="USER", required=True, help="account that sends it on")
    act.add_argument("--out", type=FileToWrite, help="file to write; without it the answer is printed")
    act.set_defaults(run=send_on)
    act = acts.add_parser("follow", help="ask whom the rule names, where units changed inside a report's period")
    act.add_argument("request", metavar="CODE", help="code of the request, such as cds-thang.2026-11")
    act.add_argument("--as", dest="user", metavar="USER", required=True, help="account that assigned it")
    act.add_argument("--reason", required=True, help="why, for the units that are told")
    act.set_defaults(run=follow)
    act = acts.add_parser("read", help="check a file of messages and print its figures as JSON")
    act.add_argument("file", type=FileToRead, metavar="FILE", help="the file")
    act.set_defaults(run=read)
    act = acts.add_parser("schema", help="print the JSON Schema of such a file")
    act.add_argument("--mapping", type=int, help="version of the mapping; without it the newest")
    act.set_defaults(run=schema)


def send_on(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.reporting import api as reporting

    rights = orgs.rights_of_username(options.user)
    request_id = reporting.request_id_of(options.request, rights=rights)
    content = reporting.exchange_file(request_id, options.version, rights=rights)
    if options.out:
        options.out.write_bytes(content)
    else:
        sys.stdout.buffer.write(content + b"\n")
    return 0


def follow(options: argparse.Namespace) -> int:
    """Take units off that do not report the period by its rule, and add those that do."""
    start_django()
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.reporting import api as reporting

    rights = orgs.rights_of_username(options.user)
    reporting.follow_units(
        reporting.request_id_of(options.request, rights=rights), rights=rights, reason=options.reason
    )
    print(options.request)
    return 0


def read(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.reporting import api as reporting

    cells = reporting.cells_of_file(options.file.read_bytes())
    plain = [{"unit": unit, "row": row, "line": line, **figure} for (unit, row, line), figure in sorted(cells.items())]
    print(json.dumps(plain, ensure_ascii=False, indent=1))
    return 0


def schema(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.reporting import api as reporting

    print(json.dumps(reporting.exchange_schema(options.mapping), ensure_ascii=False, indent=1))
    return 0
