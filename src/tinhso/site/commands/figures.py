"""`tinhso figures import | documents | query`: the rules, columns and exit codes of docs/reference/figures.md."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime

from tinhso.kernel.clock import read_moment
from tinhso.site.named_places import FileToRead, FolderToRead
from tinhso.site.start import start_django

ACTOR = "system:command-line"


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("figures", help="bring figures in, ask for figures")
    acts = parser.add_subparsers(dest="act", required=True)
    _register_import(acts.add_parser("import", help="import a CSV file; all or nothing unless --partial"))
    act = acts.add_parser(
        "documents", help="load what documents and the press say; every row that is no figure is told"
    )
    act.add_argument("folder", type=FolderToRead, metavar="FOLDER", help="folder with documents.csv and mapping.yaml")
    act.set_defaults(run=load_documents)
    _register_query(acts.add_parser("query", help="figures of a level, one row per expected key"))


def _register_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=FileToRead, metavar="FILE.csv", help="columns indicator,unit,period,value,…")
    parser.add_argument("--as", dest="user", required=True, metavar="USER", help="account that imports")
    parser.add_argument("--locale", choices=["vi", "en"], help="how numbers are written; without it machine numbers")
    parser.add_argument("--reason", default="", help="why stored figures are corrected")
    parser.add_argument("--partial", action="store_true", help="take the good rows, leave the bad ones")
    parser.set_defaults(run=import_file)


def _register_query(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--indicator", required=True, action="append", metavar="CODE", help="repeat for several")
    parser.add_argument("--level", required=True, help="province, commune, agency, …")
    parser.add_argument("--periods", required=True, help="one code, a range (nd09:2026-01..2026-06) or a list")
    parser.add_argument("--structure", default="as_reported", help="as_reported, current, or a day (2025-07-01)")
    parser.add_argument("--as-of", metavar="TIME", help="ISO time, or a checkpoint's tree size")
    parser.add_argument("--scenario", default="actual", choices=["actual", "plan", "estimate"], help="which scenario")
    parser.add_argument("--status", choices=["official"], help="only official figures")
    parser.add_argument("--dims", default="total", choices=["total", "all"], help="total or every combination")
    parser.add_argument("--exact", action="store_true", help="also numerator and denominator")
    parser.add_argument("--as", dest="user", metavar="USER", help="account that asks; without it the public")
    parser.add_argument("--format", default="csv", choices=["csv", "json", "parquet"], help="form of the answer")
    parser.set_defaults(run=query)


def import_file(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.indicators import api as indicators
    from tinhso.engines.orgs import api as orgs

    rights = orgs.rights_of_username(options.user)
    summary = indicators.import_csv(
        options.file, rights=rights, locale=options.locale, reason=options.reason, partial=options.partial
    )
    print(json.dumps(summary.to_json(options.lang), ensure_ascii=False, indent=1))
    return 1 if summary.rejected else 0


def load_documents(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.indicators import api as indicators

    report = indicators.load_documents(options.folder, ACTOR)
    print(json.dumps(report.to_json(options.lang), ensure_ascii=False, indent=1))
    return 1 if report.refused else 0


def _as_of(text: str | None) -> datetime | int | None:
    if not text:
        return None
    if text.isdigit():
        return int(text)
    try:
        return read_moment(text)
    except ValueError:
        raise _malformed("--as-of", text, "2026-11-17T13:42, 4711") from None


def _structure(text: str) -> str | date:
    if text in {"as_reported", "current"}:
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _malformed("--structure", text, "as_reported, current, 2025-07-01") from None


def _malformed(option: str, value: str, known: str) -> Exception:
    from tinhso.engines.cube.contracts import MalformedQuery

    return MalformedQuery(parameter=option, value=value, known=known)


def query(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.cube import api as cube
    from tinhso.engines.cube.contracts import Dims, FigureQuery
    from tinhso.engines.indicators.contracts import Scenario, Status
    from tinhso.engines.orgs import api as orgs
    from tinhso.kernel.periods import parse_period_range

    table = cube.query(
        FigureQuery(
            indicators=tuple(options.indicator),
            periods=parse_period_range(options.periods),
            level=options.level,
            rights=orgs.rights_of_username(options.user) if options.user else orgs.anonymous_rights(),
            structure=_structure(options.structure),
            as_of=_as_of(options.as_of),
            scenario=Scenario.from_code(options.scenario),
            status=Status.OFFICIAL if options.status else None,
            dims=Dims(options.dims),
        )
    )
    write = {"csv": table.to_csv, "json": table.to_json, "parquet": table.to_parquet}[options.format]
    sys.stdout.buffer.write(write(exact=options.exact))
    sys.stdout.buffer.flush()
    return 0
