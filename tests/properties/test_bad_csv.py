"""A file with a row of every badness: each named, nothing changed; the good rows alone on request, and once only."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.properties.installation import Answered, Installation

HEADER = "indicator,unit,period,value,operator,dim.sex,missing,status,note"
# What is wrong, the row as it stands in the file, and what the summary must say: column and code.
ROWS: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("nothing: a new figure", "households_trained,24373,nd09:2026-06,412,,,,,", []),
    ("nothing: a new figure with decimals", "spent,24373,nd09:2026-09,12.50,≈,,,,", []),
    ("nothing: it is what stands", "households_trained,24373,nd09:2026-09,405,,,,,", []),
    ("nothing: a correction with its note", "households_trained,24373,nd09:2026-07,372,,,,,đếm lại", []),
    ("nothing: no answer, with the reason", "households_trained,24373,nd09:2026-05,,,,refused,,", []),
    ("nothing: split", "people_by_sex,24373,nd09:2026-09,5,,F,,,", []),
    ("unknown indicator", "households,24373,nd09:2026-10,1,,,,,", [("indicator", "IND-001")]),
    ("computed indicator", "online_share,24373,nd09:2026-10,61.2,,,,,", [("indicator", "IND-022")]),
    ("indicator not yet in force", "spent,24373,nd09:1999-01,1,,,,,", [("period", "IND-003")]),
    ("unknown unit", "spent,99999,nd09:2026-10,1,,,,,", [("unit", "IND-002")]),
    ("unit of another time", "spent,24382,nd09:2026-10,1,,,,,", [("unit", "IND-002")]),
    ("unit of another level", "spent,66,nd09:2026-10,1,,,,,", [("unit", "IND-004")]),
    ("unit of somebody else", "spent,24133,nd09:2026-10,1,,,,,", [("unit", "IND-020")]),
    ("no such period", "spent,24373,nd09:2026-13,1,,,,,", [("period", "KER-001")]),
    ("period of another scheme", "spent,24373,2026-10,1,,,,,", [("period", "KER-004")]),
    ("ambiguous number", "spent,24373,nd09:2026-08,1.637,,,,,", [("value", "KER-050")]),
    ("not a number", "spent,24373,nd09:2026-07,mười,,,,,", [("value", "KER-051")]),
    ("grouped number", 'spent,24373,nd09:2026-06,"1.234,5",,,,,', [("value", "KER-052")]),
    ("more decimals than declared", "households_trained,24373,nd09:2026-04,4.5,,,,,", [("value", "KER-053")]),
    ("more digits than can be kept", "spent,24373,nd09:2026-05,99999999999999999999,,,,,", [("value", "KER-054")]),
    ("percent sign", "spent,24373,nd09:2026-04,61%,,,,,", [("value", "KER-058")]),
    ("unknown operator", "spent,24373,nd09:2026-03,1,?,,,,", [("operator", "KER-059")]),
    ("neither value nor missing code", "spent,24373,nd09:2026-02,,,,,,", [("value", "IND-018")]),
    ("value and missing code", "spent,24373,nd09:2026-01,1,,,refused,,", [("missing", "IND-019")]),
    ("unknown missing code", "spent,24373,nd09:2025-12,,,,none,,", [("missing", "IND-017")]),
    ("a missing code that is not for files", "spent,24373,nd09:2025-11,,,,moved,,", [("missing", "IND-017")]),
    ("unknown status", "spent,24373,nd09:2025-10,1,,,,final,", [("status", "IND-017")]),
    ("official without the right", "spent,24373,nd09:2025-09,1,,,,official,", [("status", "IND-021")]),
    ("undeclared dimension", "spent,24373,nd09:2025-08,1,,F,,,", [("dim.sex", "IND-005")]),
    ("unknown item", "people_by_sex,24373,nd09:2026-10,1,,X,,,", [("dim.sex", "IND-006")]),
    ("a figure twice", "households_trained,24373,nd09:2026-02,1,,,,,", [("", "IND-010")]),
    ("a figure twice, the other", "households_trained,24373,nd09:2026-02,2,,,,,", [("", "IND-010")]),
    ("locked period", "households_trained,24373,nd09:2026-08,400,,,,,nhầm", [("period", "IND-009")]),
    ("too few cells", "spent,24373,nd09:2025-08,1", [("", "IND-034")]),
    ("two things at once", "spent,99999,nd09:2026-10,mười,,,,,", [("unit", "IND-002"), ("value", "KER-051")]),
]
UNNOTED = "households_trained,24373,nd09:2026-07,372"
FIRST_ROW = 2  # the header is row 1
GOOD = [row for _, row, faults in ROWS if not faults]
# Files that are wrong as a whole: their text, and column and code of what must be said.
HEADERS = {
    "indicator,unit,value\nspent,24373,1\n": [("period", "IND-031")],
    "indicator,unit,period,value,colour\nspent,24373,nd09:2026-10,1,red\n": [("colour", "IND-032")],
    "indicator,unit,period,value,value\nspent,24373,nd09:2026-10,1,1\n": [("value", "IND-033")],
    "": [("indicator", "IND-031"), ("period", "IND-031"), ("unit", "IND-031"), ("value", "IND-031")],
    f"indicator,unit,period,value\n{UNNOTED}\n": [("note", "IND-012")],
}


@pytest.fixture(scope="module")
def installed(install: Callable[[], Installation]) -> Installation:
    made = install()
    made.program("csv_world")
    return made


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def importing(file: Path, *options: str) -> list[object]:
    return ["figures", "import", file, "--as", "eakar.nhap", *options]


def summary_of(answered: Answered) -> dict[str, Any]:
    return json.loads(answered.output)  # type: ignore[no-any-return]


def faults_of(summary: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((one["column"], one["code"]) for one in summary["rejections"])


def test_every_bad_row_is_named_and_nothing_changes(installed: Installation, tmp_path: Path) -> None:
    file = write(tmp_path, "bad.csv", "\n".join([HEADER, *(row for _, row, _ in ROWS)]) + "\n")
    before = installed.contents()
    assert before["indicators_entry"][0] == 3
    done = installed.tinhso(*importing(file))
    summary = json.loads(done.stdout)
    named = [(one["row"], one["column"], one["code"]) for one in summary["rejections"]]
    expected = [(row, *fault) for row, (_, _, faults) in enumerate(ROWS, start=FIRST_ROW) for fault in sorted(faults)]
    assert named == expected
    assert all(one["message"] for one in summary["rejections"])
    bad = sum(1 for _, _, faults in ROWS if faults)
    assert (summary["committed"], summary["rejected"]) == (False, bad)
    assert (summary["accepted"], summary["unchanged"], summary["corrected"]) == (4, 1, 1)
    assert done.returncode == 1
    assert installed.contents() == before


def test_a_file_that_is_wrong_as_a_whole_is_refused_and_nothing_changes(
    installed: Installation, tmp_path: Path
) -> None:
    before = installed.contents()
    files = [write(tmp_path, f"{number}.csv", text) for number, text in enumerate(HEADERS)]
    unreadable = tmp_path / "utf16.csv"
    unreadable.write_bytes("indicator,unit,period,value\n".encode("utf-16"))
    quotes = write(tmp_path, "quotes.csv", 'indicator,unit,period,value\nspent,24373,nd09:2026-10,"1\n')
    lines = [importing(file, "--partial") for file in files]
    lines += [importing(file) for file in (unreadable, quotes, tmp_path / "none.csv")]
    lines.append(["figures", "import", files[0], "--as", "cntt"])
    lines.append(["figures", "import", files[0], "--as", "nobody"])
    answers = installed.commands(*lines)
    assert [answer.code for answer in answers] == [1] * len(lines)
    for answer, faults in zip(answers, HEADERS.values(), strict=False):
        assert faults_of(summary_of(answer)) == faults
        assert summary_of(answer)["accepted"] == 0
    codes = [answer.errors.split(":")[0] for answer in answers[len(files) :]]
    assert codes == ["IND-030", "IND-030", "KER-127", "ORG-020", "ORG-024"]
    assert installed.contents() == before


def test_the_good_rows_alone_are_taken_on_request_and_again_only_unchanged(
    installed: Installation, tmp_path: Path
) -> None:
    installed = installed.copied_to(tmp_path / "home")
    file = write(tmp_path, "bad.csv", "\n".join([HEADER, *(row for _, row, _ in ROWS)]) + "\n")
    partial, again = installed.commands(importing(file, "--partial"), importing(file, "--partial"))
    assert (partial.code, again.code) == (1, 1)
    counts = [[summary_of(one)[name] for name in ("committed", "accepted", "unchanged", "corrected")]
              for one in (partial, again)]  # fmt: skip
    assert counts == [[True, 4, 1, 1], [True, 0, 6, 0]]
    assert summary_of(partial)["rejections"] == summary_of(again)["rejections"]
    before = installed.contents()
    assert before["indicators_entry"][0] == 3 + 5
    good = write(tmp_path, "good.csv", "\n".join([HEADER, *GOOD]) + "\n")
    [clean] = installed.commands(importing(good))
    assert clean.code == 0
    assert summary_of(clean) == {
        "committed": True, "accepted": 0, "unchanged": 6, "corrected": 0, "rejected": 0, "rejections": [],
    }  # fmt: skip
    assert installed.contents() == before
