"""The map of a round's result on its paper: every unit filled by the third of the ranking in which it stands."""

from __future__ import annotations

from collections import Counter
from html import escape

from tinhso.engines.evaluation.logic.rounds.profile import thirds
from tinhso.engines.evaluation.logic.rounds.results import ResultPage
from tinhso.engines.orgs import api as orgs
from tinhso.kernel.papers import PaperDrawing, PaperText, TextKind
from tinhso.kernel.papers.document import Block

_WORDS = {"3": "phần ba trên", "2": "phần ba giữa", "1": "phần ba dưới"}
_GREYS = {"3": "#3d3d3d", "2": "#9c9c9c", "1": "#ececec"}
"""From much to little, told apart on a black and white printer too."""
_LEGEND_HEIGHT, _LEGEND_STEP = 44, 240


def result_map(page: ResultPage) -> list[Block]:
    """Return the map and, in words, which units have no shape; nothing where no unit has one."""
    groups = thirds(page.lines)
    units = sorted((one.line.unit for one in page.lines), key=lambda unit: unit.sort_key)
    shapes = orgs.shapes_of(units)
    drawn = [unit for unit in units if str(unit.id) in shapes.paths]
    if not drawn:
        return []
    counted = Counter(groups.values())
    legend = [(fill, f"{words} ({counted[fill]})") for fill, words in _WORDS.items()]
    paths = [(shapes.paths[str(unit.id)], _GREYS[groups[unit.code]]) for unit in drawn]
    told = ", ".join(f"{counted[fill]} đơn vị ở {words}" for fill, words in _WORDS.items())
    drawing = PaperDrawing(_svg(shapes.width, shapes.height, paths, legend), f"Bản đồ xếp hạng: {told}.")
    missing = ", ".join(unit.name("vi") for unit in units if unit not in drawn)
    said = "Bản đồ: mỗi đơn vị theo phần ba của bảng xếp hạng mà nó đứng."
    said += f" Chưa có hình: {missing}." if missing else ""
    return [drawing, PaperText(said, TextKind.NOTE)]


def _svg(width: int, height: int, paths: list[tuple[str, str]], legend: list[tuple[str, str]]) -> str:
    shapes = "".join(
        f'<path d="{escape(path)}" fill="{fill}" stroke="#000" stroke-width="0.8" stroke-linejoin="round"/>'
        for path, fill in paths
    )
    words = "".join(
        f'<rect x="{8 + place * _LEGEND_STEP}" y="{height + 14}" width="18" height="18" fill="{_GREYS[fill]}" '
        f'stroke="#000" stroke-width="0.8"/><text x="{34 + place * _LEGEND_STEP}" y="{height + 29}" '
        f'font-family="sans-serif" font-size="16">{escape(text)}</text>'
        for place, (fill, text) in enumerate(legend)
    )
    whole = height + _LEGEND_HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {whole}" width="{width}" height="{whole}" '
        f'color="#000">{shapes}{words}</svg>'
    )
