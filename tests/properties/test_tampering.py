"""Whatever byte of a stored figure or event is flipped, the check of the log names it; an altered proof is refused.

The figures of an event are committed to by one root, so a flipped value is named by its own row, anything else of a
figure by its row or by its event with the lines it stands among.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from django.db import DatabaseError, connection
from django.http import HttpRequest

from tests.properties.small_province import BMT, EA_KAR, Province, build
from tinhso.engines.indicators.models import Indicator
from tinhso.engines.indicators.testing import make_dimension
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs import contracts as orgs_contracts
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.reporting import api as reporting
from tinhso.engines.reporting.entry_models import Evidence
from tinhso.engines.reporting.models import (
    Assignment,
    Call,
    DeadlineMove,
    DocumentNumber,
    ExtensionAsk,
    Notice,
    OutlineText,
    Reading,
    Request,
    RespondentMove,
    SignedPaper,
    UnitGroup,
    UnitGroupEdition,
    WorkbookReading,
)
from tinhso.engines.reporting.testing import at, now_rights, task_of
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import Fault, Finding, Remark
from tinhso.engines.trust.testing import tamper, undone
from tinhso.testing.standing import standing

pytestmark = pytest.mark.django_db

SEED, FLIPS_A_COLUMN = 1711, 2
TRIES = 25  # of a column whose constraint lets no flipped byte in, the database itself is the guard
# Left out: the surrogate key of an entry. It is a handle that no leaf holds and that says nothing about a figure;
# which figure a row is, is said by its event and line, and those are here.
COLUMNS = {
    "indicators_entry": (
        "event_id", "line_no", "indicator_id", "definition_id", "unit_id", "period_id", "dims", "scenario", "line",
        "entry_no", "value", "operator", "missing", "status", "source", "value_delta", "presence_delta",
        "note_commitment", "evidence_commitment",
    ),
    "trust_event": ("id", "kind", "subject", "at", "payload", "figures_root", "figure_count"),
    "trust_leaf": ("leaf_index", "event_id", "first_sequence", "leaf_hash"),
    "trust_node": ("level", "position", "hash"),
    "trust_checkpoint": ("tree_size", "root_hash", "last_sequence", "sealed_at", "note"),
}  # fmt: skip
KEYS = {
    "indicators_entry": "id", "trust_event": "id", "trust_leaf": "leaf_index", "trust_node": "level, position",
    "trust_checkpoint": "tree_size",
}  # fmt: skip
EMPTY = {"dims", "line", "note_commitment", "evidence_commitment", "figures_root"}
SHOWN_BY_THE_ROW = {"value", "value_delta"}


def _with_one_of_everything() -> Province:
    built = build()
    with at("2026-11-17 10:30"):
        late = task_of(
            built.november, next(code for code in built.world.territory.communes if code not in (EA_KAR, BMT))
        )
        reporting.grant_extension([late], date(2026, 11, 18), rights=now_rights("vp.giaobaocao"), reason="mưa lũ")
        reporting.remind([late], rights=now_rights("skhcn.tonghop"))
        make_dimension("age", "child", "adult")
        apply_and_undo(built)
        load_straddling_rule()
        orgs.ask_to_view(orgs.User.objects.get(username="eakar.nhap").pk, rights=now_rights("cntt"), reason="gọi điện")
        open_in_an_emergency(built)
        stand_beside(late, built.november.id)
        trust.seal_all()
    return built


tampered_province = standing("tampered_province", _with_one_of_everything)


@pytest.fixture
def province(tampered_province: Province) -> Province:
    """The small province with one row of everything; whatever is altered is undone."""
    return tampered_province


def open_in_an_emergency(built: Province) -> None:
    """A unit that the inspector, who is on duty, opens for a quarter of an hour."""
    orgs.grant_role("thanhtra", "duty", built.world.unit_id("66"), actor="system:test")
    request = HttpRequest()
    request.session = {}  # type: ignore[assignment]
    orgs.open_emergency(EA_KAR, request, minutes=15, reason="mất liên lạc", rights=now_rights("thanhtra"))


def apply_and_undo(built: Province) -> None:
    """A decision that was undone, with the ends that it gave."""
    ea_kar, bmt = (built.world.territory.communes[code].id for code in (EA_KAR, BMT))
    orgs.apply_succession(
        code="NQ", effective_on=date(2027, 1, 1), decision="thử", actor="system:test",
        links=[orgs_contracts.NewSuccessionLink(ea_kar, bmt)],
    )  # fmt: skip
    orgs.undo_reorganisation("NQ", rights=everything_rights(), reason="thử")


def load_straddling_rule() -> None:
    """A rule and a day off that change nothing of what stands."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "straddling.csv"
        file.write_text("changes_from,scheme,additive,others,source,confirmed\n2025-07-01,,new,new,thử,0\n", "utf-8")
        orgs.load_straddling(file, actor="system:test")
        days = Path(folder) / "calendar.csv"
        days.write_text("day,working,name_vi,name_en,source,confirmed\n2027-03-02,0,Nghỉ,Off,thử,0\n", "utf-8")
        orgs.load_calendar(days, actor="system:test")


