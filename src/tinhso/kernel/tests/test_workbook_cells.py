"""Hostile cells: each is read as what is certainly meant, or refused with its address."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.tests.raw_workbook import cell_xml, one_cell, pack, parts_of, sheet_xml, with_shared_text
from tinhso.kernel.workbooks import Content, FigureRules, read_figure, read_workbook

COUNT = FigureRules(locale="vi", decimals=0)
DECIMAL = FigureRules(locale="vi", decimals=3)
PERCENT = FigureRules(locale="vi", decimals=1, percent=True)
UNKNOWN_LOCALE = FigureRules(locale=None)


def read(data: bytes, rules: FigureRules):
    """The value of A1 as text, “> 96” with its operator, None where blank, or the code of the refusal."""
    try:
        measured = read_figure(read_workbook(data).sheets[0].cell(1, 1), rules)
    except TinhSoError as error:
        return error.code if "ô A1" in error.located_message("vi") else f"{error.code} without its cell"
    if measured is None:
        return None
    sign = measured.operator.symbol
    return f"{measured.value:f}" if sign == "=" else f"{sign} {measured.value:f}"


TEXTS = {
    "thousands of Vietnam": ("1.637", COUNT, "1637"),
    "thousands of Vietnam without a declared locale": ("1.637", UNKNOWN_LOCALE, "KER-050"),
    "thousands of England in a Vietnamese file": ("1,637", COUNT, "KER-053"),
    "thousands of England where three decimals are allowed is a Vietnamese decimal": ("1,637", DECIMAL, "1.637"),
    "percent as text": ("139,5%", PERCENT, "139.5"),
    "percent as text with a space": ("139,5 %", PERCENT, "139.5"),
    "percent as text without its sign is points": ("139,5", PERCENT, "139.5"),
    "percent as text for a count": ("139,5%", COUNT, "KER-053"),
    "whole percent as text for a count": ("61%", COUNT, "KER-058"),
    "a number stored as text": ("405", COUNT, "405"),
    "non-breaking spaces around": ("\u00a0405\u00a0", COUNT, "405"),
    "a non-breaking space inside": ("1\u00a0637", COUNT, "KER-051"),
    "a thin space inside": ("1\u2009637", COUNT, "KER-051"),
    "full-width digits": ("４０５", COUNT, "405"),
    "full-width digits with a full-width comma": ("１３９，５％", PERCENT, "139.5"),
    "Arabic-Indic digits": ("٤٠٥", COUNT, "KER-051"),
    "a superscript footnote": ("405¹", COUNT, "KER-051"),
    "a footnote in brackets": ("405 (1)", COUNT, "KER-096"),
    "a unit behind the number": ("405 hồ sơ", COUNT, "KER-096"),
    "a trailing note": ("405; xem phụ lục", COUNT, "KER-051"),
    "an operator in words, decomposed": (unicodedata.normalize("NFD", "trên 96%"), PERCENT, "> 96"),
    "an operator as a sign": (">= 96", COUNT, "≥ 96"),
    "scientific notation as text": ("1,2E+03", COUNT, "KER-051"),
    "a date as text": ("15/10/2026", COUNT, "KER-051"),
    "a ratio as text": ("48/63", COUNT, "KER-051"),
    "two numbers": ("3; 4", COUNT, "KER-051"),
    "the letter O for a zero": ("4O5", COUNT, "KER-051"),
    "a dash": ("–", COUNT, "KER-051"),
    "a long minus sign": ("−405", COUNT, "-405"),
    "only spaces": (" \u00a0 ", COUNT, None),
    "zero-width characters": ("\u200b405\ufeff", COUNT, "405"),
    "groups in the wrong places": ("1.63.7", COUNT, "KER-052"),
    "formula text": ("=1+1", COUNT, "KER-051"),
    "a command": ("=cmd|'/c calc'!A1", COUNT, "KER-051"),
    "a tab before a number": ("\t405", COUNT, "405"),
    "an at sign": ("@SUM(1,2)", COUNT, "KER-051"),
    "forty-one digits": ("4" * 41, COUNT, "KER-054"),
}

NUMBERS = {
    "a plain number": ("405", "", COUNT, "405"),
    "a number with thousands shown": ("1637", "#,##0", COUNT, "1637"),
    "a decimal for a count": ("1.637", "", COUNT, "KER-053"),
    "percent format": ("1.395", "0.0%", PERCENT, "139.5"),
    "percent format without decimals would hide some": ("1.395", "0%", PERCENT, "KER-094"),
    "percent format with noise of binary fractions": ("0.61199999999999999", "0.0%", PERCENT, "61.2"),
    "percent format on a count": ("1.395", "0.0%", COUNT, "KER-058"),
    "a fraction without a percent format": ("0.612", "", PERCENT, "KER-093"),
    "points without a percent format": ("61.2", "", PERCENT, "KER-093"),
    "a zero percentage needs no format": ("0", "", PERCENT, "0"),
    "a quoted percent sign is no percent format": ("61.2", '0.0"%"', PERCENT, "KER-093"),
    "scientific number": ("1.2E+3", "", COUNT, "1200"),
    "a scientific format that hides digits": ("1637", "0.0E+00", COUNT, "KER-094"),
    "a scientific format that shows all": ("1600", "0.0E+00", COUNT, "1600"),
    "a format in thousands": ("1637000", "#,##0,", COUNT, "KER-094"),
    "a format in millions with words": ("1637000", '0.0,,"tr"', COUNT, "KER-094"),
    "a format that rounds what is shown": ("404.6", "0", FigureRules("vi", 1), "KER-094"),
    "a format that writes another digit": ("405", '"1"0', COUNT, "KER-094"),
    "a format that hides": ("405", ";;;", COUNT, "KER-094"),
    "a format with conditions": ("1637", '[>=1000]#,##0,"k";0', COUNT, "KER-094"),
    "a fraction format": ("0.5", "# ?/?", DECIMAL, "KER-094"),
    "an accounting format": ("1637", '_-* #,##0\\ "₫"_-;-* #,##0\\ "₫"_-;_-* "-"??\\ "₫"_-;_-@_-', COUNT, "1637"),
    "an accounting zero": ("0", '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', COUNT, "0"),
    "words behind the number by format": ("405", '#,##0" hồ sơ"', COUNT, "405"),
    "a number formatted as text": ("405", "@", COUNT, "405"),
    "a date": ("46341", "dd/mm/yyyy", COUNT, "KER-090"),
    "a time": ("0.5", "hh:mm", DECIMAL, "KER-090"),
    "a month that was 1.5": ("46143", "d-mmm", DECIMAL, "KER-090"),
    "a negative number without its sign": ("-405", "#,##0;#,##0", COUNT, "KER-094"),
    "a negative number in red without its sign": ("-405", "#,##0;[Red]#,##0", COUNT, "KER-094"),
    "a negative number in brackets": ("-405", "#,##0_);(#,##0)", COUNT, "-405"),
    "a negative number with its sign behind": ("-405", "#,##0;#,##0-", COUNT, "-405"),
    "a positive number behind a minus": ("405", '"-"#,##0', COUNT, "KER-094"),
    "a unit in brackets behind the number": ("405", '#,##0" (hộ)"', COUNT, "405"),
    "a zero that shows another number": ("0", '#,##0;-#,##0;"405"', COUNT, "KER-094"),
    "a zero of an accounting format of Vietnam": ("0", '#,##0\\ [$₫-42A];-#,##0;"-"\\ [$₫-42A]', COUNT, "0"),
    "noise behind a sum": ("404.99999999999994", "", COUNT, "405"),
    "more digits than a spreadsheet keeps": ("1234567890123456789", "", COUNT, "KER-095"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_is_read_right_or_refused_with_its_cell(name):
    text, rules, expected = TEXTS[name]
    assert read(one_cell(text, kind="inlineStr"), rules) == expected


STRUCK, RAISED = "<rPr><strike/></rPr>", '<rPr><vertAlign val="superscript"/></rPr>'


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (f"<r>{STRUCK}<t>405</t></r><r><t>412</t></r>", "KER-098"),
        (f"<r><t>405</t></r><r>{RAISED}<t>1</t></r>", "KER-098"),
        ('<r><t>40</t></r><r><rPr><b/><strike val="0"/><vertAlign val="baseline"/></rPr><t>5</t></r>', "405"),
        ('<t>405</t><rPh sb="0" eb="1"><t>9</t></rPh>', "405"),
    ],
)
def test_a_figure_with_a_part_struck_out_or_raised_is_refused(runs, expected):
    inline = sheet_xml([f'<c r="A1" t="inlineStr"><is>{runs}</is></c>'])
    assert read(with_shared_text(runs), COUNT) == expected
    assert read(pack(parts_of(inline)), COUNT) == expected


@pytest.mark.parametrize(("font", "expected"), [("<strike/>", "KER-098"), ('<strike val="0"/>', "405")])
def test_a_figure_that_is_struck_out_whole_is_refused(font, expected):
    parts = parts_of(sheet_xml([cell_xml("A1", "405")]))
    struck = str(parts["xl/styles.xml"]).replace("<fonts><font/></fonts>", f"<fonts><font>{font}</font></fonts>")
    assert read(pack(parts | {"xl/styles.xml": struck}), COUNT) == expected


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_are_read_with_their_format_or_refused_with_their_cell(name):
    value, number_format, rules, expected = NUMBERS[name]
    assert read(one_cell(value, number_format), rules) == expected


@pytest.mark.parametrize(
    ("formula", "value", "kind", "expected"),
    [
        ("SUM(B1:B9)", "405", "n", "405"),
        ("SUM(B1:B9)", "", "n", "KER-091"),
        ("B1/B2", "#DIV/0!", "e", "KER-090"),
        ("B1&C1", "1.637", "str", "1637"),
        ("[1]Sheet1!A1", "405", "n", "KER-092"),
        ("'C:\\[x.xlsx]S'!A1", "405", "n", "KER-092"),
        ("cmd|'/c calc'!A1", "405", "n", "KER-092"),
        ('WEBSERVICE("x")', "405", "str", "KER-092"),
        ("RAND()*1000", "405", "n", "KER-092"),
        ("TODAY()-1", "405", "n", "KER-092"),
        ("Table1[Số]+1", "405", "n", "405"),
        ("'Trang 2'!A1", "405", "n", "405"),
        ('IF(B1>0,"[1]",405)', "405", "n", "405"),
    ],
)
def test_a_formula_counts_by_its_stored_result_only(formula, value, kind, expected):
    assert read(one_cell(value, kind=kind, formula=formula), COUNT) == expected


@pytest.mark.parametrize(("kind", "value"), [("b", "1"), ("e", "#N/A"), ("d", "2026-11-14T00:00:00")])
def test_what_is_no_number_is_refused(kind, value):
    assert read(one_cell(value, kind=kind), COUNT) == "KER-090"


def test_a_merged_figure_is_refused_with_its_range():
    sheet = sheet_xml([cell_xml("A1", "405")], extra='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')
    assert read(pack(parts_of(sheet)), COUNT) == "KER-097"


def test_hidden_rows_and_columns_are_read_and_marked():
    sheet = sheet_xml([cell_xml("A1", "405")]).replace('<row r="1">', '<row r="1" hidden="1">')
    cell = read_workbook(pack(parts_of(sheet))).sheets[0].cell(1, 1)
    assert cell.hidden
    assert cell.number == 405


def test_a_stray_cell_in_the_last_corner_costs_nothing():
    sheet = sheet_xml([cell_xml("A1", "405")]).replace(
        "</sheetData>", f'<row r="1048576">{cell_xml("XFD1048576", "1")}</row></sheetData>'
    )
    book = read_workbook(pack(parts_of(sheet)))
    assert len(book.sheets[0].cells) == 2
    assert (book.sheets[0].last_row, book.sheets[0].last_column) == (1_048_576, 16_384)


def test_labels_are_composed_and_codes_keep_their_zeros():
    name = unicodedata.normalize("NFD", "  Số hồ sơ\u00a0tiếp nhận ")
    sheet = sheet_xml([cell_xml("A1", name, kind="inlineStr"), cell_xml("A2", "123", style=1)])
    found = read_workbook(pack(parts_of(sheet, ["00000"]))).sheets[0]
    assert found.cell(1, 1).label == "Số hồ sơ tiếp nhận"
    assert found.cell(2, 1).label == "00123"
    assert found.cell(9, 9).content is Content.EMPTY


@settings(max_examples=60, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**11), max_value=10**11, places=3))
def test_a_number_survives_the_binary_fraction_of_its_file(value: Decimal):
    # What a spreadsheet stores is the nearest binary fraction, written with up to 17 digits.
    assert read(one_cell(f"{float(value):.17g}"), FigureRules("vi", 3)) == f"{value + 0:f}".rstrip("0").rstrip(".")
