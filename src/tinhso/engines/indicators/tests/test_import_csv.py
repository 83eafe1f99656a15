"""Import of a CSV file: every rule of "Files and answers" (docs/reference/figures.md)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.indicators import api
from tinhso.engines.indicators.contracts import DefinitionView, ImportSummary, Missing, SourceKind, Status
from tinhso.engines.indicators.contracts.import_errors import UnreadableFile
from tinhso.engines.indicators.models import Entry, PeriodRow
from tinhso.engines.indicators.testing import (
    ACTOR,
    key_of,
    make_definition,
    make_dimension,
    make_period,
    withdraw_figure,
    write_figure,
)
from tinhso.engines.orgs.contracts import Action, NoRight, Rights, Scope
from tinhso.engines.orgs.testing import Territory, everything_rights
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.testing import undone

pytestmark = pytest.mark.django_db
HEADER = "indicator,unit,period,value"
Import = Callable[..., ImportSummary]


@pytest.fixture
def bring(tmp_path: Path, territory: Territory, dossiers: DefinitionView) -> Import:
    """Import lines of text as a file."""

    def bring(*lines: str, rights: Rights | None = None, **options: Any) -> ImportSummary:
        file = tmp_path / "figures.csv"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return api.import_csv(file, rights=rights or everything_rights("user:vp.khoa"), **options)

    return bring


def faults(summary: ImportSummary) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in summary.rejections]


def counts(summary: ImportSummary) -> tuple[bool, int, int, int, int]:
    return summary.committed, summary.accepted, summary.unchanged, summary.corrected, summary.rejected


def test_a_file_becomes_one_event_of_provisional_figures(bring: Import, dossiers: DefinitionView) -> None:
    summary = bring(HEADER, "dossiers,24373,nd09:2026-10,405", "dossiers,24133,nd09:2026-10,0")
    assert counts(summary) == (True, 2, 0, 0, 0)
    entries = api.entries_of(summary.event_ids[0])
    assert {(one.unit, one.value, one.status, one.source) for one in entries} == {
        ("24373", 405, Status.PROVISIONAL, SourceKind.FILE),
        ("24133", 0, Status.PROVISIONAL, SourceKind.FILE),
    }
    event = trust.event(summary.event_ids[0])
    assert (event.kind, event.public["accepted"]) == ("indicators.imported", 2)
    assert event.figures == trust.figure_root([api.figure_leaf(one) for one in entries])
    assert trust.texts(event.id)["actor"] == "user:vp.khoa"


def test_the_summary_has_exactly_the_published_form(bring: Import) -> None:
    summary = bring(HEADER, "dossiers,24373,nd09:2026-10,1.637", "dossiers,24133,nd09:2026-10,5")
    assert summary.to_json("en") == {
        "committed": False,
        "accepted": 1,
        "unchanged": 0,
        "corrected": 0,
        "rejected": 1,
        "rejections": [
            {
                "row": 2,
                "column": "value",
                "code": "KER-050",
                "message": "1.637: 1637 (the dot groups thousands) or 1.637 (a decimal)? Declare vi or en.",
            }
        ],
    }
    assert "Hãy khai báo" in summary.to_json()["rejections"][0]["message"]


def test_one_bad_row_refuses_all_and_changes_nothing(bring: Import) -> None:
    before = trust.events(limit=1)
    summary = bring(HEADER, "dossiers,24373,nd09:2026-10,405", "dossiers,99999,nd09:2026-11,1")
    assert counts(summary) == (False, 1, 0, 0, 1)
    assert not Entry.objects.exists()
    assert not PeriodRow.objects.exists()
    assert trust.events(limit=1) == before


def test_partial_takes_the_good_rows(bring: Import) -> None:
    summary = bring(HEADER, "dossiers,24373,nd09:2026-10,405", "dossiers,99999,nd09:2026-10,1", partial=True)
    assert counts(summary) == (True, 1, 0, 0, 1)
    assert Entry.objects.count() == 1


def test_the_same_file_again_gives_only_unchanged_and_no_event(bring: Import) -> None:
    lines = [HEADER, "dossiers,24373,nd09:2026-10,405", "dossiers,24133,nd09:2026-10,7"]
    bring(*lines)
    again = bring(*lines)
    assert counts(again) == (True, 0, 2, 0, 0)
    assert again.event_ids == ()


def test_a_differing_row_is_a_correction_and_needs_a_note_or_a_reason(bring: Import, dossiers: DefinitionView) -> None:
    bring(HEADER, "dossiers,24373,nd09:2026-10,405", "dossiers,24133,nd09:2026-10,7")
    refused = bring(HEADER, "dossiers,24373,nd09:2026-10,414")
    assert faults(refused) == [(2, "note", "IND-012")]
    assert "405" in refused.rejections[0].message_vi
    noted = bring(f"{HEADER},note", "dossiers,24373,nd09:2026-10,414,đếm lại")
    assert counts(noted) == (True, 0, 0, 1, 0)
    assert trust.texts(noted.event_ids[0])["note:0"] == "đếm lại"
    reasoned = bring(HEADER, "dossiers,24373,nd09:2026-10,415", reason="kiểm tra quý")
    assert counts(reasoned) == (True, 0, 0, 1, 0)
    assert trust.texts(reasoned.event_ids[0])["reason"] == "kiểm tra quý"
    key = key_of(dossiers, Entry.objects.latest("id").unit_id, make_period("nd09:2026-10"))
    assert [(one.value, one.value_delta) for one in api.history(key)] == [(405, 405), (414, 9), (415, 1)]


def test_a_note_of_spaces_is_no_reason(bring: Import) -> None:
    bring(HEADER, "dossiers,24373,nd09:2026-10,405")
    assert faults(bring(f"{HEADER},note", "dossiers,24373,nd09:2026-10,414,  ")) == [(2, "note", "IND-012")]
    assert faults(bring(HEADER, "dossiers,24373,nd09:2026-10,414", reason=" \t")) == [(2, "note", "IND-012")]


def test_an_absent_column_is_not_compared_and_a_present_one_is(bring: Import) -> None:
    bring(f"{HEADER},operator,status", "dossiers,24373,nd09:2026-10,405,>=,official")
    assert counts(bring(HEADER, "dossiers,24373,nd09:2026-10,405")) == (True, 0, 1, 0, 0)
    assert counts(bring(f"{HEADER},operator", "dossiers,24373,nd09:2026-10,405,≥")) == (True, 0, 1, 0, 0)
    assert faults(bring(f"{HEADER},operator", "dossiers,24373,nd09:2026-10,405,")) == [(2, "note", "IND-012")]
    assert faults(bring(f"{HEADER},status", "dossiers,24373,nd09:2026-10,405,")) == [(2, "note", "IND-012")]


def test_a_change_of_status_by_file_is_two_entries(bring: Import) -> None:
    bring(HEADER, "dossiers,24373,nd09:2026-10,405")
    summary = bring(f"{HEADER},status", "dossiers,24373,nd09:2026-10,405,official", reason="đã tiếp nhận")
    out, new = api.entries_of(summary.event_ids[0])
    assert (out.missing, out.value_delta, new.value, new.status) == (Missing.MOVED, -405, 405, Status.OFFICIAL)
    assert new.note_commitment is None


def test_a_key_twice_rejects_both_whatever_else_is_wrong(bring: Import) -> None:
    summary = bring(
        HEADER,
        "dossiers,24373,nd09:2026-10,405",
        "dossiers,24133,nd09:2026-10,1",
        "dossiers,24373,nd09:2026-10,abc",
        "dossiers, 24133 ,nd09:2026-10,1",
        "dossiers,22015,nd09:2026-10,1",
        partial=True,
    )
    assert faults(summary) == [
        (2, "", "IND-010"),
        (3, "", "IND-010"),
        (4, "", "IND-010"),
        (4, "value", "KER-051"),
        (5, "", "IND-010"),
    ]
    assert counts(summary) == (True, 1, 0, 0, 4)


def test_a_key_is_found_twice_however_its_period_and_indicator_are_written(bring: Import) -> None:
    summary = bring(
        HEADER,
        "dossiers,24373,nd09:2026-10,405",
        "dossiers,24373, nd09:2026-10,406",
        " dossiers ,24373,nd09:2026-10,407",
        "dossiers,24133,nd09:2026-10,1",
    )
    assert faults(summary) == [(row, "", "IND-010") for row in (2, 3, 4)]
    assert counts(summary) == (False, 1, 0, 0, 3)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("nothing,24373,nd09:2026-10,1", ("indicator", "IND-001")),
        ("dossiers,24373,nd09:2026-13,1", ("period", "KER-001")),
        ("dossiers,24373,2026-10,1", ("period", "KER-004")),
        ("dossiers,24373,nd09:1999-01,1", ("period", "IND-003")),
        ("dossiers,99999,nd09:2026-10,1", ("unit", "IND-002")),
        ("dossiers,24382,nd09:2026-10,1", ("unit", "IND-002")),
        ("dossiers,66,nd09:2026-10,1", ("unit", "IND-004")),
        ("dossiers,24373,nd09:2026-10,", ("value", "IND-018")),
        ("dossiers,24373,nd09:2026-10,12.5", ("value", "KER-053")),
        ("dossiers,24373,nd09:2026-10,1.234.567", ("value", "KER-052")),
        ('dossiers,24373,nd09:2026-10,"1,234"', ("value", "KER-052")),
        ("dossiers,24373,nd09:2026-10,1e3", ("value", "KER-051")),
        ("dossiers,24373,nd09:2026-10,12%", ("value", "KER-058")),
        ("dossiers,24373,nd09:2026-10,9999999999999999999", ("value", "KER-054")),
        ("double,24373,nd09:2026-10,1", ("indicator", "IND-022")),
        ("dossiers,24373,nd09:2026-10", ("", "IND-034")),
        ("dossiers,24373,nd09:2026-10,1,2", ("", "IND-034")),
    ],
)
def test_a_bad_cell_is_named_with_row_column_and_code(bring: Import, row: str, fault: tuple[str, str]) -> None:
    make_definition("double", formula={"code": "dossiers"})
    summary = bring(HEADER, "dossiers,24133,nd09:2026-10,1", row)
    assert faults(summary) == [(3, *fault)]
    assert summary.rejections[0].message_vi
    assert summary.rejections[0].message_en


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ("1,!,,,", ("operator", "KER-059")),
        ("1,,gone,,", ("missing", "IND-017")),
        (",,moved,,", ("missing", "IND-017")),
        ("1,,refused,,", ("missing", "IND-019")),
        (",≥,refused,,", ("operator", "IND-026")),
        ("1,,,final,", ("status", "IND-017")),
        ("1,,,,X", ("dim.sex", "IND-006")),
    ],
)
def test_a_bad_cell_of_an_optional_column_is_named(bring: Import, cells: str, fault: tuple[str, str]) -> None:
    make_dimension("sex", "F", "M")
    make_definition("split", dimensions=["sex"])
    summary = bring(f"{HEADER},operator,missing,status,dim.sex", f"split,24373,nd09:2026-10,{cells}")
    assert faults(summary) == [(2, *fault)]


def test_a_split_that_the_indicator_does_not_declare_is_refused(bring: Import) -> None:
    make_dimension("sex", "F", "M")
    summary = bring(f"{HEADER},dim.sex", "dossiers,24373,nd09:2026-10,1,F", "dossiers,24133,nd09:2026-10,1,")
    assert faults(summary) == [(2, "dim.sex", "IND-005")]


def test_splits_missing_codes_and_operators_come_in(bring: Import) -> None:
    make_dimension("sex", "F", "M")
    make_dimension("age", "old", "young")
    make_definition("split", dimensions=["sex", "age"])
    summary = bring(
        "dim.sex,dim.age,unit,indicator,missing,value,period,operator",
        "F,old,24373,split,,4,nd09:2026-10,~",
        "M,,24373,split,not_applicable,,nd09:2026-10,",
        ",,24373,split,,9,nd09:2026-10,",
    )
    assert counts(summary) == (True, 3, 0, 0, 0)
    found = {
        (one.key.dims, one.value, one.operator.symbol, one.missing.code) for one in api.entries_of(summary.event_ids[0])
    }
    assert found == {("age=old;sex=F", 4, "≈", ""), ("sex=M", None, "=", "not_applicable"), ("", 9, "=", "")}


def test_a_row_with_several_faults_names_each_and_counts_once(bring: Import) -> None:
    summary = bring(f"{HEADER},operator", "dossiers,99999,nd09:2026-10,abc,!")
    assert faults(summary) == [(2, "operator", "KER-059"), (2, "unit", "IND-002"), (2, "value", "KER-051")]
    assert summary.rejected == 1


@pytest.mark.parametrize(
    ("locale", "text", "scaled"),
    [("vi", "1.234,5", 12345), ("en", '"1,234.5"', 12345), (None, "1234.5", 12345), ("vi", "1.637", 16370)],
)
def test_a_declared_locale_reads_its_numbers(bring: Import, locale: str | None, text: str, scaled: int) -> None:
    make_definition("area", decimals=1)
    summary = bring(
        HEADER, f"area,24373,nd09:2026-10,{text if locale != 'vi' else chr(34) + text + chr(34)}", locale=locale
    )
    assert [one.value for one in api.entries_of(summary.event_ids[0])] == [scaled]


def test_a_percentage_may_carry_its_sign_and_exceed_a_hundred(bring: Import) -> None:
    make_definition("accounts", decimals=1, measure_unit="percent", kind="ratio", space_rule="none")
    summary = bring(HEADER, 'accounts,24373,nd09:2026-10,"139,5%"', locale="vi")
    assert [one.value for one in api.entries_of(summary.event_ids[0])] == [1395]


def test_a_unit_code_is_resolved_on_the_last_day_of_the_period(bring: Import, territory: Territory) -> None:
    summary = bring(HEADER, "dossiers,24373,nd09:2025-06,210", "dossiers,24373,nd09:2025-07,520")
    units = {one.period: one.key.unit_id for one in api.entries_of(summary.event_ids[0])}
    assert units == {"nd09:2025-06": territory.old["24373"].id, "nd09:2025-07": territory.unit("24373").id}


def test_a_locked_period_refuses_what_would_change_it(
    bring: Import, dossiers: DefinitionView, ea_kar: int, october: int
) -> None:
    write_figure(dossiers, ea_kar, october, 405)
    api.lock([dossiers.indicator_id], october, [ea_kar], actor=ACTOR)
    assert counts(bring(HEADER, "dossiers,24373,nd09:2026-10,405")) == (True, 0, 1, 0, 0)
    summary = bring(HEADER, "dossiers,24373,nd09:2026-10,414", "dossiers,24133,nd09:2026-10,1", reason="muốn sửa")
    assert faults(summary) == [(2, "period", "IND-009")]


def test_rights_bound_units_and_official_figures(bring: Import, territory: Territory) -> None:
    own = Scope(unit_ids=frozenset([territory.unit("24373").id]))
    rights = Rights("user:eakar.nhap", 1, date(2026, 11, 17), public={Action.IMPORT_FIGURES: own})
    summary = bring(
        f"{HEADER},status",
        "dossiers,24373,nd09:2026-10,405,",
        "dossiers,24133,nd09:2026-10,1,",
        "dossiers,24373,nd09:2026-09,405,official",
        rights=rights,
    )
    assert faults(summary) == [(3, "unit", "IND-020"), (4, "status", "IND-021")]
    with pytest.raises(NoRight):
        bring(HEADER, rights=Rights("user:nobody", 2, date(2026, 11, 17)))


def test_official_rows_come_in_with_the_right(bring: Import) -> None:
    summary = bring(
        f"{HEADER},status", "dossiers,24373,nd09:2026-10,405,official", "dossiers,24133,nd09:2026-10,1,official"
    )
    assert {one.status for one in api.entries_of(summary.event_ids[0])} == {Status.OFFICIAL}


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("indicator,unit,period", [("value", "IND-031")]),
        ("indicator,unit,period,value,price", [("price", "IND-032")]),
        ("indicator,unit,period,value,dim.nothing", [("dim.nothing", "IND-032")]),
        ("indicator,unit,period,value,value", [("value", "IND-033")]),
        ("", [("indicator", "IND-031"), ("unit", "IND-031"), ("period", "IND-031"), ("value", "IND-031")]),
    ],
)
def test_a_wrong_header_refuses_the_file(bring: Import, header: str, named: list[tuple[str, str]]) -> None:
    summary = bring(header, "dossiers,24373,nd09:2026-10,1")
    assert faults(summary) == [(1, *one) for one in named]
    assert counts(summary) == (False, 0, 0, 0, 1)


def test_a_file_of_excel_is_read_as_it_comes(tmp_path: Path, bring: Import) -> None:
    file = tmp_path / "excel.csv"
    file.write_bytes("\ufeffindicator;unit;period;value\r\n\r\ndossiers;24373;nd09:2026-10;405\r\n".encode())
    assert counts(api.import_csv(file, rights=everything_rights())) == (True, 1, 0, 0, 0)


def test_empty_lines_count_as_rows_but_are_nothing_else(bring: Import) -> None:
    summary = bring(HEADER, "", "dossiers,24373,nd09:2026-10,x")
    assert faults(summary) == [(3, "value", "KER-051")]


@pytest.mark.parametrize(
    "content", [b"indicator,unit\xff\n", HEADER.encode() + b"\n\xff\xfe,1,2,3\n", HEADER.encode() + b'\n"open,1,2,3\n']
)
def test_a_file_that_is_no_csv_in_utf8_is_unreadable(tmp_path: Path, territory: Territory, content: bytes) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile):
        api.import_csv(file, rights=everything_rights())
    with pytest.raises(UnreadableFile):
        api.import_csv(tmp_path / "absent.csv", rights=everything_rights())


@pytest.mark.parametrize(
    ("content", "line", "column", "said"),
    [
        (HEADER.encode() + b"\nx,24373,nd09:2026-10,Th\xfang\n", 2, "value", "Th\ufffdng"),
        (b"indicator,unit\xff\n", 1, 2, "unit\ufffd"),
        (HEADER.encode() + b'\na,b,c,1\n"open,1,2,3\n', 3, None, "không đóng lại"),
        (HEADER.encode() + b'\n"a"b,1,2,3\n', 2, None, "viết hai lần"),
        (HEADER.encode() + b"\n" + b"x" * 200_000 + b",1,2,3\n", 2, None, "131072"),
        (HEADER.encode() + b"\na,b,c,1\na,b,c\x00,1\n", 3, None, "NUL"),
        ("\ufeff".encode("utf-16-le") + HEADER.encode("utf-16-le"), 1, 1, "UTF-8"),
    ],
)
def test_an_unreadable_file_is_told_with_line_column_and_cell_in_ones_own_language(
    tmp_path: Path, territory: Territory, content: bytes, line: int, column: str | int | None, said: str
) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        api.import_csv(file, rights=everything_rights())
    assert (refused.value.where.line, refused.value.where.column) == (line, column)
    assert said in refused.value.message("vi")
    assert "decode" not in refused.value.message("vi")


def test_a_file_that_is_not_there_is_not_told_to_be_saved_again(tmp_path: Path, territory: Territory) -> None:
    for path, said in ((tmp_path / "absent.csv", "không có tệp này"), (tmp_path, "thư mục")):
        with pytest.raises(UnreadableFile) as refused:
            api.import_csv(path, rights=everything_rights())
        assert said in refused.value.message("vi")
        assert "UTF-8" not in refused.value.message("vi")


def test_a_file_without_rows_changes_nothing(bring: Import) -> None:
    assert counts(bring(HEADER)) == (True, 0, 0, 0, 0)


def test_withdrawn_figures_come_back_as_corrections(
    bring: Import, dossiers: DefinitionView, ea_kar: int, october: int
) -> None:
    write_figure(dossiers, ea_kar, october, 405)
    withdraw_figure(key_of(dossiers, ea_kar, october))
    summary = bring(HEADER, "dossiers,24373,nd09:2026-10,405", reason="nộp lại")
    assert counts(summary) == (True, 0, 0, 1, 0)
    assert api.history(key_of(dossiers, ea_kar, october))[-1].value_delta == 405


def test_queries_do_not_grow_with_rows(bring: Import, territory: Territory) -> None:
    for number in range(30):
        make_definition(f"many_{number}")

    def queries(indicators: int, months: int) -> int:
        rows = [
            f"many_{number},{unit},nd09:2026-{month:02},{number}"
            for number in range(indicators)
            for unit in territory.communes
            for month in range(1, months + 1)
        ]
        with undone(), CaptureQueriesContext(connection) as captured:
            assert bring(HEADER, *rows).committed
            assert bring(HEADER, *rows).unchanged == len(rows)
        return len(captured)

    assert queries(30, 12) == queries(2, 2)


def test_a_figure_that_stands_in_many_rows_is_refused_in_each_in_a_few_words(bring: Import) -> None:
    summary = bring(HEADER, *["dossiers,24373,nd09:2026-10,5"] * 500)
    assert faults(summary) == [(row, "", "IND-010") for row in range(2, 502)]
    assert {one.message_en.partition(";")[0] for one in summary.rejections} == {
        "This figure stands in rows 2, 3, 4, 5, 6, 7, 8, 9, 10, …, 501"
    }