def stand_beside(assignment_id: int, request_id: int) -> None:
    """One row of everything that is kept beside a report, each under an event of its own kind."""
    row, at_, other = Assignment.objects.get(id=assignment_id), trust.now(), Request.objects.exclude(id=request_id)[0]

    def event(kind: str) -> int:
        return trust.record(kind=f"reporting.{kind}", subject=f"reporting.assignment:{row.pk}", actor="system:test")

    own: dict[str, Any] = {"assignment": row, "at": at_}
    unit: dict[str, Any] = {"name_vi": "Nhóm", "name_en": "Group", "unit_ids": [1], "valid_from": date(2026, 1, 1)}
    group = UnitGroup.objects.create(code="nhom", owner_unit_id=row.consolidator_unit_id)
    UnitGroupEdition.objects.create(group=group, event_id=event("group_saved"), **unit)
    ExtensionAsk.objects.create(due_on=date(2026, 11, 20), event_id=event("extension_asked"), **own)
    Notice.objects.create(
        request_id=request_id, unit_id=row.subject_unit_id, kind="changed", facts={"a": "b"},
        event_id=event("changed"), **own,
    )  # fmt: skip
    Call.objects.create(result="reached", event_id=event("called"), **own)
    DocumentNumber.objects.create(sending=1, number="12/BC", event_id=event("document_numbered"), **own)
    paper = hashlib.sha256(b"paper").hexdigest()
    SignedPaper.objects.create(
        sending=1, digest=paper, size=5, content=b"paper", signature="none", figures_compared=2,
        event_id=event("signed_paper_kept"), **own,
    )  # fmt: skip
    OutlineText.objects.create(sending=1, section=1, text="lời", event_id=event("outline_saved"), **own)
    WorkbookReading.objects.create(
        name="tệp", definition={"a": 1}, person_id=1, at=at_, event_id=event("mapping_saved")
    )
    Evidence.objects.create(
        assignment=row, row_no="2", name="a.pdf", size=3, digest=paper, added_by="user:a", added_at=at_,
        event_id=event("submitted"),
    )  # fmt: skip
    indicator = Indicator.objects.order_by("id")[0]
    Reading.objects.create(
        request_id=request_id, source=other, indicator=indicator, subject_unit_id=row.subject_unit_id,
        event_id=event("assigned"),
    )  # fmt: skip
    moved = {"previous_due_at": at_, "due_at": row.due_at}
    DeadlineMove.objects.create(assignment=row, event_id=event("changed"), **moved)
    RespondentMove.objects.create(
        assignment=row, previous_unit_id=row.subject_unit_id, unit_id=row.respondent_unit_id, event_id=event("changed")
    )


def flipped(value: Any, chance: random.Random) -> Any:
    """The value with one of its bytes changed; what was empty gets a byte."""
    if value in ("", None):
        return b"\x01" if value is None else "x"
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1 << chance.randrange(40))
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(days=1 << chance.randrange(9))
    if isinstance(value, float):
        return value + 0.5
    if isinstance(value, int):
        return value ^ chance.choice([chance.randint(1, 7), 1 << chance.randrange(12)])
    raw = bytearray(value.encode() if isinstance(value, str) else bytes(value))
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(7)
    return raw.decode() if isinstance(value, str) else bytes(raw)


def columns_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE 1 = 0")
        return [column[0] for column in cursor.description]


