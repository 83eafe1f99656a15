"""The door to the ledger: what it writes, what it refuses, and in how many queries."""

from datetime import date

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.indicators import api
from tinhso.engines.indicators.contracts import (
    BatchSpec,
    ComputedIndicator,
    CorrectionWithoutReason,
    DefinitionView,
    FigureKey,
    FigureState,
    FigureWrite,
    InconsistentState,
    KeyTwice,
    MalformedDims,
    Missing,
    NoDefinition,
    NothingToPromote,
    NothingToWithdraw,
    PeriodLocked,
    SourceKind,
    Status,
    UndeclaredDimension,
    UnitNotValid,
    UnknownDimensionItem,
    UnknownFigureUnit,
    UnknownIndicator,
    UnknownPeriod,
    WrongLevel,
)
from tinhso.engines.indicators.models import Entry
from tinhso.engines.indicators.testing import (
    ACTOR,
    key_of,
    make_definition,
    make_dimension,
    make_period,
    withdraw_figure,
    write_figure,
    write_figures,
)
from tinhso.engines.orgs.testing import Territory
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import FigureRoot
from tinhso.kernel.periods import WrongScheme

pytestmark = pytest.mark.django_db


def test_a_figure_stands_with_its_event_and_its_note(dossiers: DefinitionView, ea_kar: int, october: int) -> None:
    result = write_figure(
        dossiers, ea_kar, october, 405, note="đã đối chiếu", batch={"reason": "nộp", "evidence": "12/BC"}
    )
    [entry] = api.entries_of(result.event_id)
    assert (entry.value, entry.entry_no, entry.line_no) == (405, 1, 0)
    assert (entry.indicator, entry.unit, entry.unit_from, entry.period) == (
        "dossiers",
        "24373",
        date(2025, 7, 1),
        "nd09:2026-10",
    )
    assert trust.texts(result.event_id) == {
        "actor": ACTOR,
        "reason": "nộp",
        "evidence": "12/BC",
        "note:0": "đã đối chiếu",
    }
    event = trust.event(result.event_id)
    assert event.figures == trust.figure_root([api.figure_leaf(entry)])
    assert entry.evidence_commitment is not None


def test_an_event_commits_to_all_its_figures_and_each_has_its_path(
    dossiers: DefinitionView, territory: Territory, october: int
) -> None:
    figures = {key_of(dossiers, unit.id, october): FigureState(n) for n, unit in enumerate(territory.communes.values())}
    result = write_figures(figures)
    entries = api.entries_of(result.event_id)
    root = trust.event(result.event_id).figures
    assert root == FigureRoot(trust.figure_root([api.figure_leaf(one) for one in entries]).root, 4)
    for entry in entries:
        path = api.figure_path(entry.id)
        leaf = trust.leaf_hash(api.figure_leaf(entry))
        assert trust.verify_inclusion(leaf, path.index, path.count, list(path.hashes), root.root)


def test_saying_the_same_again_writes_nothing_but_its_event(
    dossiers: DefinitionView, ea_kar: int, october: int
) -> None:
    write_figure(dossiers, ea_kar, october, 405)
    again = write_figure(dossiers, ea_kar, october, 405)
    assert (again.entries, again.unchanged) == (0, 1)
    assert trust.event(again.event_id).figures is None
    assert len(api.history(key_of(dossiers, ea_kar, october))) == 1


def test_batches_of_one_call_stand_on_one_another(dossiers: DefinitionView, ea_kar: int, october: int) -> None:
    key = key_of(dossiers, ea_kar, october)
    acts = [
        BatchSpec("reporting.submitted", "reporting.assignment:1", ACTOR, [FigureWrite(key, FigureState(405))]),
        BatchSpec("reporting.returned", "reporting.assignment:1", ACTOR, [FigureWrite(key, None)]),
        BatchSpec("reporting.submitted", "reporting.assignment:1", ACTOR, [FigureWrite(key, FigureState(414))]),
        BatchSpec("reporting.accepted", "reporting.assignment:1", ACTOR, promotes=[key]),
    ]
    results = api.write_batches(acts)
    assert [result.entries for result in results] == [1, 1, 1, 2]
    assert [(one.value, one.missing, one.status) for one in api.history(key)] == [
        (405, Missing.NONE, Status.PROVISIONAL),
        (None, Missing.NOT_REPORTED, Status.PROVISIONAL),
        (414, Missing.NONE, Status.PROVISIONAL),
        (None, Missing.MOVED, Status.PROVISIONAL),
        (414, Missing.NONE, Status.OFFICIAL),
    ]
    assert [one.event_id for one in api.history(key)][-1] == results[-1].event_id


