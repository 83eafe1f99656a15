"""Whatever is altered behind the product's back is named by the checks of this engine."""

import pytest

from tinhso.engines.indicators import api
from tinhso.engines.indicators.contracts import DefinitionView, FigureState
from tinhso.engines.indicators.logic.verifying.definition_rows import check_definition_rows
from tinhso.engines.indicators.logic.verifying.figure_rows import check_figure_rows
from tinhso.engines.indicators.logic.verifying.key_chains import check_key_chains, check_versions_of_entries
from tinhso.engines.indicators.testing import ACTOR, key_of, make_definition, make_period, write_figure, write_figures
from tinhso.engines.orgs.testing import Territory
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import Fault
from tinhso.engines.trust.testing import tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(dossiers: DefinitionView, territory: Territory, october: int) -> list[int]:
    """Four figures in four events, one corrected with a note, one promoted; returns the entry ids."""
    make_period("nd09:2026-11")
    make_definition("other")
    units = [unit.id for unit in territory.communes.values()]
    for unit in units:
        write_figure(dossiers, unit, october, 405)
    write_figure(dossiers, units[1], october, 414, note="đếm lại")
    api.promote([key_of(dossiers, units[2], october)], actor=ACTOR, subject="x.y:1")
    return [entry.id for unit in units for entry in api.history(key_of(dossiers, unit, october))]


def faults() -> list[Fault]:
    return [*check_definition_rows(), *check_figure_rows(), *check_key_chains(), *check_versions_of_entries()]


def test_an_untouched_ledger_has_no_fault(written: list[int]) -> None:
    assert faults() == []


@pytest.mark.parametrize(
    "change",
    [
        "value = value + 1",
        "value_delta = value_delta + 1",
        "presence_delta = 0",
        "operator = 1",
        "status = 2",
        "source = 2",
        "scenario = 1",
        "dims = 'a=b'",
        "line = 'x'",
        "entry_no = 9",
        "line_no = 3",
        "unit_id = (SELECT MIN(id) FROM orgs_unit)",
        "indicator_id = (SELECT MAX(id) FROM indicators_indicator)",
        "definition_id = (SELECT MAX(id) FROM indicators_definition)",
        "period_id = (SELECT MAX(id) FROM indicators_periodrow)",
        "event_id = (SELECT MIN(id) FROM trust_event)",
        "evidence_commitment = note_commitment",
    ],
)
def test_a_changed_column_is_named(written: list[int], change: str) -> None:
    touched = written[1] if "commitment" not in change else written[2]
    assert tamper(f"UPDATE indicators_entry SET {change} WHERE id = %s", [touched]) == 1
    named = faults()
    entry_event = {row for fault in named for row in fault.row.replace(",", " ").split()}
    assert named
    assert str(touched) in entry_event or "event" in entry_event


def test_a_changed_value_is_named_by_its_own_row(written: list[int]) -> None:
    tamper("UPDATE indicators_entry SET value = 450 WHERE id = %s", [written[0]])
    assert {fault.row for fault in faults()} == {str(written[0])}


def test_a_deleted_entry_leaves_its_event_without_figures(written: list[int]) -> None:
    entry = api.entry(written[0])
    tamper("DELETE FROM indicators_entry WHERE id = %s", [entry.id])
    [fault] = faults()
    assert (fault.table, fault.row) == ("indicators_entry", f"event {entry.event_id}")


def test_a_changed_or_vanished_note_is_named(written: list[int]) -> None:
    event_id = api.entry(written[2]).event_id
    tamper("UPDATE trust_text SET text = 'khác' WHERE event_id = %s AND field = 'note:0'", [event_id])
    assert [fault.row for fault in faults()] == [f"{event_id}/note:0"]
    tamper("DELETE FROM trust_text WHERE event_id = %s AND field = 'note:0'", [event_id])
    assert [fault.row for fault in faults()] == [f"{event_id}/note:0"]


def test_a_note_erased_by_a_decision_is_no_fault(written: list[int]) -> None:
    event_id = api.entry(written[2]).event_id
    trust.erase_texts(event_id, ["note:0"], "QĐ 12/2026", "user:cntt")
    assert faults() == []


def test_a_changed_definition_is_named(written: list[int], dossiers: DefinitionView) -> None:
    tamper("UPDATE indicators_definition SET name_vi = 'khác' WHERE id = %s", [dossiers.id])
    assert [fault.row for fault in faults()] == ["dossiers@1"]
    tamper("UPDATE indicators_definition SET decimals = 1 WHERE id = %s", [dossiers.id])
    assert {fault.table for fault in faults()} == {"indicators_definition", "indicators_entry"}


def test_the_whole_check_of_the_log_runs_these_checks(written: list[int]) -> None:
    trust.seal_all()
    assert trust.verify_log() == []
    tamper("UPDATE indicators_entry SET value = 450 WHERE id = %s", [written[0]])
    assert [fault.row for fault in trust.verify_log()] == [str(written[0])] * 2


@pytest.mark.parametrize("column", ["scenario", "missing", "source"])
def test_a_number_that_stands_for_nothing_is_named_first_and_the_other_checks_still_answer(
    written: list[int], column: str
) -> None:
    trust.seal_all()
    entry = next(one for one in map(api.entry, written) if one.value is None or column != "missing")
    tamper(f"UPDATE indicators_entry SET {column} = 77 WHERE id = %s", [entry.id])
    first, *others = trust.verify_log()
    assert (first.table, first.row) == ("indicators_entry", str(entry.id))
    assert "77" in first.what_vi
    assert others


def test_of_several_figures_of_one_event_the_touched_value_is_named_by_its_own_row(
    dossiers: DefinitionView, territory: Territory, october: int
) -> None:
    figures = {key_of(dossiers, unit.id, october): FigureState(405) for unit in territory.communes.values()}
    event_id = write_figures(figures).event_id
    trust.seal_all()
    touched = api.entries_of(event_id)[2]
    tamper("UPDATE indicators_entry SET value = 450 WHERE id = %s", [touched.id])
    assert trust.verify_log()[0].row == str(touched.id)