def rows_of(table: str, column: str, only: str = "1 = 1") -> list[dict[str, Any]]:
    """The rows with a byte to flip in a column, or (texts and commitments) without one."""
    filled = f"{only} AND " + ("1 = 1" if column in EMPTY else f'"{column}" IS NOT NULL')
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {filled} ORDER BY {KEYS.get(table, 'id')}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def names_of(table: str, row: dict[str, Any]) -> set[str]:
    """How the check may call a row: by its key, or a figure by its event with the lines it stands among."""
    keys = [row[key] for key in KEYS.get(table, "id").split(", ")]
    names = {"/".join(map(str, keys))}
    if table == "indicators_entry":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM indicators_entry WHERE event_id = %s", [row["event_id"]])
            lines = cursor.fetchone()[0]
        names |= {f"event {row['event_id']}", f"event {row['event_id']}, lines 0–{lines - 1}"}
    return names


def write(table: str, row: dict[str, Any], column: str, value: Any) -> None:
    keys = KEYS.get(table, "id").split(", ")
    where = " AND ".join(f"{key} = %s" for key in keys)
    assert tamper(f'UPDATE {table} SET "{column}" = %s WHERE {where}', [value, *(row[key] for key in keys)]) == 1


def test_the_untouched_log_is_sound(province: Province) -> None:
    assert trust.verify_log() == []
    for table, columns in COLUMNS.items():
        left_out = set(columns_of(table)) - set(columns)
        assert left_out == ({"id"} if table == "indicators_entry" else set())


# Tables that are kept from events: every column but the key, one flip each.
PROJECTIONS = (
    "orgs_level", "orgs_structure", "orgs_unit", "orgs_unitname", "orgs_unitalias", "orgs_link", "orgs_succession",
    "orgs_successionlink", "orgs_successionundo", "orgs_undoneend", "orgs_weight", "orgs_straddlingrule",
    "orgs_calendarday",
    "orgs_boundary", "orgs_rolegrant", "orgs_delegation", "orgs_viewing", "orgs_token", "orgs_emergencyaccess",
    "indicators_lock", "indicators_periodrow", "reporting_request", "reporting_assignment", "reporting_transition",
    "reporting_submission", "reporting_extension", "reporting_reminder", "reporting_adjustment",
    "insight_board", "insight_boardversion", "orgs_user", "reporting_reading", "reporting_unitgroup",
    "reporting_unitgroupedition",
    "reporting_extensionask", "reporting_notice", "reporting_call", "reporting_documentnumber",
    "reporting_signedpaper", "reporting_outlinetext", "reporting_workbookreading", "reporting_evidence",
    "reporting_deadlinemove", "reporting_respondentmove",
)  # fmt: skip
# What may change without an event of its own: drafts, texts that an event commits to, names of people.
LIVING = {
    "reporting_extensionask": {"state", "answered_at", "answer_event_id"},
    "reporting_evidence": {"added_by", "person_id", "dropped_at"},
    "orgs_user": {
        "password", "last_login", "username", "search_key", "first_name", "last_name", "email", "date_joined", "phone",
    },
    "reporting_assignment": {
        "state_before_lock", "correcting", "received_at", "corrections_made", "sent_by", "sent_by_person_id",
        "correction_reason", "return_reason", "suggestions",
    },
    "reporting_adjustment": {"state", "reason", "made_by", "made_by_person_id", "made_at", "event_id"},
    "indicators_periodrow": {"code"},
}  # fmt: skip


class Flip(NamedTuple):
    """One changed value, and what it was."""

    table: str
    row: dict[str, Any]
    column: str
    value: Any

    def is_named_by(self, fault: Fault | None) -> bool:
        at_row = fault and (fault.table, fault.row) == (self.table, str(self.row["id"]))
        return bool(at_row and fault and f" {self.column} " in fault.what_en)

    def write(self) -> None:
        write(self.table, self.row, self.column, self.value)

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of {self.row['id']}: {self.row[self.column]!r} → {self.value!r}"


def test_every_column_of_a_projection_is_named_by_row_and_column_when_a_byte_flips(province: Province) -> None:
    chance, missed, tables = random.Random(SEED), [], set()
    columns = {table: sorted(set(columns_of(table)[1:]) - LIVING.get(table, set())) for table in PROJECTIONS}
    for column_no in range(max(map(len, columns.values()))):
        here = [(table, names[column_no]) for table, names in columns.items() if column_no < len(names)]
        made = [found for table, column in here if (found := possible_flip(table, column, chance))]
        tables |= {one.table for one in made}
        missed += unnamed(made)
    assert tables == set(PROJECTIONS)
    assert not missed, "\n".join(missed)