def test_the_number_of_queries_does_not_grow_with_batches(territory: Territory, october: int) -> None:
    definitions = [make_definition(f"many_{number}") for number in range(20)]

    def queries(count: int, value: int) -> int:
        specs = [
            BatchSpec(
                "reporting.submitted",
                "reporting.assignment:1",
                ACTOR,
                [
                    FigureWrite(key_of(definition, unit.id, october), FigureState(value))
                    for unit in territory.communes.values()
                ],
            )
            for definition in definitions[:count]
        ]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            api.write_batches(specs)
        return len(captured)

    assert queries(20, 2) == queries(2, 3)


def test_a_promotion_takes_figures_as_they_stand(dossiers: DefinitionView, ea_kar: int, october: int) -> None:
    key = key_of(dossiers, ea_kar, october)
    write_figure(dossiers, ea_kar, october, 405, operator=2)
    assert api.promote([key], actor=ACTOR, subject="reporting.assignment:1").entries == 2
    again = api.promote([key], actor=ACTOR, subject="reporting.assignment:1")
    assert (again.entries, again.unchanged) == (0, 1)
    assert api.current_states([dossiers.indicator_id], [october])[key][2:7] == (3, 405, 2, 0, 2)


def test_there_must_be_something_to_withdraw_or_to_promote(dossiers: DefinitionView, ea_kar: int, october: int) -> None:
    key = key_of(dossiers, ea_kar, october)
    with pytest.raises(NothingToWithdraw):
        withdraw_figure(key)
    with pytest.raises(NothingToPromote):
        api.promote([key], actor=ACTOR, subject="x.y:1")
    write_figure(dossiers, ea_kar, october, 405)
    withdraw_figure(key)
    with pytest.raises(NothingToWithdraw):
        withdraw_figure(key)
    with pytest.raises(NothingToPromote):
        api.promote([key], actor=ACTOR, subject="x.y:1")


def test_a_batch_names_a_key_once(dossiers: DefinitionView, ea_kar: int, october: int) -> None:
    write = FigureWrite(key_of(dossiers, ea_kar, october), FigureState(1))
    with pytest.raises(KeyTwice) as refused:
        api.write_batches([BatchSpec("a.b", "a.b:1", ACTOR, [write, write])])
    assert "1, 2" in refused.value.message("en")


def test_a_refused_batch_leaves_nothing_of_the_whole_call(dossiers: DefinitionView, ea_kar: int, october: int) -> None:
    good = FigureWrite(key_of(dossiers, ea_kar, october), FigureState(1))
    bad = FigureWrite(key_of(dossiers, ea_kar, october, dims="sex=F"), FigureState(1))
    before = trust.events(limit=1)
    with pytest.raises(UndeclaredDimension):
        api.write_batches([BatchSpec("a.b", "a.b:1", ACTOR, [good]), BatchSpec("a.b", "a.b:2", ACTOR, [bad])])
    assert not Entry.objects.exists()
    assert trust.events(limit=1) == before


