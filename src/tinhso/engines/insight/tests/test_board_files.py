"""Boards as packages: read strictly, kept as immutable versions, their keys written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from tinhso.engines.insight import api
from tinhso.engines.insight.contracts import BoardPackageRefused, UnknownCardKind
from tinhso.engines.insight.logic.board.files import read_board
from tinhso.engines.insight.logic.board.stored import board_definition
from tinhso.engines.insight.models import BoardVersion
from tinhso.engines.insight.testing import BOARD, load_board
from tinhso.engines.reporting.testing import at, day
from tinhso.engines.trust import api as trust
from tinhso.kernel.errors import TinhSoError

ROOT = Path(__file__).parents[5]


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_a_change_needs_a_higher_version() -> None:
    with at("2026-11-01 08:00"):
        assert load_board() == ("dieu-hanh",)
        assert load_board() == ()
        changed = BOARD.replace("shown: 3", "shown: 5")
        with pytest.raises(BoardPackageRefused) as refused:
            load_board(changed)
        assert refused.value.where.field == "version"
        assert load_board(changed.replace("version: 1", "version: 2")) == ("dieu-hanh",)
    assert BoardVersion.objects.count() == 2
    assert board_definition("dieu-hanh", day("17/11/2026")).version == 2


@pytest.mark.django_db
def test_a_version_holds_from_its_day() -> None:
    with at("2026-11-01 08:00"):
        load_board()
        load_board(BOARD.replace("version: 1", "version: 2").replace("2023-01-01", "2026-12-01"))
    assert board_definition("dieu-hanh", day("30/11/2026")).version == 1
    assert board_definition("dieu-hanh", day("01/12/2026")).version == 2


@pytest.mark.django_db
def test_a_wrong_file_leaves_nothing_of_its_package(tmp_path: Path) -> None:
    boards = tmp_path / "package" / "boards"
    boards.mkdir(parents=True)
    (boards / "dieu-hanh.yaml").write_text(BOARD, encoding="utf-8")
    (boards / "z.yaml").write_text(BOARD.replace("code: dieu-hanh", "code: z").replace("figure", "figures"), "utf-8")
    with pytest.raises(UnknownCardKind), at("2026-11-01 08:00"):
        api.load_boards(tmp_path / "package", "system:test")
    assert BoardVersion.objects.count() == 0
    assert trust.events(kind="insight.boards_loaded") == []


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("scheme: nd09.month", "scheme: weekly", "scheme", "weekly"),
        ("scheme: nd09.month\n", "", "scheme", "Thiếu “scheme”"),
        ("version: 1", "version: true", "version", "version"),
        ("valid_from: 2023-01-01", "valid_from: hôm nay", "valid_from", "hôm nay"),
        ("title: {vi: Điều hành, en: Board}", "title: Điều hành", "title", "title"),
        ("code: dieu-hanh", "code: khac", "code", "trùng tên tệp"),
        ("unit:", "unitt:", "unitt", "“unitt” không được dùng"),
        ("{kind: figure, indicator: online_share}", "{kind: figure}", "cards[2]", "thiếu “indicator”"),
        ("compare: same_period_last_year", "compare: yesterday", "cards[1]", "yesterday"),
        ("shown: 3", "shown: 0", "charts[2]", "shown"),
        ("shown: 3", "show: 3", "charts[2]", "không có khóa “show”"),
        ("- {kind: sent}", "- sent", "headline[2]", "kind"),
    ],
)
def test_a_wrong_key_or_value_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, words: str
) -> None:
    file = tmp_path / "dieu-hanh.yaml"
    file.write_text(BOARD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TinhSoError) as refused:
        read_board(file)
    assert (refused.value.code, refused.value.where.file, refused.value.where.field) == (
        "INS-003",
        "dieu-hanh.yaml",
        place,
    )
    assert words in refused.value.message("vi")


def test_what_is_not_yaml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    for text in ("a: [", "- a"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(BoardPackageRefused):
            read_board(file)


def test_shipped_boards_can_be_read() -> None:
    files = sorted((ROOT / "packages").glob("*/boards/*.yaml"))
    assert files
    for file in files:
        assert read_board(file)["cards"], file


def test_the_page_of_keys_says_what_the_tables_say() -> None:
    page = (ROOT / "docs/reference/board-keys.md").read_text(encoding="utf-8")
    assert page == api.board_keys_page()
