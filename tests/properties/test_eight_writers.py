"""Eight processes on one key of one database, a file of SQLite or a server: every value is accounted for."""

from __future__ import annotations

from collections.abc import Callable

from tests.properties.eight_writers import INDICATOR, SIDE_FILE, UNIT, VALUES_EACH, WRITERS, values_of
from tests.properties.installation import Installation

ENTRIES = """
SELECT entry.entry_no, entry.value, entry.value_delta
FROM indicators_entry entry
JOIN indicators_indicator indicator ON indicator.id = entry.indicator_id
JOIN orgs_unit unit ON unit.id = entry.unit_id
WHERE indicator.code = ? AND unit.code = ?
ORDER BY entry.entry_no
"""


def test_of_eight_processes_that_write_one_figure_every_value_stands_in_its_history(
    install: Callable[[], Installation],
) -> None:
    place = install()
    place.program("eight_writers", str(place.home))
    entries = place.rows(ENTRIES, [INDICATOR, UNIT])
    written = [value for _, value, _ in entries]
    # Each value once, in an order that everybody's own order agrees with.
    assert [number for number, _, _ in entries] == list(range(1, WRITERS * VALUES_EACH + 1))
    assert sorted(written) == [value for author in range(1, WRITERS + 1) for value in values_of(author)]
    for author in range(1, WRITERS + 1):
        assert [value for value in written if value in values_of(author)] == list(values_of(author))
    # What each changed leads from one value to the next, and nobody was told that a value is kept which is not.
    assert [delta for _, _, delta in entries] == [
        after - before for before, after in zip([0, *written], written, strict=False)
    ]
    told = [int(line) for line in (place.home / SIDE_FILE).read_text().split()]
    assert sorted(told) == sorted(written)
    # They did write beside one another: nobody began a value before all had taken the one before it.
    assert [value % 100 for value in written] == [turn for turn in range(VALUES_EACH) for _ in range(WRITERS)]
    assert place.tinhso("ledger", "verify").returncode == 0
