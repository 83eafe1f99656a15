"""The public verbs of insight: boards, pages of indicators, the origin of a figure."""

from tinhso.engines.insight.logic.board import BoardView, compute_board
from tinhso.engines.insight.logic.boards import load_boards
from tinhso.engines.insight.logic.choosing import STRUCTURES, read_choice
from tinhso.engines.insight.logic.indicator_list import IndicatorLine, list_indicators
from tinhso.engines.insight.logic.indicator_page import (
    IndicatorPage,
    compute_indicator_page,
    compute_period,
    unit_table,
)
from tinhso.engines.insight.logic.origin import EntryOrigin, TotalOrigin, origin_of_entry, origin_of_total
from tinhso.engines.insight.logic.proof_document import proof_of_entry, proof_of_total
from tinhso.engines.insight.logic.unit_page import UnitPage, compute_unit_page

__all__ = [
    "STRUCTURES",
    "BoardView",
    "EntryOrigin",
    "IndicatorLine",
    "IndicatorPage",
    "TotalOrigin",
    "UnitPage",
    "compute_board",
    "compute_indicator_page",
    "compute_period",
    "compute_unit_page",
    "list_indicators",
    "load_boards",
    "origin_of_entry",
    "origin_of_total",
    "proof_of_entry",
    "proof_of_total",
    "read_choice",
    "unit_table",
]
