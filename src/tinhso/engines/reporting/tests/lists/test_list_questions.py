"""Lists of the assigning office ask the database the same number of questions, however long they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.engines.orgs.contracts import Action
from tinhso.engines.reporting import api
from tinhso.engines.reporting.testing import FORM_FILE, World, ask, at, now_rights
from tinhso.engines.reporting.tests.desk import Desk

ADDRESSES = ("/bieu-mau", "/giao", "/giao/nhom", "/giao/che-do", "/lien-he/24373")


def questions(desk: Desk) -> dict[str, int]:
    """How many each list asks; the first look of a session is not counted."""
    found = {}
    for address in ADDRESSES:
        desk.open(address)
        with CaptureQueriesContext(connection) as asked:
            assert desk.open(address).status == 200
        found[address] = len(asked)
    return found


def lengthen(world: World, folder: Path, first: int, count: int) -> None:
    """So many more forms, drafts, requests, groups and contacts."""
    rights, keeper = now_rights("vp.giaobaocao"), now_rights("cntt")
    office = next(unit for unit in api.drawing_units(rights))
    (folder / "forms").mkdir(exist_ok=True)
    for number in range(first, first + count):
        text = FORM_FILE.replace("bieu-01-cds-t", f"bieu-{number}")
        (folder / "forms" / f"bieu-{number}.yaml").write_text(text, encoding="utf-8")
        api.create_draft(f"Biểu nháp {number}", rights=rights, owner=office)
        ask(world, f"nd09:2026-{number:02}")
        units = [world.unit_id("24373"), world.unit_id("24133")]
        api.save_group(f"Nhóm {number}", units, owner_unit_id=office.id, rights=rights)
        api.save_contact(units[0], rights=keeper, office="Văn phòng", role=f"Đầu mối {number}", phone="0000 000 001")
    api.load_regimes(folder, "system:test")


@pytest.mark.django_db
def test_long_lists_ask_what_short_ones_ask(world: World, seat: type[Desk], tmp_path: Path) -> None:
    with at("2026-11-02 08:00"):
        assert now_rights("vp.giaobaocao").may(Action.DESIGN_FORMS)
        desk = seat("vp.giaobaocao")
        lengthen(world, tmp_path, 3, 2)
        few = questions(desk)
        lengthen(world, tmp_path, 5, 6)
        assert questions(desk) == few
