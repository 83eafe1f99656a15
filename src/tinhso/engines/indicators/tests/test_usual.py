"""Chunks read a column at a time say exactly what they say row by row, and their entries are those of their event."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tinhso.engines.indicators import api
from tinhso.engines.indicators.logic.importing.cells import numbers
from tinhso.engines.indicators.logic.importing.columns import read_layout
from tinhso.engines.indicators.logic.importing.judging import Judge
from tinhso.engines.indicators.logic.importing.places import Places
from tinhso.engines.indicators.logic.importing.usual import UsualReader, plain_numbers
from tinhso.engines.indicators.testing import make_definition, make_dimension
from tinhso.engines.orgs.contracts import Scope
from tinhso.engines.orgs.testing import Territory, everything_rights
from tinhso.engines.trust import api as trust
from tinhso.kernel.quantities import NumberLocale

HEADER = ["indicator", "unit", "period", "value", "operator", "missing", "status", "note", "dim.way"]
whole = st.integers(0, 10**17).map(str)
plain = whole | st.builds("{}{}{}".format, whole, st.sampled_from(".,"), st.sampled_from(["5", "05", "125", "0000"]))
odd = st.text("0123456789.,-+% \n²٣", max_size=6)


@given(st.lists(st.tuples(plain | odd, st.integers(0, 4)), min_size=1, max_size=6), st.sampled_from([None, "vi", "en"]))
@example([("12.5", 2), ("7", 0)], None)
@example([("12.", 2), ("7.25", 2)], None)
@example([("1\n2", 0)], None)
def test_numbers_read_together_are_those_read_one_by_one(
    cells: list[tuple[str, int]], locale: NumberLocale | None
) -> None:
    texts, decimals = [text for text, _ in cells], [allowed for _, allowed in cells]
    found = plain_numbers(texts, locale, decimals)
    if found is not None:
        assert found == [numbers(allowed, locale, False).look_up(text) for text, allowed in cells]


def chunk_of(chance: random.Random, oddness: float) -> list[list[str]]:
    """Rows of a few units, indicators and months; one in `1/oddness` has something that is not usual."""

    def one(usual: list[str], unusual: list[str]) -> str:
        return chance.choice(unusual if chance.random() < oddness else usual)

    return [
        [
            one(["dossiers", "rate", "split"], ["ghost"]),
            one(["24373", "24133"], ["00000", "66"]),
            one(["nd09:2026-10"], ["nd09:2026-09", "2026-10", "nd09:1890-01"]),
            one(["7", "12"], ["1.25", "3.5", "", "-4", "1.637", "x"]),
            one(["", "="], [">", "?"]),
            one([""], ["not_reported", "?"]),
            one(["", "provisional"], ["official", "?"]),
            one([""], ["theo biên bản"]),
            one([""], ["online", "?"]),
        ]
        for _ in range(chance.randint(1, 6))
    ]


@pytest.mark.django_db
def test_a_chunk_says_the_same_by_column_and_by_row(territory: Territory, monkeypatch: pytest.MonkeyPatch) -> None:
    make_definition("dossiers")
    make_definition("rate", decimals=2)
    make_dimension("way", "online", "counter")
    make_definition("split", dimensions=["way"])
    chance, taken = random.Random(2026), 0

    def judged(chunks: list[list[list[str]]], *, by_row: bool) -> tuple[object, ...]:
        nonlocal taken
        places = Places(Scope(everything=True, public_figures=True))
        layout, faults = read_layout(HEADER, places.items)
        assert not faults
        judge = Judge(layout, places, None, lambda unit: unit == territory.unit("24373").id)
        with monkeypatch.context() as patch:
            if by_row:
                patch.setattr(UsualReader, "read", lambda *_: None)
            for number, chunk in enumerate(chunks):
                judge.judge(number * 100, chunk)
                taken += not by_row and judge._usual.read(list(zip(*chunk, strict=True))) is not None
        said = sorted((one.row, one.column, one.code) for one in judge.rejections)
        return judge.sheet, said, [unit.id for unit in places.units], [place.on for place in places.places]

    for _ in range(60):
        chunks = [chunk_of(chance, oddness) for oddness in (0.0, 0.02, 0.2, 0.0)]
        assert judged(chunks, by_row=False) == judged(chunks, by_row=True)
    assert taken > 100  # the short way was gone


@pytest.mark.django_db
def test_an_event_commits_to_the_entries_of_usual_and_unusual_rows(territory: Territory, tmp_path: Path) -> None:
    make_definition("dossiers")
    make_definition("rate", decimals=2)
    rows = ["indicator,unit,period,value,missing,note,status"]
    for month in range(1, 9):
        rows.append(f"dossiers,24373,nd09:2026-{month:02},{month},,,official")
        rows.append(f"dossiers,24133,nd09:2026-{month:02},{month},,{'theo biên bản' if month == 3 else ''},")
        rows.append(f"rate,24373,nd09:2026-{month:02},{month}.05,,,")
        empty = ",not_reported" if month == 5 else f"{'-' if month == 6 else ''}0.5,"
        rows.append(f"rate,24133,nd09:2026-{month:02},{empty},,")
    file = tmp_path / "figures.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    summary = api.import_csv(file, rights=everything_rights())
    assert summary.committed, summary.rejections
    entries = api.entries_of(summary.event_ids[0])
    assert len(entries) == 32
    assert trust.event(summary.event_ids[0]).figures == trust.figure_root([api.figure_leaf(one) for one in entries])
    assert {one.value for one in entries if one.unit == "24373" and one.indicator == "rate"} == {
        month * 100 + 5 for month in range(1, 9)
    }
