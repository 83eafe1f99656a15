"""`tinhso rules check`: every rule over the figures of a level and period, set-wise."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from typing import TYPE_CHECKING

from tinhso.site.start import start_django

if TYPE_CHECKING:
    from tinhso.engines.reporting.contracts.rules import RuleSurvey

COLUMNS = ("unit", "indicator", "rule", "severity", "message", "suggestion")


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("rules", help="rules that check figures")
    acts = parser.add_subparsers(dest="act", required=True)
    act = acts.add_parser("check", help="decide every rule over the ledger; exit 1 when an error is found")
    act.add_argument("--period", required=True, help="one code, such as nd09:2026-11")
    act.add_argument("--level", default="commune", help="province, commune, agency, …")
    act.add_argument("--as", dest="user", metavar="USER", help="account that asks; without it the public")
    act.add_argument("--format", default="json", choices=["json", "csv"], help="form of the answer")
    act.set_defaults(run=check)


def check(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.reporting import api as reporting
    from tinhso.kernel.periods import parse_period

    rights = orgs.rights_of_username(options.user) if options.user else orgs.anonymous_rights()
    survey = reporting.check_period(parse_period(options.period), options.level, rights=rights)
    {"json": write_json, "csv": write_csv}[options.format](survey, options.lang)
    return 1 if any(finding.severity == "error" for finding in survey.findings) else 0


def write_json(survey: RuleSurvey, language: str) -> None:
    """Print how every rule came out, and the findings with the exact figures that were compared."""
    plain = {
        "period": survey.period.code,
        "level": survey.level,
        "rules": [
            {"rule": one.rule, "kept": one.kept, "broken": one.broken, "undecided": one.undecided}
            for one in survey.counts
        ],
        "findings": [
            dict(zip(COLUMNS, row, strict=True)) | {"compared": finding.compared}
            for finding, row in zip(survey.findings, rows_of(survey, language), strict=True)
        ],
    }
    print(json.dumps(plain, ensure_ascii=False, indent=1))


def write_csv(survey: RuleSurvey, language: str) -> None:
    """Print one row a finding."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows_of(survey, language))


def rows_of(survey: RuleSurvey, language: str) -> list[tuple[str, ...]]:
    """Return the findings as texts, in the order of COLUMNS."""
    return [
        (one.unit_code, one.indicator, one.rule, str(one.severity), one.message(language), str(one.suggestion or ""))
        for one in survey.findings
    ]
