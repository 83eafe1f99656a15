"""The public bundle of a result: data, specification, hashes, versions, and a script that computes the table again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from tinhso.engines.evaluation.contracts.scorecards import ScorecardDefinition, UnitScore
from tinhso.engines.evaluation.logic.scorecards.answer_text import text_of
from tinhso.engines.evaluation.logic.scorecards.scoring import Answers
from tinhso.kernel.quantities import round_half_up

SCRIPT = Path(__file__).with_name("recompute.py")
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same result is the same bytes, whenever it is downloaded
ABOUT = """{title}
{title_en}

answers.csv          câu trả lời của từng đơn vị, từng tiêu chí (what each unit answered)
specification.json   tiêu chí, điểm, cách chấm (components, points, shapes)
table.csv            bảng xếp hạng đã công bố (the published table)
manifest.json        phiên bản và mã băm SHA-256 của các tệp (versions and hashes)
recompute.py         tính lại bảng, chỉ cần Python, không dùng phần mềm đã lập bảng:  python3 recompute.py

Không có câu trả lời (not_reported, refused) là 0 điểm; không áp dụng (not_applicable) và chưa đến hạn (not_due) thì bỏ
tiêu chí ra, điểm chia cho các tiêu chí còn lại. Xếp hạng trên số chưa làm tròn; bằng nhau thì cùng hạng.
"""


def shown_score(card: ScorecardDefinition, one: UnitScore) -> str:
    """A score as digits with its declared decimals."""
    whole = Fraction(1) if card.shown_as == "index" else card.points
    value = round_half_up(one.share * whole, card.decimals)
    return f"{value:.{card.decimals}f}"


def table_csv(card: ScorecardDefinition, scored: list[UnitScore]) -> bytes:
    """The ranking: place, unit, score."""
    ordered = sorted(scored, key=lambda one: (-one.share, one.unit))
    return _csv(["rank", "unit", "score"], [[str(one.rank), one.unit, shown_score(card, one)] for one in ordered])


def make_bundle(
    card: ScorecardDefinition,
    stored: Mapping[str, Any],
    answers: Mapping[str, Answers],
    scored: list[UnitScore],
    about: Mapping[str, str],
) -> bytes:
    """Return the bundle as a ZIP; the same result is the same bytes.

    Args:
        stored: the scorecard as it was loaded.
        about: what the answers are: their period.
    """
    files = {
        "answers.csv": _csv(["unit", "component", "answer", "absence"], _answer_rows(card, answers)),
        "specification.json": _json(dict(stored)),
        "table.csv": table_csv(card, scored),
        "recompute.py": SCRIPT.read_bytes(),
    }
    manifest = {
        "scorecard": card.code,
        "version": card.version,
        **about,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    files["manifest.json"] = _json(manifest)
    files["README.txt"] = ABOUT.format(title=card.title.vi, title_en=card.title.en).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"{card.code}/{name}", _MOMENT), content)
    return stream.getvalue()


def _answer_rows(card: ScorecardDefinition, answers: Mapping[str, Answers]) -> list[list[str]]:
    return [
        [unit, one.code, *text_of(given[one.code])]
        for unit, given in sorted(answers.items())
        for one in card.components
        if one.code in given
    ]


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _csv(head: list[str], rows: list[list[str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return stream.getvalue().encode()
