"""Files made in the background: the same bytes as at once, however often broken off, for whoever may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyarrow.parquet as pq
import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.testing import make_period, write_figure
from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import FileReachChanged, TooManyFiles
from tinhso.engines.insight.logic.background import asking, making, places
from tinhso.engines.insight.logic.explore import rows as streamed
from tinhso.engines.insight.models import FileJob
from tinhso.engines.insight.tests.reading import Reader
from tinhso.engines.insight.tests.test_explore import ASKED, EA_KAR, NOVEMBER, NOW, wells
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.testing import rights_as
from tinhso.engines.reporting.testing import World, at
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db
QUERY = urlencode(ASKED)
ADDRESS = "/khai-thac/tep-nen"


@pytest.fixture
def asked(world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Eight figures that only officials see, sealed; a slice holds two."""
    settings.TINHSO_HOME = tmp_path
    wells(world, publication="internal")
    monkeypatch.setattr(streamed, "CELLS_A_SLICE", 2)
    with at(NOW):
        trust.seal_all()
        yield world


def ask(login: str = "vp.khoa", form: str = "csv") -> int:
    return api.ask_file(rights_as(login), QUERY, form, "vi")


def at_once() -> bytes:
    """The same figures as the page sends them to whoever waits."""
    return b"".join(api.stream_of(asking.explored(rights_as("vp.khoa"), QUERY, "vi")).csv_parts())


def test_a_file_made_in_the_background_is_the_one_made_at_once(asked: World) -> None:
    number, parquet = ask(), ask(form="parquet")
    assert api.make_files(600) == 8
    path, name, _ = api.take_file(rights_as("vp.khoa"), number)
    assert path.read_bytes() == at_once()
    assert name.endswith(".csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = pq.read_table(api.take_file(rights_as("vp.khoa"), parquet)[0]).to_pylist()
    assert [",".join(str(text) for text in row.values()) for row in rows] == lines[1:]
    done = FileJob.objects.get(pk=number)
    assert (done.rows, done.slices_made) == (len(lines) - 1, done.slices)
    assert not places.slices_of(number).exists()


def test_a_kill_between_two_slices_loses_one_and_doubles_none(asked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    number, made = ask(), list[int]()
    write = making._write_slice

    def killed(file: Path, form: str, stream: Any, slice_no: int) -> int:
        made.append(slice_no)
        if len(made) == 3:
            raise KeyboardInterrupt
        return write(file, form, stream, slice_no)

    monkeypatch.setattr(making, "_write_slice", killed)
    with pytest.raises(KeyboardInterrupt):
        api.make_files(600)
    row = FileJob.objects.get(pk=number)
    assert (row.state, row.slices_made) == ("running", 2)
    (places.slices_of(number) / "000002.new").write_bytes(b"half a sl")
    api.make_files(600)
    assert made == [0, 1, 2, 2, 3]
    assert api.take_file(rights_as("vp.khoa"), number)[0].read_bytes() == at_once()


def test_figures_that_come_while_a_file_is_made_are_not_in_it(asked: World) -> None:
    before, number = at_once(), ask()
    assert api.make_files(0) == 1
    ea_kar, november = asked.unit_id(EA_KAR), make_period(NOVEMBER)
    write_figure(indicators.definition("wells"), ea_kar, november, 77, note="đếm lại")
    trust.seal_all()
    api.make_files(600)
    assert api.take_file(rights_as("vp.khoa"), number)[0].read_bytes() == before
    assert at_once() != before


def test_a_cancelled_file_stops_after_its_slice_and_leaves_nothing(asked: World) -> None:
    number = ask()
    api.make_files(0)
    api.cancel_file(rights_as("vp.khoa"), number)
    assert api.make_files(600) == 0
    assert [one.state for one in api.list_files(rights_as("vp.khoa"), "vi")] == ["cancelled"]
    finished = ask()
    api.make_files(600)
    path = api.take_file(rights_as("vp.khoa"), finished)[0]
    api.cancel_file(rights_as("vp.khoa"), finished)
    assert not list(path.parent.iterdir())


def test_a_file_is_kept_for_a_while_and_then_gone(asked: World, reader: Callable[..., Reader]) -> None:
    number = ask()
    api.make_files(600)
    path = api.take_file(rights_as("vp.khoa"), number)[0]
    with at("2026-11-19 13:43"):
        assert reader("vp.khoa").client.get(f"{ADDRESS}/{number}/tai").status_code == 410
        api.make_files(600)
        assert "đã quá hạn" in reader("vp.khoa").open(ADDRESS)
    assert not path.exists()


def test_a_file_is_withheld_once_its_asker_sees_other_figures(asked: World) -> None:
    finished = ask("skhcn.tonghop")
    api.make_files(600)
    waiting = ask("skhcn.tonghop")
    unit, today = asked.territory.agencies["H15.15"].id, trust.now().date()
    orgs.revoke_role("skhcn.tonghop", "consolidator", unit, actor="system:test", last_day=today - timedelta(days=1))
    orgs.grant_role("skhcn.tonghop", "drafter", unit, actor="system:test", valid_from=today)
    held = rights_as("skhcn.tonghop", today)
    with pytest.raises(FileReachChanged):
        api.take_file(held, finished)
    assert api.make_files(600) == 0
    states = {one.id: one.state for one in api.list_files(held, "vi")}
    assert states == {waiting: "failed", finished: "done"}


def test_nobody_reaches_the_files_of_others_and_nobody_asks_for_too_many(
    asked: World, reader: Callable[..., Reader]
) -> None:
    number = ask()
    api.make_files(600)
    other = reader("eakar.nhap").client
    assert other.get(f"{ADDRESS}/{number}/tai").status_code == 404
    assert other.post(f"{ADDRESS}/{number}/huy").headers["Location"] == ADDRESS
    assert api.take_file(rights_as("vp.khoa"), number)
    for _ in range(asking.MOST_WAITING):
        ask()
    with pytest.raises(TooManyFiles):
        ask()


def test_asking_following_and_taking_work_without_javascript(asked: World, reader: Callable[..., Reader]) -> None:
    office = reader("vp.khoa")
    assert "Tạo tệp ở nền" in office.open(f"/khai-thac?{QUERY}")
    response = office.client.post(ADDRESS, {"dia-chi": QUERY, "tep": "csv"})
    assert response.headers["Location"] == ADDRESS
    page = office.open(ADDRESS)
    assert "chờ tạo" in page
    assert "Xem lại tiến độ" in page
    api.make_files(0)
    assert "xong 25%" in office.open(ADDRESS)
    api.make_files(600)
    page = office.open(ADDRESS)
    assert "tải được" in page
    assert office.fetch(page.links["Tải về"]) == at_once()
    assert office.client.post(ADDRESS, {"dia-chi": QUERY, "tep": "doc"}).status_code == 400


def test_a_file_is_called_in_the_language_of_whoever_reads_its_list(asked: World) -> None:
    ask()
    rights = rights_as("vp.khoa")
    [vietnamese], [english] = api.list_files(rights, "vi"), api.list_files(rights, "en")
    assert (vietnamese.title, english.title) == ("Giếng khoan", "Wells")
    row = FileJob.objects.get()
    FileJob.objects.update(query=row.query.replace("chi-tieu=", "chi-tieu=gone-"))
    assert api.list_files(rights, "en")[0].title == row.title, "as it was asked for"
