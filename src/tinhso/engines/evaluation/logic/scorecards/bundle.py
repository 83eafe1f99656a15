"""The public bundle of a result: data, specification, hashes, versions, and a script that computes the table again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from tinhso import __version__
from tinhso.engines.evaluation.contracts.scorecards import Answer, ScorecardDefinition, UnitScore
from tinhso.engines.evaluation.logic.scorecards.answer_text import text_of
from tinhso.engines.evaluation.logic.scorecards.scoring import Answers, cluster_ranks, pillar_ranks
from tinhso.kernel.files.archive import zip_of
from tinhso.kernel.quantities import round_half_up

SCRIPT = Path(__file__).with_name("recompute.py")
ABOUT = """{title}
{title_en}

units.csv            các đơn vị được chấm, tên, khối thi đua (the units that are scored, with their cluster)
answers.csv          câu trả lời của từng đơn vị, từng tiêu chí (what each unit answered). Cột share: phần điểm đã được
                     thẩm định hoặc chốt, dùng thay câu trả lời (a share that was decided counts instead of the answer;
                     where a figure or a claim decided it, the script computes it again from the answer);
                     cột source: figure = số liệu, appraised = thẩm định, claimed = tự chấm, nobody = chưa có
inputs.csv           số liệu đầu vào của các tiêu chí chấm theo công thức, khi có; công thức ở specification.json
                     (the figures that formulas were computed from, where there are any; the formulas stand there)
specification.json   tiêu chí, điểm, cách chấm (components, points, shapes)
table.csv            bảng xếp hạng đã công bố: chung, trong khối, từng nhóm tiêu chí (the published table)
manifest.json        phiên bản và mã băm SHA-256 của các tệp (versions and hashes)
recompute.py         tính lại bảng, chỉ cần Python, không dùng phần mềm đã lập bảng:  python3 recompute.py

Không có câu trả lời (not_reported, refused) là 0 điểm; không áp dụng (not_applicable) và chưa đến hạn (not_due) thì bỏ
tiêu chí ra, điểm chia cho các tiêu chí còn lại. Xếp hạng trên số chưa làm tròn; bằng nhau thì cùng hạng.
"""


@dataclass(frozen=True, slots=True)
class Given:
    """What stands for a component: an answer, or the share that was decided; where it comes from.

    Attributes:
        inputs: of a formula, the figures it was computed from, by code of their indicator.
    """

    answer: str = ""
    absence: str = ""
    share: str = ""
    source: str = ""
    inputs: Mapping[str, Answer] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Published:
    """A result as it is published.

    Attributes:
        stored: the scorecard as it was loaded.
        names: name and cluster by unit.
        given: by unit and component.
        about: what the answers are: their period, their round.
    """

    card: ScorecardDefinition
    stored: Mapping[str, Any] = field(repr=False)
    scored: Sequence[UnitScore] = field(repr=False)
    names: Mapping[str, tuple[str, str]] = field(repr=False)
    given: Mapping[str, Mapping[str, Given]] = field(repr=False)
    about: Mapping[str, str | int]


def given_answers(answers: Answers) -> dict[str, Given]:
    """What figures or people answer, as it stands in a bundle."""
    return {code: Given(*text_of(one), inputs=one.inputs) for code, one in answers.items()}


def shown_score(card: ScorecardDefinition, one: UnitScore) -> str:
    """A score as digits with its declared decimals."""
    return _shown(card, one.share, card.points)


def _shown(card: ScorecardDefinition, share: Fraction | None, points: Fraction) -> str:
    if share is None:
        return ""
    value = round_half_up(share * (Fraction(1) if card.shown_as == "index" else points), card.decimals)
    return f"{value:.{card.decimals}f}"


def table_csv(card: ScorecardDefinition, scored: Sequence[UnitScore], clusters: Mapping[str, str]) -> bytes:
    """The ranking: place, unit, score, place in its cluster, points and place of each pillar."""
    ordered = sorted(scored, key=lambda one: (-one.share, one.unit))
    in_cluster, by_pillar = cluster_ranks(clusters, ordered), pillar_ranks(card, ordered)
    head = ["rank", "unit", "score", "cluster", "cluster_rank"]
    head += [f"{name}_{node.code}" for node in card.pillars for name in ("points", "rank")]
    rows = []
    for one in ordered:
        row = [str(one.rank), one.unit, shown_score(card, one), clusters[one.unit], str(in_cluster[one.unit])]
        for node in card.pillars:
            row += [_shown(card, one.by_node[node.code], node.points), str(by_pillar[node.code].get(one.unit, ""))]
        rows.append(row)
    return _csv(head, rows)


def make_bundle(published: Published) -> bytes:
    """Return the bundle as a ZIP; the same result is the same bytes."""
    card = published.card
    clusters = {unit: cluster for unit, (_name, cluster) in published.names.items()}
    files = {
        "units.csv": _csv(["unit", "name", "cluster"], [[unit, *said] for unit, said in published.names.items()]),
        "answers.csv": _csv(["unit", "component", "answer", "absence", "share", "source"], _answer_rows(published)),
        "specification.json": _json(dict(published.stored)),
        "table.csv": table_csv(card, published.scored, clusters),
        "recompute.py": SCRIPT.read_bytes(),
    }
    if inputs := _input_rows(published):
        files["inputs.csv"] = _csv(["unit", "component", "indicator", "value", "absence"], inputs)
    manifest = {
        "scorecard": card.code,
        "version": card.version,
        "software": __version__,
        **published.about,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    files["manifest.json"] = _json(manifest)
    files["README.txt"] = ABOUT.format(title=card.title.vi, title_en=card.title.en).encode()
    return zip_of(dict(sorted(files.items())), card.code)


def _answer_rows(published: Published) -> list[list[str]]:
    return [
        [unit, one.code, given[one.code].answer, given[one.code].absence, given[one.code].share, given[one.code].source]
        for unit, given in sorted(published.given.items())
        for one in published.card.components
        if one.code in given
    ]


def _input_rows(published: Published) -> list[list[str]]:
    return [
        [unit, one.code, indicator, *text_of(figure)]
        for unit, given in sorted(published.given.items())
        for one in published.card.components
        if one.code in given
        for indicator, figure in sorted(given[one.code].inputs.items())
    ]


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _csv(head: list[str], rows: list[list[str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return stream.getvalue().encode()