def test_a_lock_lets_only_corrections_with_a_reason_through(
    dossiers: DefinitionView, ea_kar: int, october: int
) -> None:
    key = key_of(dossiers, ea_kar, october)
    write_figure(dossiers, ea_kar, october, 405)
    event = api.lock([dossiers.indicator_id], october, [ea_kar], actor=ACTOR, reason="hết hạn")
    assert trust.event(event or 0).kind == "indicators.locked"
    assert api.locked_keys([dossiers.indicator_id], [october]) == {(dossiers.indicator_id, october, ea_kar)}
    assert api.lock([dossiers.indicator_id], october, [ea_kar], actor=ACTOR) is None
    with pytest.raises(PeriodLocked):
        write_figure(dossiers, ea_kar, october, 414)
    with pytest.raises(PeriodLocked):
        withdraw_figure(key)
    with pytest.raises(PeriodLocked):
        api.promote([key], actor=ACTOR, subject="x.y:1")
    with pytest.raises(CorrectionWithoutReason):
        write_figure(dossiers, ea_kar, october, 414, batch={"correction": True})
    write_figure(dossiers, ea_kar, october, 414, batch={"correction": True, "reason": "đếm lại"})
    api.unlock([dossiers.indicator_id], october, [ea_kar], actor=ACTOR, reason="mở lại")
    write_figure(dossiers, ea_kar, october, 415)
    assert [one.value for one in api.history(key)] == [405, 414, 415]


def test_a_figure_needs_a_known_indicator_period_and_unit(dossiers: DefinitionView, ea_kar: int, october: int) -> None:
    with pytest.raises(UnknownIndicator):
        write_figures({FigureKey(999, ea_kar, october): FigureState(1)})
    with pytest.raises(UnknownPeriod):
        write_figures({FigureKey(dossiers.indicator_id, ea_kar, 999): FigureState(1)})
    with pytest.raises(UnknownFigureUnit):
        write_figures({FigureKey(dossiers.indicator_id, 999_999, october): FigureState(1)})


def test_the_version_in_force_at_the_end_of_the_period_is_the_one(ea_kar: int, territory: Territory) -> None:
    first = make_definition("versions", valid_from=date(2026, 1, 15))
    second = make_definition("versions", version=2, valid_from=date(2026, 10, 14))
    december, september, october = (make_period(f"nd09:2026-{month}") for month in ("01", "09", "10"))
    with pytest.raises(NoDefinition):
        write_figure(first, ea_kar, december, 1)
    write_figure(first, ea_kar, september, 1)
    write_figure(first, ea_kar, october, 1)
    versions = {
        key.period_id: state.definition_id
        for key, state in api.current_states([first.indicator_id], [september, october]).items()
    }
    assert versions == {september: first.id, october: second.id}
    with pytest.raises(InconsistentState, match="version 2"):
        write_figure(first, ea_kar, october, 2, definition_id=first.id)


def test_a_period_of_another_scheme_is_refused(dossiers: DefinitionView, ea_kar: int) -> None:
    with pytest.raises(WrongScheme):
        write_figure(dossiers, ea_kar, make_period("2026-10"), 1)


def test_the_unit_valid_on_the_last_day_reports_and_it_must_be_of_the_level(
    dossiers: DefinitionView, territory: Territory, october: int
) -> None:
    old, straddling, before = territory.old["24373"].id, make_period("nd09:2025-07"), make_period("nd09:2025-06")
    write_figure(dossiers, old, before, 210)
    with pytest.raises(UnitNotValid):
        write_figure(dossiers, old, straddling, 1)
    with pytest.raises(UnitNotValid):
        write_figure(dossiers, territory.unit("24373").id, before, 1)
    write_figure(dossiers, territory.unit("24373").id, straddling, 1)
    with pytest.raises(WrongLevel):
        write_figure(dossiers, territory.province.id, october, 1)


def test_an_adjustment_stands_at_a_higher_level_and_answers_for_nobody(
    dossiers: DefinitionView, territory: Territory, ea_kar: int, october: int
) -> None:
    write_figure(dossiers, territory.province.id, october, -120, key={"line": "skhcn.double-count"})
    [entry] = api.history(key_of(dossiers, territory.province.id, october, line="skhcn.double-count"))
    assert (entry.value_delta, entry.presence_delta) == (-120, 0)
    with pytest.raises(InconsistentState):
        write_figure(dossiers, ea_kar, october, 1, key={"line": "own"})
    with pytest.raises(InconsistentState):
        write_figure(dossiers, territory.agencies["H15.15"].id, october, 1, key={"line": "own"})
    with pytest.raises(InconsistentState):
        write_figure(dossiers, territory.province.id, october, 1, key={"line": "tab\there"})


