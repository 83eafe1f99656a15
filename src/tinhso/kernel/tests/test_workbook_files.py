"""Hostile files: refused before parsing, with what was found and what to do, in both languages."""

import io
import zipfile

import pytest

from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.tests.raw_workbook import cell_xml, one_cell, pack, parts_of, sheet_xml
from tinhso.kernel.workbooks import Limits, UnknownSheet, read_workbook
from tinhso.kernel.workbooks.limits import MEGABYTE

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
GOOD = parts_of(sheet_xml([cell_xml("A1", "405")]))


def with_parts(**more: str | bytes) -> bytes:
    return pack(GOOD | {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()})


def bomb() -> bytes:
    return pack(GOOD | {"xl/media/zeros.bin": b"\0" * (30 * MEGABYTE)})


def twice() -> bytes:
    out = io.BytesIO(pack(GOOD))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml([cell_xml("A1", "450")]))
    return out.getvalue()


def zip_encrypted() -> bytes:
    data = bytearray(pack(GOOD, zipfile.ZIP_STORED))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def wrong_sum() -> bytes:
    data = pack(GOOD, zipfile.ZIP_STORED)
    return data.replace(b"<v>405</v>", b"<v>450</v>")


def rows(body: str) -> bytes:
    """A sheet whose rows are written by hand."""
    return pack(parts_of(sheet_xml([]).replace("<sheetData>", f"<sheetData>{body}")))


HUGE_SHEET = sheet_xml(["".join(f"<c r='A{row}'/>" for row in range(400_001))])
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
OTHER_KIND = {name: content for name, content in GOOD.items() if not name.startswith("xl/")}