def possible_flip(table: str, column: str, chance: random.Random) -> Flip | None:
    """A flip that the database takes."""
    rows = rows_of(table, column)
    for _ in range(TRIES if rows else 0):
        row = chance.choice(rows)
        try:
            flip = Flip(table, row, column, flipped(row[column], chance))
            with undone():
                flip.write()
        except (UnicodeDecodeError, DatabaseError):
            continue
        return flip
    return None


def unnamed(flips: Sequence[Flip]) -> list[str]:
    """The flips, each in a table of its own, that the check does not name first.

    Where all are made at once and the check names these very rows and columns and nothing else at all, each alone is
    named first too. Where it says anything more, halves are looked at, down to the single flip.
    """
    if not flips:
        return []
    if len(flips) == 1:
        with undone():
            flips[0].write()
            first = first_fault()
        return [] if flips[0].is_named_by(first) else [f"{flips[0]} gave {first}"]
    try:
        with undone():
            for flip in flips:
                flip.write()
            faults = trust.verify_log()
    except DatabaseError:  # two of them do not go together
        faults = []
    named = [sum(flip.is_named_by(fault) for fault in faults) for flip in flips]
    if len(faults) == len(flips) and set(named) == {1}:
        return []
    middle = len(flips) // 2
    return unnamed(flips[:middle]) + unnamed(flips[middle:])


# Told of under the name of what they belong to, by a check of their own; with columns where only these speak.
OTHERWISE: dict[str, set[str]] = {
    "indicators_dimension": {"code", "name_vi", "name_en"},
    "indicators_dimensionitem": {"code", "name_vi", "name_en"},
    "indicators_definition": {"name_vi", "formula", "merge_rule", "valid_from"},
    "indicators_indicator": {"code"},
    "reporting_form": {"code"},
    "reporting_formversion": {"definition", "valid_from"},
    "reporting_regime": {"code"},
    "reporting_regimeversion": {"definition", "valid_from"},
    "reporting_rule": {"code"},
    "reporting_ruleversion": {"definition", "valid_from"},
    "reporting_legalconstant": {"code", "value", "valid_from"},
    "reporting_cellchange": {"row_no", "column", "actor", "before", "after"},
    "reporting_cell": {"value", "operator", "missing", "kind", "note"},
    "trust_text": {"text", "salt"},
}
IN_DRAFT = {
    "reporting_cell": "kind <> 'known' AND assignment_id IN (SELECT id FROM reporting_assignment WHERE state = "
    "'awaiting_approval')",
    "reporting_cellchange": "id <= (SELECT MAX(last_change_id) FROM reporting_submission s WHERE s.assignment_id = "
    "reporting_cellchange.assignment_id)",
}
# Deliberately no evidence; docs/learn/ledger.md says the same with its reasons, and names each of these.
NOT_EVIDENCE = {
    "trust_salt", "trust_pending", "trust_lease", "trust_delivery", "reporting_contact", "reporting_mail",
    "reporting_noticeseen", "reporting_formdraft", "reporting_mappedworkbook", "reporting_openrow",
    "reporting_listreading", "reporting_followedunit",
    "reporting_rowshare", "insight_savedview", "indicators_acceptedrequest", "evaluation_carddraft",
    "insight_filejob", "evaluation_forecastrun",
    "django_session", "django_migrations",
    "django_content_type", "auth_group", "auth_permission", "auth_group_permissions", "orgs_user_groups",
    "orgs_user_user_permissions", "account_emailaddress", "account_emailconfirmation", "mfa_authenticator",
    "allauth_idp_oidc_token",
}  # fmt: skip


# Registered with the check of the log, and tampered with beside their own engine.
BY_THEIR_OWN_TESTS = {
    "allauth_idp_oidc_client",
    "reporting_consolidationversion", "reporting_consolidationfile", "reporting_timeclaim", "evaluation_plan",
    "evaluation_planversion", "evaluation_targetopinion", "evaluation_instruction", "evaluation_instructionunit",
    "insight_pagesnapshot", "reporting_cellnote",
    "evaluation_instructionreport", "evaluation_scorecard", "evaluation_scorecardversion", "evaluation_round",
    "evaluation_roundact", "evaluation_roundcharge", "evaluation_roundday", "evaluation_roundunit",
    "evaluation_unitstep",
    "evaluation_selfanswer", "evaluation_roundevidence", "evaluation_roundevidencedrop", "evaluation_appraisal",
    "evaluation_roundremark", "evaluation_roundresult", "evaluation_targetjudgement",
}  # fmt: skip


