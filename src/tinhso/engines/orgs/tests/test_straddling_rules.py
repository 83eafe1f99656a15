"""A period inside which units change is reported by whom a dated rule names, each of its days once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Reporters, StraddlingRule, StraddlingRules
from tinhso.engines.orgs.contracts.errors import WrongRow
from tinhso.engines.orgs.testing import small_territory
from tinhso.engines.trust import api as trust
from tinhso.kernel.periods import parse_period

JULY = parse_period("nd09:2025-07")
HEAD = "changes_from,scheme,additive,others,source,confirmed\n"
days_of_july = st.dates(JULY.start - timedelta(days=3), JULY.end + timedelta(days=3))


@st.composite
def rule_books(draw: st.DrawFn) -> StraddlingRules:
    changes = sorted(draw(st.sets(days_of_july, max_size=4)))
    rules = [
        StraddlingRule(
            draw(days_of_july), draw(st.sampled_from(["", "nd09.month", "nd09.year"])),
            draw(st.sampled_from(Reporters)), draw(st.sampled_from([Reporters.NEW, Reporters.OLD])), "thử nghiệm",
        )
        for _ in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    return StraddlingRules(rules, changes)


@settings(max_examples=150)
@given(rule_books(), st.booleans())
def test_every_day_of_a_period_is_reported_by_the_units_of_one_piece(rules: StraddlingRules, additive: bool) -> None:
    days, changes = rules.reporting_days(JULY, additive=additive), rules.changes_within(JULY)
    pieces = [sum(change <= day for change in changes) for day in days]
    assert pieces == sorted(set(pieces)), "one day of a piece, in order"
    assert all(JULY.includes(day) for day in days)
    if not additive:
        assert len(days) == 1, "what does not add up is reported once"
    governing = [rules.governing(change, JULY.scheme) for change in changes]
    said = [rule.reporters(additive) if rule else Reporters.NEW for rule in governing]
    # Whoever reports a whole period makes what was before of no account.
    first = max((number + 1 for number, who in enumerate(said) if who is Reporters.NEW), default=0)
    assert pieces == [
        first,
        *(number + 1 for number, who in enumerate(said) if who is Reporters.BOTH and number >= first),
    ]


def rules_of(*rows: tuple[str, str, str]) -> StraddlingRules:
    made = [
        StraddlingRule(date.fromisoformat(day), scheme, Reporters(who), Reporters.NEW, who) for day, scheme, who in rows
    ]
    return StraddlingRules(made, [date(2025, 7, 1)])


def test_the_latest_rule_holds_and_the_kind_of_period_that_it_names_before_any_kind() -> None:
    rules = rules_of(("2025-07-01", "", "old"), ("2025-07-01", "nd09.month", "both"), ("2025-07-02", "", "new"))
    assert rules.reporting_days(JULY, additive=True) == (date(2025, 6, 30), JULY.end)
    year = parse_period("nd09:2025")
    assert rules.reporting_days(year, additive=True) == (date(2025, 6, 30),)
    replaced = rules_of(("2025-07-01", "", "old"), ("2025-07-01", "", "new"))
    assert replaced.reporting_days(JULY, additive=True) == (JULY.end,)
    assert rules_of().reporting_days(JULY, additive=True) == (JULY.end,)


def written(folder: Path, *rows: str) -> Path:
    file = folder / "straddling.csv"
    file.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return file


@pytest.mark.django_db
def test_rules_are_loaded_once_and_an_older_moment_knows_the_older_rule(tmp_path: Path) -> None:
    small_territory()
    first = api.load_straddling(written(tmp_path, "2025-07-01,,new,new,thử,0"), actor="system:test")
    assert (first.created, api.load_straddling(tmp_path / "straddling.csv", actor="system:test").created) == (1, 0)
    checkpoint = trust.seal_all()
    assert checkpoint is not None
    api.load_straddling(written(tmp_path, "2025-07-01,nd09.month,both,old,thử,1"), actor="system:test")
    trust.seal_all()
    june, last = date(2025, 6, 30), JULY.end
    assert api.straddling_rules().reporting_days(JULY, additive=True) == (june, last)
    assert api.straddling_rules().reporting_days(JULY, additive=False) == (june,)
    assert api.straddling_rules(checkpoint.tree_size).reporting_days(JULY, additive=True) == (last,)
    assert trust.verify_log() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("1/7/2025,,new,new,thử,0", "changes_from"),
        ("2025-07-01,hằng tháng,new,new,thử,0", "scheme"),
        ("2025-07-01,,mới,new,thử,0", "additive"),
        ("2025-07-01,,new,both,thử,0", "others"),
        ("2025-07-01,,new,new,,0", "source"),
        ("2025-07-01,,new,new,thử,có", "confirmed"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused_with_its_place(tmp_path: Path, row: str, column: str) -> None:
    with pytest.raises(WrongRow) as refused:
        api.load_straddling(written(tmp_path, row), actor="system:test")
    assert (refused.value.where.line, refused.value.where.column) == (2, column)
    assert not api.straddling_rules().rules
