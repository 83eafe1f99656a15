"""The public verbs of insight: boards, pages of indicators and units, the origin of a figure, the log for people."""

from tinhso.engines.insight.logic.background.asking import FileLine, ask_file, cancel_file, list_files, take_file
from tinhso.engines.insight.logic.background.making import make_files
from tinhso.engines.insight.logic.board.csv_file import board_csv
from tinhso.engines.insight.logic.board.key_page import board_keys_page
from tinhso.engines.insight.logic.board.since import since_yesterday
from tinhso.engines.insight.logic.board.stored import load_boards
from tinhso.engines.insight.logic.board.view import BoardView, compute_board
from tinhso.engines.insight.logic.choosing import STRUCTURES, newest_period, read_choice
from tinhso.engines.insight.logic.explore.asking import Axis, Exploration, Measure, read_exploration
from tinhso.engines.insight.logic.explore.files import require_sheet, write_package, write_parquet, write_workbook
from tinhso.engines.insight.logic.explore.names import axis_names, file_name, measure_names, require_chosen
from tinhso.engines.insight.logic.explore.pivot import Pivot, compute_pivot
from tinhso.engines.insight.logic.explore.rows import FigureStream, cells_of, stream_of
from tinhso.engines.insight.logic.log.page import LogPage, log_page
from tinhso.engines.insight.logic.log.seals import SealsPage, seals_page
from tinhso.engines.insight.logic.log.words import families
from tinhso.engines.insight.logic.origin.asked_total import TotalOptions, read_options
from tinhso.engines.insight.logic.origin.entry import EntryOrigin, origin_of_entry
from tinhso.engines.insight.logic.origin.of_sum import SumOrigin, origin_of_sum
from tinhso.engines.insight.logic.origin.proof_document import proof_of_entry, proof_of_total
from tinhso.engines.insight.logic.origin.total import TotalOrigin, origin_of_total
from tinhso.engines.insight.logic.pages.indicator import (
    IndicatorPage,
    compute_indicator_page,
    compute_period,
    unit_table,
)
from tinhso.engines.insight.logic.pages.indicator_list import IndicatorLine, list_indicators, visible_definitions
from tinhso.engines.insight.logic.pages.unit import UnitPage, compute_unit_page
from tinhso.engines.insight.logic.saved_views import ViewLine, drop_view, list_views, save_view
from tinhso.engines.insight.logic.snapshots import KeptPage, keep_page, list_pages, open_page
from tinhso.engines.insight.logic.unit_figures.files import figures_csv, figures_paper
from tinhso.engines.insight.logic.unit_figures.filtering import OwnFilter, read_filter
from tinhso.engines.insight.logic.unit_figures.page import UnitFigures, compute_unit_figures, own_units
from tinhso.engines.insight.logic.unit_figures.twice import AskedTwice
from tinhso.engines.insight.logic.unit_figures.uses import OwnLine, OwnUse
from tinhso.engines.insight.logic.unit_figures.words import line_name, source_words, use_words, value_words

__all__ = [
    "STRUCTURES",
    "AskedTwice",
    "Axis",
    "BoardView",
    "EntryOrigin",
    "Exploration",
    "FigureStream",
    "FileLine",
    "IndicatorLine",
    "IndicatorPage",
    "KeptPage",
    "LogPage",
    "Measure",
    "OwnFilter",
    "OwnLine",
    "OwnUse",
    "Pivot",
    "SealsPage",
    "SumOrigin",
    "TotalOptions",
    "TotalOrigin",
    "UnitFigures",
    "UnitPage",
    "ViewLine",
    "ask_file",
    "axis_names",
    "board_csv",
    "board_keys_page",
    "cancel_file",
    "cells_of",
    "compute_board",
    "compute_indicator_page",
    "compute_period",
    "compute_pivot",
    "compute_unit_figures",
    "compute_unit_page",
    "drop_view",
    "families",
    "figures_csv",
    "figures_paper",
    "file_name",
    "keep_page",
    "line_name",
    "list_files",
    "list_indicators",
    "list_pages",
    "list_views",
    "load_boards",
    "log_page",
    "make_files",
    "measure_names",
    "newest_period",
    "open_page",
    "origin_of_entry",
    "origin_of_sum",
    "origin_of_total",
    "own_units",
    "proof_of_entry",
    "proof_of_total",
    "read_choice",
    "read_exploration",
    "read_filter",
    "read_options",
    "require_chosen",
    "require_sheet",
    "save_view",
    "seals_page",
    "since_yesterday",
    "source_words",
    "stream_of",
    "take_file",
    "unit_table",
    "use_words",
    "value_words",
    "visible_definitions",
    "write_package",
    "write_parquet",
    "write_workbook",
]
