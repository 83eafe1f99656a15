"""A decision to reorganise is previewed by doing all of it and taking all of it back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts.errors import SuccessionNotClear, UnreadableFile, WeightsNotOne, WrongRow
from tinhso.engines.orgs.models import Succession, Unit
from tinhso.engines.orgs.testing import cast, small_territory
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 1)
HEAD = "old_code,new_code,new_name,whole,weight\n"
MERGED = "24373,24900,Phường Ea Kar Mới,1,\n24133,24900,Phường Ea Kar Mới,1,\n"


def decided(folder: Path, lines: str) -> Path:
    file = folder / "quyet-dinh.csv"
    file.write_text(HEAD + lines, encoding="utf-8")
    return file


def test_a_preview_tells_what_ends_begins_and_cannot_be_carried_and_writes_nothing(tmp_path: Path) -> None:
    cast(small_territory())
    before = len(trust.events(limit=500)), Unit.objects.count(), Succession.objects.count()
    divided = "22015,24901,Xã Một,0,\n22015,24902,Xã Hai,0,\n"
    found = api.preview_reorganisation(decided(tmp_path, MERGED + divided), DAY)
    assert {unit.code for unit in found.ended} == {"24373", "24133", "22015"}
    assert [unit.code for unit in found.created] == ["24900", "24901", "24902"]
    assert [unit.code for unit in found.divided] == [unit.code for unit in found.without_weight] == ["22015"]
    # Drafter and leader of both communes: somebody must hand on what they hold.
    assert found.roles == 4
    assert (len(trust.events(limit=500)), Unit.objects.count(), Succession.objects.count()) == before
    assert api.unit_by_code("24373", DAY).valid_to is None


def test_with_shares_every_unit_can_be_carried(tmp_path: Path) -> None:
    small_territory()
    divided = "22015,24901,Xã Một,0,0.3\n22015,24902,Xã Hai,0,0.7\n"
    assert api.preview_reorganisation(decided(tmp_path, divided), DAY).without_weight == ()


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ("99999,24900,Xã Mới,1,\n", WrongRow),
        ("24373,24900,,1,\n", WrongRow),
        (f"24373,24900,{'Xã ' * 70},1,\n", WrongRow),
        ("24373,24900,Xã\x00Mới,1,\n", UnreadableFile),
        ("", UnreadableFile),
        ("24373,24900,Xã Mới,vừa,\n", WrongRow),
        ("22015,24901,Xã Một,0,1.5\n22015,24902,Xã Hai,0,0.7\n", WrongRow),
        ("22015,24901,Xã Một,0,0.3\n22015,24902,Xã Hai,0,0.6\n", WeightsNotOne),
        ("24373,24900,Xã Mới,0,\n", SuccessionNotClear),
        ("24373,24900,Xã Mới,1,0.5\n", WrongRow),
        ("24373,24900,Xã Mới,1,\n24133,24900,Xã Khác,1,\n", WrongRow),
        ("22015,24901,Xã Một,0,0.3\n22015,24901,Xã Một,0,0.7\n", WrongRow),
        ("22015,24901,Xã Một,0,0.3\n22015,24902,Xã Hai,0,\n", WrongRow),
        ("24373,24900,Xã Mới, huyện cũ,1,\n", UnreadableFile),
    ],
)
def test_a_decision_that_is_not_clear_is_refused_and_writes_nothing(
    tmp_path: Path, lines: str, error: type[Exception]
) -> None:
    small_territory()
    before = len(trust.events(limit=500)), Unit.objects.count()
    with pytest.raises(error):
        api.preview_reorganisation(decided(tmp_path, lines), DAY)
    assert (len(trust.events(limit=500)), Unit.objects.count()) == before