def test_dimension_codes_are_declared_canonical_and_known(ea_kar: int, october: int) -> None:
    make_dimension("sex", "F", "M")
    make_dimension("age", "young", "old")
    split = make_definition("split", dimensions=["sex", "age"])
    write_figure(split, ea_kar, october, 1, key={"dims": "age=old;sex=F"})
    write_figure(split, ea_kar, october, 1, key={"dims": "sex=F"})
    for dims, error in [
        ("sex=F;age=old", MalformedDims),
        ("sex=F;sex=M", MalformedDims),
        ("sex", MalformedDims),
        ("sex=X", UnknownDimensionItem),
        ("place=city", UndeclaredDimension),
    ]:
        with pytest.raises(error):
            write_figure(split, ea_kar, october, 1, key={"dims": dims})


@pytest.mark.parametrize(
    "state",
    [
        FigureState(None),
        FigureState(1, missing=Missing.REFUSED),
        FigureState(None, missing=Missing.MOVED),
        FigureState(None, missing=9),
        FigureState(None, operator=1, missing=Missing.REFUSED),
        FigureState(1, operator=6),
        FigureState(2**62),
        FigureState(-(2**62)),
        FigureState(1, status=3),
        FigureState(1, source=0),
        FigureState(1, source=6),
    ],
)
def test_a_state_that_no_figure_may_have_is_refused(
    dossiers: DefinitionView, ea_kar: int, october: int, state: FigureState
) -> None:
    with pytest.raises(InconsistentState):
        write_figures({key_of(dossiers, ea_kar, october): state})


def test_a_computed_indicator_is_not_entered_but_may_be_stored(
    ea_kar: int, october: int, dossiers: DefinitionView
) -> None:
    computed = make_definition("double", formula={"op": "*", "args": [{"code": "dossiers"}, {"number": "2"}]})
    for source in (SourceKind.MANUAL, SourceKind.FILE, SourceKind.CONNECTOR):
        with pytest.raises(ComputedIndicator):
            write_figure(computed, ea_kar, october, 1, source=source)
    write_figure(computed, ea_kar, october, 1, source=SourceKind.COMPUTED)
    write_figure(computed, ea_kar, october, 2, source=SourceKind.DOCUMENT)


@pytest.mark.parametrize("sql", ["UPDATE indicators_entry SET value = 1", "DELETE FROM indicators_entry"])
def test_the_database_itself_refuses_to_change_an_entry(
    dossiers: DefinitionView, ea_kar: int, october: int, sql: str
) -> None:
    write_figure(dossiers, ea_kar, october, 405)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", ["definition", "indicator", "periodrow"])
def test_what_entries_point_at_cannot_be_changed_either(dossiers: DefinitionView, october: int, table: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE indicators_{table} SET id = id + 1")


def test_known_figures_are_those_that_systems_brought(
    dossiers: DefinitionView, territory: Territory, october: int
) -> None:
    first, second, third, _ = (unit.id for unit in territory.communes.values())
    write_figure(dossiers, first, october, 1)
    write_figure(dossiers, second, october, 2, source=SourceKind.CONNECTOR)
    write_figure(dossiers, third, october, 3, source=SourceKind.CONNECTOR)
    withdraw_figure(key_of(dossiers, third, october))
    [known] = api.known_figures([dossiers.indicator_id], [october])
    assert (known.key.unit_id, known.value, known.source) == (second, 2, SourceKind.CONNECTOR)


def test_states_of_keys_and_of_indicators_agree(dossiers: DefinitionView, territory: Territory, october: int) -> None:
    for number, unit in enumerate(territory.communes.values()):
        write_figure(dossiers, unit.id, october, number)
        write_figure(dossiers, unit.id, october, number + 10)
    every = api.current_states([dossiers.indicator_id], [october])
    assert api.states_of_keys(list(every)) == every
    assert {state.entry_no for state in every.values()} == {2}
    one = next(iter(every))
    assert api.current_states([dossiers.indicator_id], [october], [one.unit_id], [""]) == {one: every[one]}
    assert api.current_states([dossiers.indicator_id], [october], lines=["other"]) == {}
