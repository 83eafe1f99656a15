"""The sub-sheet for thôn and buôn, and the rows of a form split among colleagues."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Role
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import CellInput
from tinhso.engines.reporting.contracts.entry_errors import NotAColleague, VillageTwice
from tinhso.engines.reporting.contracts.errors import StaleCell, UnknownAssignment
from tinhso.engines.reporting.models import Cell, CellChange, OpenRow, Submission
from tinhso.engines.reporting.testing import ACTOR, World, ask, at, fill, now_rights, send, task_of, value_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.kernel.quantities import QuantityError
from tinhso.testing.standing import standing_on

pytestmark = pytest.mark.usefixtures("seat")
EA_KAR, BMT = "24373", "24133"
LINES = [("Buôn Ea Sar", "1.200"), ("Thôn 5", "34"), ("Thôn 6", "")]


@standing_on("reporting_world")
def task(world: World) -> int:
    with at("2026-11-02 08:00"):
        return task_of(ask(world), EA_KAR)


def test_the_sum_goes_into_the_cell_and_its_parts_stay_beside_it(world: World, task: int) -> None:
    with at("2026-11-16 09:00"):
        drafter = now_rights("eakar.nhap")
        assert api.save_villages(task, "2", LINES, rights=drafter).saved
        assert (Cell.objects.get().value, Cell.objects.get().parts) == (1234, [["Buôn Ea Sar", 1200], ["Thôn 5", 34]])
        line = api.cell_history(task, "2", rights=drafter)[0]
        assert (line.after, line.parts) == ("1.234", (("Buôn Ea Sar", "1.200"), ("Thôn 5", "34")))
        # A note alone keeps the parts; a figure typed over them takes their place, and the history keeps both.
        api.save_cells(task, [CellInput("2", note="đếm lại", keeps_figure=True)], rights=drafter)
        assert len(Cell.objects.get().parts) == 2
        sheet = api.village_sheet(task, "2", rights=drafter)
        assert sheet.lines == (("Buôn Ea Sar", "1.200"), ("Thôn 5", "34"), ("Thôn 6", ""))
        send(world, task, {"3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        # The draft's digest covers the parts; the ledger has the commune's figure and no village.
        assert "parts" in (CellChange.objects.filter(row_no="2").first().after or {})  # type: ignore[union-attr]
        assert Submission.objects.get().draft_digest
        assert value_of(world, EA_KAR) == 1234
        with pytest.raises(UnknownAssignment):
            api.village_sheet(task, "2", rights=now_rights("skhcn.tonghop"))


def test_a_number_is_walked_back_to_what_the_villages_gave(world: World, task: int) -> None:
    """Shown to whoever sees the unit's figures, for the sending that stands; the public sees the sum only."""
    with at("2026-11-16 09:00"):
        drafter = now_rights("eakar.nhap")
        api.save_villages(task, "2", LINES, rights=drafter)
        send(world, task, {"3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        entry = indicators.entries_of(Submission.objects.get().event_id)
        figure, other = (
            next(one for one in entry if one.indicator == code) for code in ("households_trained", "villages")
        )
        reader = now_rights("skhcn.tonghop")
        found = api.village_parts(figure.key, [figure.event_id], rights=reader)
        assert found is not None
        assert (found.parts, found.total, found.number) == (
            (("Buôn Ea Sar", Decimal(1200)), ("Thôn 5", Decimal(34))), Decimal(1234), 1,
        )  # fmt: skip
        assert api.village_parts(other.key, [other.event_id], rights=reader) is None
        assert api.village_parts(figure.key, [figure.event_id], rights=now_rights("bmt.nhap")) is None
        # Typed over and sent again: what stands is one number again.
        api.withdraw(task, rights=now_rights("eakar.lanhdao"), reason="đếm lại")
        send(world, task, {"2": "1234"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        events = [one.event_id for one in indicators.history(figure.key)]
        assert api.village_parts(figure.key, events, rights=reader) is None


def test_the_list_is_kept_for_the_next_period_and_is_the_units_own(world: World, task: int) -> None:
    with at("2026-11-16 09:00"):
        api.save_villages(task, "2", LINES, rights=now_rights("eakar.nhap"))
        again = [("Thôn 5", "3"), ("Buôn mới", "4")]
        api.save_villages(task, "2", again, rights=now_rights("eakar.nhap"))
        later = ask(world, "nd09:2026-12")
        own = api.village_sheet(task_of(later, EA_KAR), "2", rights=now_rights("eakar.nhap"))
        assert own.lines == (("Thôn 5", ""), ("Buôn mới", ""))
        assert not api.village_sheet(task_of(later, BMT), "2", rights=now_rights("bmt.nhap")).lines
    assert OpenRow.objects.filter(retired=True).count() == 2


def test_one_wrong_line_changes_neither_the_cell_nor_the_list(task: int) -> None:
    with at("2026-11-16 09:00"):
        drafter = now_rights("eakar.nhap")
        refused = api.save_villages(task, "2", [("Thôn 1", "12"), ("Thôn 2", "mười")], rights=drafter)
        assert isinstance(refused.error, QuantityError)
        with pytest.raises(VillageTwice):
            api.save_villages(task, "2", [("Thôn Hòa", "1"), ("thôn Hoà", "2")], rights=drafter)
        api.save_villages(task, "2", [("Thôn 1", "12")], rights=drafter)
        stale = api.save_villages(task, "2", [("Thôn 1", "13")], rights=drafter, base_version=0)
        assert isinstance(stale.error, StaleCell)
    assert Cell.objects.get().value == 12
    assert list(OpenRow.objects.values_list("name", flat=True)) == ["Thôn 1"]


def test_the_sub_sheet_works_as_a_plain_form(task: int) -> None:
    with at("2026-11-16 09:00"):
        desk = Desk("eakar.nhap")
        desk.open(f"/viec/{task}/o/2/thon-buon")
        page = desk.send(f"/viec/{task}/o/2/thon-buon", name=["Thôn 1", "Thôn 2", ""], value=["12", "30", ""])
        assert "42" in page
        wrong = desk.send(f"/viec/{task}/o/2/thon-buon", name=["Thôn 1"], value=["1x2"])
        assert (wrong.status, "1x2" in wrong.html) == (422, True)
        assert "Thôn 2 30" in desk.open(f"/viec/{task}/o/2")


def test_rows_are_split_among_colleagues_who_see_theirs_first(world: World, task: int) -> None:
    with at("2026-11-16 09:00"):
        second = orgs.create_user("eakar.nhap2", actor=ACTOR, title_vi="Chuyên viên Văn phòng")
        orgs.grant_role("eakar.nhap2", Role.DRAFTER, world.unit_id(EA_KAR), actor=ACTOR)
        rights = now_rights("eakar.nhap")
        stranger = orgs.User.objects.get(username="bmt.nhap")
        with pytest.raises(NotAColleague):
            api.share_rows(task, {"3": stranger.pk}, rights=rights)
        api.share_rows(task, {"3": second.pk, "5": second.pk, "2": rights.user_id}, rights=rights)
        shares = {one.colleague.id: (one.filled, one.total) for one in api.sharing_of(task, rights=rights).shares}
        assert shares == {second.pk: (1, 2), rights.user_id: (0, 1)}
        theirs = Desk("eakar.nhap2").open(f"/viec/{task}").html
        assert theirs.index('id="dong-3"') < theirs.index('id="dong-1"')
        mine = Desk("eakar.nhap").open(f"/viec/{task}").html
        assert mine.index('id="dong-2"') < mine.index('id="dong-1"') < mine.index('id="dong-3"')
        # Splitting is no right: anybody of the unit may still fill any row.
        fill(world, task, {"3": "38"}, "eakar.nhap")
        api.share_rows(task, {"3": None}, rights=rights)
        assert "3" not in api.sharing_of(task, rights=rights).rows
        assert api.sharing_of(task, rights=now_rights("skhcn.tonghop")).shares == ()
