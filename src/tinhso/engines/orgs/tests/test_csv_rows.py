"""Files of packages: what would be shifted, overwritten or kept in another form is refused with its line, or mended."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from tinhso.engines.orgs.contracts.errors import UnreadableFile, WrongRow
from tinhso.engines.orgs.logic.csv_rows import read_rows

COLUMNS = ("code", "name", "lon")


def written(folder: Path, text: str) -> Path:
    file = folder / "units.csv"
    file.write_text(text, encoding="utf-8-sig")
    return file


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,name,lon,name\n1,Xã A,108,Xã B\n", "name"),
        ("code,name,lon\n1,Xã A,108\n2,Xã B, huyện C,108\n", "3"),
        ("code,name,lon\n1,Xã A\n", "2"),
        ("code;name;lon\n1;Xã A;108\n", "name"),
    ],
)
def test_a_file_whose_cells_could_be_shifted_or_left_out_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_rows(written(tmp_path, text), COLUMNS)
    assert said in refused.value.message("vi")


def test_a_name_written_apart_is_read_as_one(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Xã\u00a0Ea  Kar")
    (row,) = read_rows(written(tmp_path, f"code,name,lon\n1,{name},108.5\n"), COLUMNS)
    assert (row["name"], row.coordinate("lon")) == ("Xã Ea Kar", 108.5)


@pytest.mark.parametrize("degrees", ["nan", "inf", "1085", "108°"])
def test_what_is_no_degree_is_named(tmp_path: Path, degrees: str) -> None:
    (row,) = read_rows(written(tmp_path, f"code,name,lon\n1,Xã A,{degrees}\n"), COLUMNS)
    with pytest.raises(WrongRow) as refused:
        row.coordinate("lon")
    assert (refused.value.where.line, refused.value.where.column) == (2, "lon")
