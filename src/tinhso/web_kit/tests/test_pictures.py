"""Pictures drawn on the server: lines, bars, charts as data, the map."""

import json
import math
import re
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template

from tinhso.web_kit.charts import Chart, Goal, Series
from tinhso.web_kit.errors import NothingToDraw, UnequalSeries
from tinhso.web_kit.maps import CommuneMap, MapUnit, project_boundaries, project_places
from tinhso.web_kit.sparkline import draw_bars, draw_line, share_of


def test_one_observation_is_a_dot_not_a_line() -> None:
    line = draw_line([None, Decimal(5), None], 100, 20)
    assert line.paths == ()
    assert line.dots == ((50.0, 10.0),)


def test_a_missing_value_breaks_the_line() -> None:
    line = draw_line([1, 2, None, 3, 4], 100, 20)
    assert len(line.paths) == 2
    assert line.dots == ((96.0, 4.0),)


def test_the_goal_shares_the_scale_of_the_values() -> None:
    line = draw_line([10, 20], 100, 24, goal=40)
    assert line.goal_y == 4.0
    assert line.paths == ("M4.0 20.0 L96.0 14.7",)


def test_no_values_draw_nothing() -> None:
    assert draw_line([None], 100, 20).dots == ()
    assert draw_bars([], 100, 20) == ()
    assert draw_bars([None, 0], 100, 20) == ()


def test_bars_start_at_zero_and_keep_their_places() -> None:
    first, last = draw_bars([50, None, 100], 90, 41)
    assert (first.height, last.height) == (21.0, 41.0)
    assert (first.x, last.x) == (0.0, 60.0)
    assert last.is_last
    assert not first.is_last


def test_a_share_stays_between_nothing_and_everything() -> None:
    assert [share_of(*pair) for pair in ((91, 102), (5, 0), (None, 3), (7, 5), (0, 5))] == [89.22, 0.0, 0.0, 100.0, 0.0]


def test_a_chart_refuses_a_series_of_another_length() -> None:
    with pytest.raises(UnequalSeries) as caught:
        Chart("c", "s", ["9", "10"], [Series("Thực hiện", [1])])
    assert caught.value.code == "WEB-003"


def test_the_json_block_cannot_end_its_script() -> None:
    chart = Chart("c", "s", ["</script><b>&"], [Series("x", [Decimal("1.5")], 1)], goal=Goal(2, "mục tiêu"))
    block = chart.json_block()
    assert "<" not in block
    assert "&" not in block
    data = json.loads(block)
    assert data["labels"] == ["</script><b>&"]
    assert data["series"][0] == {"name": "x", "kind": "line", "values": [1.5], "texts": ["1,5"], "dashed": False}
    assert data["goal"] == {"value": 2.0, "text": "mục tiêu"}


def test_the_table_says_what_the_picture_says() -> None:
    chart = Chart("c", "s", ["9", "10"], [Series("a", [1, None]), Series("b", [Decimal("2.25"), 3], 1)])
    assert chart.rows() == [("9", ("1", "2,3")), ("10", ("–", "3,0"))]


def _square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    ring = [(west, south), (west + size, south), (west + size, south + size), (west, south + size), (west, south)]
    return {"type": "Polygon", "coordinates": [ring]}


def test_north_is_up_and_the_map_is_true_to_scale() -> None:
    shapes = project_boundaries({"south": _square(108, 12), "north": _square(108, 13)}, width=400)
    assert max(y for _, y in _corners(shapes.paths["north"])) <= min(y for _, y in _corners(shapes.paths["south"]))
    assert shapes.height == pytest.approx(384 * 2 / math.cos(math.radians(13)) + 16, abs=1)


def test_neighbours_share_their_border_after_snapping() -> None:
    shapes = project_boundaries({"a": _square(108, 12), "b": _square(109, 12)}, width=200)
    assert _corners(shapes.paths["a"]) & _corners(shapes.paths["b"]) == {(100, 8), (100, 102)}


