"""`tinhso calendar`: days that work or rest, by which deadlines are counted."""

from __future__ import annotations

import argparse
import json

from tinhso.site.named_places import FileToRead
from tinhso.site.start import start_django

ACTOR = "system:command-line"


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("calendar", help="days that work or rest, by which deadlines are counted")
    acts = parser.add_subparsers(dest="act", required=True)
    act = acts.add_parser("load", help="load days of an office over those of the country; told deadlines stay")
    act.add_argument(
        "file", type=FileToRead, metavar="FILE.csv", help="columns day,working,name_vi,name_en,source,confirmed"
    )
    act.set_defaults(run=load)
    act = acts.add_parser("show", help="print the days of a year that break the week")
    act.add_argument("year", type=int, metavar="YEAR", help="for example 2026")
    act.add_argument("--as-of", type=int, metavar="SIZE", help="size of the log that is asked; without it as of now")
    act.set_defaults(run=show)


def load(options: argparse.Namespace) -> int:
    """Load days, and name the open requests with a deadline on a day that does not work (any more)."""
    start_django()
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.reporting import api as reporting

    report = orgs.load_calendar(options.file, actor=ACTOR)
    calendar = orgs.working_calendar()
    off = [row.date for row in calendar.overrides.values() if not row.working and row.date >= orgs.today()]
    print(json.dumps({"loaded": str(report), "deadlines_on_days_off": reporting.requests_due_on(off)}, indent=1))
    return 0


def show(options: argparse.Namespace) -> int:
    """Print the days of a year, as known now or at a size of the log."""
    start_django()
    from tinhso.engines.orgs import api as orgs

    rows = sorted(orgs.working_calendar(options.as_of).overrides.values(), key=lambda row: row.date)
    language = options.lang or "vi"
    told = [
        {"day": row.date.isoformat(), "working": row.working, "name": row.label(language), "source": row.source}
        for row in rows
        if row.date.year == options.year
    ]
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0