def test_every_table_is_covered_or_named_as_no_evidence() -> None:
    covered = {*COLUMNS, *PROJECTIONS, *OTHERWISE, *BY_THEIR_OWN_TESTS}
    tables = set(connection.introspection.table_names())
    assert tables - covered == NOT_EVIDENCE
    words = (Path(__file__).parents[2] / "docs/learn/ledger.md").read_text(encoding="utf-8")
    assert [table for table in sorted(NOT_EVIDENCE) if f"`{table}`" not in words] == []


def test_what_is_named_by_its_owner_is_named_too(province: Province) -> None:
    chance, missed = random.Random(SEED), []
    for table, columns in OTHERWISE.items():
        for column in sorted(columns & set(columns_of(table))):
            missed += [
                f"{table}.{column} of {row.get('id')}: {row[column]!r} → {value!r}"
                for row, value, first in flips(table, column, chance, 1, only=IN_DRAFT.get(table, "1 = 1"))
                if not first
            ]
    assert not missed, "\n".join(missed)


@pytest.mark.parametrize("table", ["orgs_rolegrant", "orgs_unitname", "orgs_token", "reporting_call"])
def test_a_row_put_in_or_taken_out_behind_the_log_is_named(province: Province, table: str) -> None:
    row = rows_of(table, "id")[0]
    with undone():
        columns = ", ".join(name for name in row if name not in ("id", "digest", "valid_from"))
        changed = {"digest": "'x'", "valid_from": "'2031-01-01'"}
        extra = [name for name in changed if name in row]
        names = ", ".join([columns, *extra])
        values = ", ".join([columns, *(changed[name] for name in extra)])
        tamper(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id = %s", [row["id"]])
        assert [fault.table for fault in trust.verify_log()] == [table]
    with undone():
        tamper(f"DELETE FROM {table} WHERE id = %s", [row["id"]])
        assert (trust.verify_log()[0].table, trust.verify_log()[0].row) == (table, str(row["id"]))


class _Named(Exception):
    """Ends the check of the log at its first fault: what comes after it is not what these tests ask."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def first_fault() -> Fault | None:
    """The first fault that the check of the whole log names."""

    def stop(finding: Finding) -> None:
        if not isinstance(finding, Remark):
            raise _Named(finding)

    try:
        faults = trust.verify_log(stop)
    except _Named as named:
        return named.fault
    assert faults == []
    return None


def fault_after(table: str, row: dict[str, Any], column: str, value: Any) -> Fault | None:
    """What the check says first about one changed value, which is undone.

    Raises:
        DatabaseError: the database itself refuses the value.
    """
    with undone():
        write(table, row, column, value)
        return first_fault()


def flips(
    table: str, column: str, chance: random.Random, wanted: int = FLIPS_A_COLUMN, only: str = "1 = 1"
) -> Iterator[tuple[dict[str, Any], Any, Fault | None]]:
    """A row, another value for its column that the database takes, and what the check says first."""
    rows, made, tries = rows_of(table, column, only), 0, 0
    while made < wanted and rows and tries < TRIES:
        tries += 1
        row = chance.choice(rows)
        try:
            value = flipped(row[column], chance)
            first = fault_after(table, row, column, value)
        except (UnicodeDecodeError, DatabaseError):
            continue
        made += 1
        yield row, value, first


def test_every_flipped_byte_is_named_and_named_first(province: Province) -> None:
    chance, missed, tried = random.Random(SEED), [], 0
    for table, columns in COLUMNS.items():
        for column in columns:
            for row, value, first in flips(table, column, chance):
                tried += 1
                if not is_named(table, column, row, value, first):
                    missed.append(f"{table}.{column} of {row}: {row[column]!r} → {value!r} gave {first}")
    assert tried == FLIPS_A_COLUMN * sum(map(len, COLUMNS.values())) > 60
    assert not missed, "\n".join(missed)


def is_named(table: str, column: str, row: dict[str, Any], value: Any, first: Fault | None) -> bool:
    """Whether the first fault is the row: before or after the change, a figure's value by the very row."""
    if not first:
        return False
    if table == "indicators_entry" and column in SHOWN_BY_THE_ROW:
        names = {str(row["id"])}
    elif (table, column) == ("trust_leaf", "event_id"):
        return (first.table, first.row) == ("trust_event", str(value))  # no such event, or not of this leaf
    else:
        names = names_of(table, row) | names_of(table, row | {column: value})
    return first.table == table and first.row in names
