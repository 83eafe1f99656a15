"""Uploads that were spoilt: read, or refused with a reason; a preview and a refusal keep nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.properties.spoiling import (
    QUICK,
    SEEDS,
    accepted_or_refused,
    row_counts,
    seeded,
    spoilt_csv,
    spoilt_json,
    spoilt_workbook,
)
from tinhso.engines.evaluation import api as evaluation
from tinhso.engines.evaluation.round_testing import EA_KAR, TODAY, load_round_card, open_small_round
from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.api.accounts import apply_accounts
from tinhso.engines.orgs.testing import cast, everything_rights, rights_as, small_territory
from tinhso.engines.orgs.tests.test_accounts_file import book_of, csv_of
from tinhso.engines.reporting import api
from tinhso.engines.reporting.models import MappedWorkbook
from tinhso.engines.reporting.testing import (
    ACTOR,
    World,
    ask,
    at,
    know,
    now_rights,
    report_past,
    send,
    small_world,
    task_of,
)
from tinhso.engines.reporting.tests.forms.test_annex_reading import one_row_head, two_row_head
from tinhso.engines.reporting.tests.lists.test_lists import PLACES
from tinhso.engines.reporting.tests.lists.test_lists import _book as list_book
from tinhso.engines.reporting.tests.mapping.test_mapping import MAPPING, history
from tinhso.engines.trust.testing import undone
from tinhso.testing.standing import standing

pytestmark = pytest.mark.django_db
NOW = "2026-11-18 09:00"
PEOPLE = (
    "eakar.nhap,move,Công chức Văn phòng,,drafter,24133,eakar.moi", "eakar.moi,add,Công chức,,drafter,24373,",
    "bmt.nhap,leave,,,,,bmt.lanhdao",
)  # fmt: skip
FIGURES = """indicator,unit,period,value,operator,missing,status,note
households_trained,24373,nd09:2026-10,405,,,,
households_trained,24133,nd09:2026-10,,,refused,,
dossiers_received,24373,nd09:2026-10,1200,≈,,provisional,đếm lại
"""


class Material:
    """The small province in its month: a task to fill, a consolidation, a file of messages, a round to score."""

    def __init__(self) -> None:
        with at("2026-11-01 08:00"):
            self.world: World = small_world()
            for code in self.world.territory.communes:
                know(self.world, code)
        with at("2026-11-02 08:00"):
            report_past(self.world, "24373", {"nd09:2026-10": 38}, "villages")
            request = ask(self.world)
        self.request_id, self.task_id = request.id, task_of(request, "24373")
        with at("2026-11-17 09:00"):
            self.form = api.form_workbook(self.task_id, rights=now_rights("eakar.nhap")).content
            other = task_of(request, "24133")
            send(self.world, other, {"2": "405", "3": "38"}, drafter="bmt.nhap", approver="bmt.lanhdao")
            self.lines = api.lines_workbook(request.id, rights=now_rights("skhcn.tonghop")).content
            self.messages = api.exchange_file(request.id, None, rights=now_rights("skhcn.tonghop")).decode()


@dataclass(frozen=True)
class Round:
    """A round to score, and the workbook of one commune."""

    number: int
    workbook: bytes


def open_round() -> Round:
    with at(NOW):
        cast(small_territory())
        load_round_card()
        number = open_small_round()
        return Round(number, evaluation.scoring_workbook(number, EA_KAR, rights=rights_as("eakar.nhap", TODAY))[1])


spoilt_uploads_world = standing("spoilt_uploads_world", Material)
spoilt_scoring_world = standing("spoilt_scoring_world", open_round)
Read = Callable[[Material, bytes], Any]
READ: dict[str, tuple[Callable[[Material], bytes], Read]] = {
    "form": (
        lambda made: made.form,
        lambda made, data: api.preview_workbook(made.task_id, data, rights=now_rights("eakar.nhap")),
    ),
    "consolidation": (
        lambda made: made.lines,
        lambda made, data: api.preview_lines(made.request_id, data, rights=now_rights("skhcn.tonghop")),
    ),
    "history": (lambda made: history(), lambda made, data: map_history(data)),
    "annex": (lambda made: one_row_head(), lambda made, data: propose(data)),
    "annex of two head rows": (lambda made: two_row_head(), lambda made, data: propose(data)),
    "list": (lambda made: listed(), lambda made, data: api.read_list_file(data, PLACES, "vi")),
    "accounts": (lambda made: book_of(*PEOPLE), lambda made, data: move("people.xlsx", data)),
}


def map_history(data: bytes) -> None:
    """Keep a workbook, look at it, preview it and import it; the file itself is kept until somebody mapped it."""
    rights = now_rights("vp.khoa")
    kept = api.keep_workbook("lich-su.xlsx", data, rights=rights)
    try:
        for sheet in kept.sheets:
            api.sheet_corner(kept.id, sheet, rights=rights)
        api.preview_mapping(kept.id, MAPPING, rights=rights)
        api.import_mapped(kept.id, MAPPING, rights=rights)
    finally:
        MappedWorkbook.objects.filter(pk=kept.id).delete()


def propose(data: bytes) -> None:
    rights = now_rights("vp.giaobaocao")
    api.begin_from_annex(data, "phu-luc.xlsx", rights=rights, owner=orgs.unit_by_code("H15.15", TODAY))


def move(name: str, data: bytes) -> None:
    apply_accounts(name, data, actor=ACTOR, apply=True)


def listed() -> bytes:
    return list_book([["Địa điểm", "Lượt dùng", "Từ ngày"], ["Chợ", 12.5, "01/11/2026"], ["Nhà văn hóa", 3, None]])


@pytest.mark.parametrize("kind", READ)
@QUICK
@given(seed=SEEDS)
def test_a_spoilt_workbook_is_read_or_refused_and_a_refusal_keeps_nothing(
    spoilt_uploads_world: Material, kind: str, seed: int
) -> None:
    make, read = READ[kind]
    with at(NOW), undone():
        whole = make(spoilt_uploads_world)
        for chance in seeded(seed):
            spoilt = spoilt_workbook(whole, chance)
            with accepted_or_refused(spoilt):
                read(spoilt_uploads_world, spoilt)


@QUICK
@given(seed=SEEDS)
def test_spoilt_figures_and_accounts_as_text_are_taken_or_refused(
    spoilt_uploads_world: Material, tmp_path: Path, seed: int
) -> None:
    rights = everything_rights("user:vp.khoa")
    with at(NOW), undone():
        for chance in seeded(seed):
            people = spoilt_csv(csv_of(*PEOPLE).decode(), chance)
            with accepted_or_refused(people):
                move("people.csv", people)
            figures = spoilt_csv(FIGURES, chance)
            (tmp_path / "figures.csv").write_bytes(figures)
            with accepted_or_refused(figures):
                partial = chance.random() < 0.5
                before = row_counts()
                seen = indicators.import_csv(tmp_path / "figures.csv", rights=rights, reason="thử", partial=partial)
                assert seen.committed or row_counts() == before


@QUICK
@given(seed=SEEDS)
def test_spoilt_messages_are_read_or_refused(spoilt_uploads_world: Material, seed: int) -> None:
    with at(NOW), undone():
        for chance in seeded(seed):
            spoilt = spoilt_json(spoilt_uploads_world.messages, chance)
            with accepted_or_refused(spoilt):
                api.cells_of_file(spoilt)


@QUICK
@given(seed=SEEDS)
def test_a_spoilt_scoring_workbook_is_read_or_refused(spoilt_scoring_world: Round, seed: int) -> None:
    rights = rights_as("eakar.nhap", TODAY)
    with at(NOW), undone():
        for chance in seeded(seed):
            spoilt = spoilt_workbook(spoilt_scoring_world.workbook, chance)
            with accepted_or_refused(spoilt):
                evaluation.preview_scoring(spoilt_scoring_world.number, EA_KAR, spoilt, rights=rights)
