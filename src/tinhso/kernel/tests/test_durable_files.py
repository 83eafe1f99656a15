"""A draft takes the place of a file whole, or not at all."""

from pathlib import Path

import pytest

from tinhso.kernel.files import put_in_place


def test_a_draft_takes_the_place_of_what_bore_the_name(tmp_path: Path) -> None:
    file, draft = tmp_path / "kept", tmp_path / "kept.new"
    file.write_text("before")
    draft.write_text("after")
    put_in_place(draft, file)
    assert (file.read_text(), [path.name for path in tmp_path.iterdir()]) == ("after", ["kept"])


def test_without_a_draft_the_file_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    file.write_text("before")
    with pytest.raises(FileNotFoundError):
        put_in_place(tmp_path / "kept.new", file)
    assert file.read_text() == "before"
