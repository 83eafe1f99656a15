"""The rules of a package's `straddling.csv`: who reports a period inside which units change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tinhso.engines.orgs.contracts import Reporters, StraddlingRule, StraddlingRules, UnitsInQuestion, UnitUse
from tinhso.engines.orgs.logic.csv_rows import Row, read_rows
from tinhso.engines.orgs.logic.unit_uses import registered_uses
from tinhso.engines.orgs.models import StraddlingRule as StoredRule
from tinhso.engines.orgs.queries.straddling import read_rules, units_changing_on
from tinhso.kernel.periods import PeriodError, find_scheme

COLUMNS = ("changes_from", "scheme", "additive", "others", "source", "confirmed")


def rules_to_add(file: Path) -> tuple[list[StraddlingRule], int]:
    """Read a file and return the rules that do not stand yet, and how many do.

    Raises:
        UnreadableFile (ORG-030), WrongRow (ORG-031): with line and column.
    """
    given: dict[tuple[date, str], StraddlingRule] = {}
    for row in read_rows(file, COLUMNS):
        rule = _rule(row)
        if given.setdefault((rule.changes_from, rule.scheme), rule) is not rule:
            raise row.wrong("changes_from", "ngày và loại kỳ này ghi hai lần", "this day and kind stand twice")
    standing = {(one.changes_from, one.scheme): one for one in read_rules().rules}
    fresh = [one for key, one in given.items() if standing.get(key) != one]
    return fresh, len(given) - len(fresh)


def uses_of_changed_readings(fresh: Sequence[StraddlingRule]) -> list[UnitUse]:
    """What stands in periods that some of these rules would read otherwise from now on."""
    now = read_rules()
    then = StraddlingRules([*now.rules, *fresh], now.changes)
    schemes = {one.scheme for one in then.rules} | {""}
    days = {day for day in now.changes if any(_who(now, day, one) != _who(then, day, one) for one in schemes)}
    return [
        use
        for day in sorted(days)
        for use in registered_uses(UnitsInQuestion(units_changing_on({day}), 0, day, begun_before=day))
    ]


def store_rules(rules: Sequence[StraddlingRule], event_id: int) -> None:
    """Write rules under an event."""
    StoredRule.objects.bulk_create(
        [StoredRule(**{name: getattr(one, name) for name in COLUMNS}, event_id=event_id) for one in rules]
    )


def _who(rules: StraddlingRules, day: date, scheme: str) -> tuple[Reporters, Reporters]:
    found = rules.governing(day, scheme)
    return (found.additive, found.others) if found else (Reporters.NEW, Reporters.NEW)


def _rule(row: Row) -> StraddlingRule:
    if row["scheme"]:
        try:
            find_scheme(row["scheme"])
        except PeriodError:
            raise row.wrong("scheme", "không có loại kỳ này", "there is no such kind of period") from None
    for column, allowed in (("additive", tuple(Reporters)), ("others", (Reporters.NEW, Reporters.OLD))):
        if row[column] not in allowed:
            named = ", ".join(allowed)
            raise row.wrong(column, f"phải là một trong: {named}", f"it must be one of: {named}")
    if row["confirmed"] not in ("0", "1"):
        raise row.wrong("confirmed", "phải là 1 (đã kiểm tra) hoặc 0", "it must be 1 (checked) or 0")
    if not row["source"]:
        raise row.wrong("source", "phải ghi nguồn", "the source is missing")
    return StraddlingRule(
        row.day("changes_from"), row["scheme"], Reporters(row["additive"]), Reporters(row["others"]), row["source"],
        row["confirmed"] == "1",
    )  # fmt: skip
