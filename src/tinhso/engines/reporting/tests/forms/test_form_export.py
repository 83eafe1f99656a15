"""Forms leave as a package and come back the same: any form as a file, and real ones through an empty database."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.engines.reporting.logic.forms.definition_files import read_form
from tinhso.engines.reporting.logic.forms.form_editing import without_waiting
from tinhso.engines.reporting.logic.forms.form_writing import write_form
from tinhso.engines.reporting.testing import World, at
from tinhso.engines.reporting.tests.desk import Desk

# Texts as people write them, with everything that YAML might take for something else.
WORDS = st.sampled_from(
    [
        "Số hộ",
        "no",
        "1.1",
        "01",
        "~",
        "a: b",
        "“ngoặc”",
        '"x"',
        "# dấu",
        "- gạch",
        "đúng\u00a0hạn",
        "5=2/1",
        "null",
        "0x1",
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map(lambda words: " ".join(" ".join(words).split()))
CODES = st.from_regex(r"[a-z][a-z0-9_]{2,12}x", fullmatch=True)
KINDS = ["previous", "same_period_last_year", "change", "year_to_date", "plan", "plan_share", "estimate", "note"]


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """The definition of any form, as it is stored."""

    def column(kind: str, code: str) -> dict[str, Any]:
        made: dict[str, Any] = {"code": code, "kind": kind, "name_vi": draw(TEXTS), "name_en": draw(TEXTS)}
        made["entered"] = kind in ("value", "plan", "estimate") and draw(st.booleans())
        if draw(st.booleans()):
            made["groups_vi"] = draw(st.lists(TEXTS, min_size=1, max_size=3))
        if draw(st.booleans()):
            made["number"] = draw(TEXTS)
        return made

    columns = [column("value", "value")]
    columns += [column(kind, f"k_{kind}") for kind in draw(st.lists(st.sampled_from(KINDS), unique=True, max_size=4))]
    for item in draw(st.lists(st.sampled_from("FM"), unique=True, max_size=2)):
        columns.append(column("value", f"value_sex_{item}") | {"dims": f"sex={item}"})
    if draw(st.booleans()):
        tree = {"op": "/", "args": [{"code": "value"}, {"code": "value"}]}
        formula = {"formula": tree, "decimals": draw(st.integers(0, 6)), "as_percent": draw(st.booleans())}
        columns.append(column("formula", "share_x") | {"entered": False} | formula)
    numbers = draw(st.lists(TEXTS.map(lambda text: text[:20].strip()), min_size=1, max_size=4, unique=True))
    codes = draw(st.lists(CODES, min_size=len(numbers), max_size=len(numbers), unique=True))
    rows: list[dict[str, Any]] = []
    for number, code in zip(numbers, codes, strict=True):
        heading = bool(rows) and draw(st.booleans())
        row: dict[str, Any] = {
            "no": number, "indicator": "" if heading else code, "dims": "", "name_vi": draw(TEXTS) if heading else "",
            "name_en": "", "indent": draw(st.integers(0, 5)), "carry_over": draw(st.booleans()),
        }  # fmt: skip
        if draw(st.booleans()):
            row["label"] = draw(TEXTS)
        if draw(st.booleans()):
            row["of_which"] = True
        rows.append(row)
    rule = {"op": "<=", "args": [{"code": rows[0]["indicator"]}, {"number": "5"}]}
    made = {
        "name_vi": draw(TEXTS), "name_en": draw(TEXTS), "guidance_vi": draw(st.one_of(st.just(""), TEXTS)),
        "guidance_en": "", "source": draw(TEXTS), "illustrative": draw(st.booleans()), "columns": columns,
        "rows": rows,
        "rules": [{"code": "r1", "severity": "error", "row": rows[0]["no"], "message_vi": draw(TEXTS),
                   "message_en": draw(TEXTS), "rule": rule}] if draw(st.booleans()) else [],
    }  # fmt: skip
    if draw(st.booleans()):
        made["header"] = {"number": draw(TEXTS), "sender_vi": draw(TEXTS)}
    if draw(st.booleans()):
        made["number_line"] = draw(st.lists(TEXTS, min_size=1, max_size=3))
    if draw(st.booleans()):
        made["signatories"] = [{"title_vi": draw(TEXTS), "title_en": draw(TEXTS), "note_vi": draw(TEXTS)}]
    return made


@pytest.mark.one_database
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(definition=forms())
def test_any_form_written_as_a_file_reads_back_the_same(definition: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "form.yaml"
    file.write_text(write_form("bieu-x", 3, date(2026, 1, 2), definition), encoding="utf-8")
    read = read_form(file)
    assert (read.code, read.version, read.valid_from) == ("bieu-x", 3, date(2026, 1, 2))
    assert read.definition == without_waiting(definition)


def test_a_form_is_downloaded_as_a_package(world: World, seat: type[Desk]) -> None:
    with at("2026-11-02 08:00"):
        desk = seat("vp.giaobaocao")
        answer = desk.client.get("/bieu-mau/bieu-01-cds-t/goi")
        assert answer["Content-Disposition"] == 'attachment; filename="bieu-01-cds-t.zip"'
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            names = archive.namelist()
            assert "bieu-01-cds-t/forms/bieu-01-cds-t-v1.yaml" in names
            assert "bieu-01-cds-t/indicators/online_share.yaml" in names
            assert "dossiers_online" in archive.read("bieu-01-cds-t/indicators/online_share.yaml").decode()
        assert desk.client.get("/bieu-mau/bieu-01-cds-t/goi").content == answer.content