FILES = {
    "empty": (lambda: b"", "KER-080", "rỗng"),
    "text with commas": (lambda: "Chỉ tiêu,Số\nHồ sơ,405\n".encode(), "KER-080", ".csv"),
    "old Excel": (lambda: OLE + b"\0" * 600, "KER-080", ".xls"),
    "encrypted": (lambda: OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "KER-081", "mật khẩu"),
    "a page named .xls": (lambda: b"<html><table><tr><td>405</td></tr></table></html>", "KER-080", "trang web"),
    "a PDF": (lambda: b"%PDF-1.7\n", "KER-080", "PDF"),
    "an OpenDocument sheet": (lambda: pack({"mimetype": "x", "content.xml": "<x/>"}), "KER-080", ".ods"),
    "a Word document": (lambda: pack(OTHER_KIND | {"word/document.xml": "<x/>"}), "KER-080", ".docx"),
    "a binary workbook": (lambda: pack(OTHER_KIND | {"xl/workbook.bin": b"x"}), "KER-080", ".xlsb"),
    "another archive": (lambda: pack({"a.txt": "405"}), "KER-080", ".zip"),
    "strict kind": (lambda: pack({n: str(c).replace("schemas.openxmlformats.org/spreadsheetml/2006",
                    "purl.oclc.org/ooxml/spreadsheetml") for n, c in GOOD.items()}), "KER-080", "Strict"),
    "macros": (lambda: with_parts(xl__vbaProject_dot_bin=b"x"), "KER-084", "VBA"),
    "macros of Excel 4": (lambda: with_parts(xl__macrosheets__sheet1_dot_xml="<x/>"), "KER-084", "Excel 4"),
    "macro-enabled kind": (lambda: pack(GOOD | {"[Content_Types].xml": str(GOOD["[Content_Types].xml"]).replace(
                    "openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main")}),
                    "KER-084", ".xlsm"),
    "embedded object": (lambda: with_parts(xl__embeddings__oleObject1_dot_bin=b"x"), "KER-084", "nhúng"),
    "ActiveX": (lambda: with_parts(xl__activeX__activeX1_dot_xml="<x/>"), "KER-084", "ActiveX"),
    "link to another file": (lambda: with_parts(xl__externalLinks__externalLink1_dot_xml="<x/>",
                    xl__externalLinks___rels__externalLink1_dot_xml_dot_rels='<R Target="file:///D:/so-lieu.xlsx"/>'),
                    "KER-085", "so-lieu.xlsx"),
    "data connection": (lambda: with_parts(xl__connections_dot_xml="<x/>"), "KER-085", "connections"),
    "zip bomb": (bomb, "KER-083", "nở ra"),
    "a part twice": (twice, "KER-083", "hai lần"),
    "encrypted parts": (zip_encrypted, "KER-081", "mật khẩu"),
    "entities": (lambda: pack(GOOD | {"xl/sharedStrings.xml": ENTITIES + "<x>&a;</x>"}), "KER-083", "thực thể"),
    "UTF-16": (lambda: pack(GOOD | {"xl/worksheets/sheet1.xml": str(GOOD["xl/worksheets/sheet1.xml"]).replace(
                    "UTF-8", "UTF-16").encode("utf-16")}), "KER-083", "UTF-8"),
    "too many cells": (lambda: pack(parts_of(HUGE_SHEET)), "KER-082", "số ô"),
    "too many parts": (lambda: pack(GOOD | {f"xl/media/{at}.txt": "" for at in range(1_000)}), "KER-082", "số phần"),
    "cut off": (lambda: pack(GOOD)[:-40], "KER-086", "hỏng"),
    "changed inside": (wrong_sum, "KER-086", "hỏng"),
    "broken XML": (lambda: pack(GOOD | {"xl/worksheets/sheet1.xml": "<worksheet><sheetData>"}), "KER-086", "hỏng"),
    "a cell twice": (lambda: rows('<row r="1"><c r="A1"><v>405</v></c><c r="A1"><v>450</v></c></row>'),
                    "KER-086", "hỏng"),
    "a row twice": (lambda: rows('<row r="1"><c r="A1"><v>405</v></c></row>' * 2), "KER-086", "hỏng"),
    "a cell of another row": (lambda: rows('<row r="2"><c r="A1"><v>405</v></c></row>'), "KER-086", "hỏng"),
    "two values in a cell": (lambda: rows('<row r="1"><c r="A1"><v>405</v><v>450</v></c></row>'), "KER-086", "hỏng"),
    "a second table of cells": (lambda: rows('<row r="1"><c r="A1"><v>405</v></c></row></sheetData><sheetData>'
                    '<row r="1"><c r="A1"><v>450</v></c></row>'), "KER-086", "hỏng"),
    "a number as programs write it": (lambda: one_cell("1_000"), "KER-086", "hỏng"),
    "a number in digits of another script": (lambda: one_cell("٤٠٥"), "KER-086", "hỏng"),
    "a part twice but for its capitals": (lambda: pack(GOOD | {"XL/Worksheets/Sheet1.xml":
                    sheet_xml([cell_xml("A1", "450")])}), "KER-083", "hai lần"),
    "a missing sheet": (lambda: pack({n: c for n, c in GOOD.items() if "sheet1" not in n}), "KER-086", "hỏng"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_by_name_before_it_is_parsed(name):
    make, code, word = FILES[name]
    with pytest.raises(TinhSoError) as refused:
        read_workbook(make())
    assert refused.value.code == code
    assert word in refused.value.message("vi") + refused.value.title("vi")
    assert refused.value.message("en") != refused.value.message("vi")


def test_size_limits_are_judged_before_unpacking():
    data = pack(GOOD | {"xl/media/a.bin": bytes(range(256)) * 8_192})
    with pytest.raises(TinhSoError, match="KER-082"):
        read_workbook(data, limits=Limits(unpacked_bytes=MEGABYTE))
    with pytest.raises(TinhSoError, match="KER-082"):
        read_workbook(one_cell("405"), limits=Limits(file_bytes=100))


def test_a_sheet_is_found_by_its_name_and_a_wrong_name_lists_what_there_is():
    book = read_workbook(one_cell("405"))
    assert book.sheet(" Biểu ").cell(1, 1).number == 405
    with pytest.raises(UnknownSheet, match="Biểu"):
        book.sheet("Phụ lục")