def _corners(path: str) -> set[tuple[int, int]]:
    x, y, *numbers = map(int, re.findall(r"-?\d+", path))
    corners = {(x, y)}
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        corners.add((x, y))
    return corners


def test_a_straight_border_is_written_as_one_step() -> None:
    ring = [(108, 12), (108.25, 12), (108.5, 12), (109, 12), (109, 13), (108, 13), (108, 12)]
    whole = project_boundaries({"a": {"type": "Polygon", "coordinates": [ring]}})
    assert whole.paths == project_boundaries({"a": _square(108, 12)}).paths


def test_holes_and_islands_are_rings_of_one_path() -> None:
    island = _square(110, 12)["coordinates"]
    shape = {"type": "MultiPolygon", "coordinates": [_square(108, 12)["coordinates"], island]}
    assert project_boundaries({"a": shape}).paths["a"].count("M") == 2


def test_an_islet_smaller_than_the_grid_still_has_a_place_to_click() -> None:
    shapes = project_boundaries({"big": _square(108, 12), "islet": _square(108.5, 12.5, 0.00001)})
    assert "a4 4" in shapes.paths["islet"]


def test_circles_stand_in_for_boundaries() -> None:
    shapes = project_places({"a": (108.0, 12.0), "b": (109.0, 13.0)})
    assert all("a18 18" in path for path in shapes.paths.values())


def test_a_single_place_is_drawn() -> None:
    assert project_places({"a": (108.0, 12.0)}).paths["a"].startswith("M")


def test_a_map_of_nothing_says_so() -> None:
    with pytest.raises(NothingToDraw):
        project_places({})


def test_a_unit_without_a_shape_is_listed_not_dropped() -> None:
    units = [MapUnit("a", "Xã A", "gửi sớm", "3", "/a"), MapUnit("b", "Xã B", "chưa gửi")]
    drawn = CommuneMap(project_boundaries({"a": _square(108, 12)}), units)
    assert [unit.key for unit, _ in drawn.drawn()] == ["a"]
    assert drawn.missing == (units[1],)


def test_things_to_compare_are_bars_without_scripts_and_moments_are_a_line() -> None:
    """A line from unit to unit would say that something lies between them."""
    ranking = Chart("c", "s", ["Ea Kar", "Buôn Hồ"], [Series("a", [Decimal(40), Decimal(10)], kind="bar")])
    assert [(label, one.share, one.text) for label, [one] in ranking.bars()] == [
        ("Ea Kar", 100.0, "40"),
        ("Buôn Hồ", 25.0, "10"),
    ]
    drawn = _drawn(ranking)
    assert "spark-line" not in drawn
    assert drawn.count("bar-track") == 2
    series = _drawn(Chart("c", "s", ["T9", "T10"], [Series("a", [1, 2])]))
    assert "spark-line" in series
    assert "bar-track" not in series
    assert "<span>T9</span><span>T10</span>" in series


def test_bars_of_several_series_are_named_and_measured_together() -> None:
    chart = Chart("c", "s", ["x", "y"], [Series("xã", [5, None], kind="bar"), Series("bình quân", [10, 2], kind="bar")])
    assert [[(one.name, one.share, one.text) for one in bars] for _, bars in chart.bars()] == [
        [("xã", 50.0, "5"), ("bình quân", 100.0, "10")],
        [("xã", 0.0, "–"), ("bình quân", 20.0, "2")],
    ]


def test_a_chart_of_nothing_draws_nothing() -> None:
    assert Chart("c", "s", [], [Series("a", [], kind="bar")]).bars() == []
    assert Chart("c", "s", ["x"], [Series("a", [-3], kind="bar")]).bars()[0][1][0].share == 0.0


def _drawn(chart: Chart) -> str:
    return Template("{% load web_kit %}{% chart one %}").render(Context({"one": chart}))
