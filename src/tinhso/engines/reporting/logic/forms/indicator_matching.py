"""Which indicators a line of a form may mean: by code, and by the meaning of its Vietnamese name.

1. A text that is a code is that indicator.
2. Names are folded to words in one spelling (`search_key` writes CĐS, TTHC, DVC out), words that say nothing are left
   out, and each word weighs the more the fewer names carry it.
3. The score is what both names share of what both say (Dice, 0 to 100); a share against a count, or another unit of
   measure, costs points.
4. Two candidates that lie close together are a question, not an answer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tinhso.engines.indicators.contracts import DefinitionView, Kind
from tinhso.engines.reporting.contracts import IndicatorMatch
from tinhso.kernel.vietnamese import search_key

LEAST_SCORE = 45
"""Below this a name says something else."""
SURE_SCORE = 80
"""From here on one candidate that stands alone is proposed; it is still accepted by a click."""
TIE_POINTS = 8
"""Candidates closer than this are asked about."""
OTHER_KIND_POINTS, OTHER_UNIT_POINTS = 30, 15
# Words of every other line: they tell that a number is meant, not which.
STOP_WORDS = frozenset(
    (
        "so", "luong", "tong", "cac", "cua", "va", "tren", "dia", "ban", "duoc", "co", "da", "trong", "ky", "cho",
        "theo", "tai", "la", "den", "voi", "ve", "nhung", "moi", "bang", "thuc", "hien", "bao", "cao", "chi", "tieu",
    )
)  # fmt: skip
_SHARE_WORDS = ("ty le", "ti le", "%", "phan tram")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The indicators to choose from, with what each word of their names weighs."""

    definitions: tuple[DefinitionView, ...]
    words: dict[str, frozenset[str]]
    weights: dict[str, float]

    @classmethod
    def of(cls, definitions: Iterable[DefinitionView]) -> Vocabulary:
        """Read the names once for any number of questions."""
        listed = tuple(definitions)
        words = {one.code: words_of(one.name_vi) for one in listed}
        counts = Counter(word for of_one in words.values() for word in of_one)
        weights = {word: 1 + math.log((1 + len(listed)) / (1 + count)) for word, count in counts.items()}
        return cls(listed, words, weights)

    def weight(self, words: Iterable[str]) -> float:
        """What some words weigh together; a word that no indicator has weighs like the rarest."""
        rarest = 1 + math.log(1 + len(self.definitions))
        return sum(self.weights.get(word, rarest) for word in words)


def words_of(name: str) -> frozenset[str]:
    """The words of a name that say something, in one spelling.

    >>> sorted(words_of("Tổng số hồ sơ TTHC đã tiếp nhận trong kỳ"))
    ['chinh', 'ho', 'nhan', 'hanh', 'thu', 'tiep', 'tuc']
    """
    return frozenset(search_key(name).split()) - STOP_WORDS


def match(name: str, vocabulary: Vocabulary, measure_unit: str = "", limit: int = 5) -> tuple[IndicatorMatch, ...]:
    """Return the indicators that a name may mean, best first.

    Args:
        name: a code, or a Vietnamese name.
        measure_unit: code of the unit the form names for the line, empty where it names none.
    """
    by_code = [one for one in vocabulary.definitions if one.code == name.strip().lower()]
    if by_code:
        return (IndicatorMatch(by_code[0].code, 100, (), True),)
    asked = words_of(name)
    if not asked:
        return ()
    found = (_judge(name, asked, one, vocabulary, measure_unit) for one in vocabulary.definitions)
    good = sorted((one for one in found if one.score >= LEAST_SCORE), key=lambda one: (-one.score, one.code))
    return tuple(good[:limit])


def is_sure(matches: Sequence[IndicatorMatch]) -> bool:
    """Whether the first candidate may be proposed without asking: good enough, and alone."""
    if not matches or matches[0].score < SURE_SCORE:
        return False
    return len(matches) == 1 or matches[0].score - matches[1].score >= TIE_POINTS


def _judge(
    name: str, asked: frozenset[str], definition: DefinitionView, vocabulary: Vocabulary, measure_unit: str
) -> IndicatorMatch:
    known = vocabulary.words[definition.code]
    shared = asked & known
    whole = vocabulary.weight(asked) + vocabulary.weight(known)
    score = 200 * vocabulary.weight(shared) / whole if whole else 0
    if _asks_share(name, measure_unit) != (definition.kind is Kind.RATIO or definition.measure_unit == "percent"):
        score -= OTHER_KIND_POINTS
    elif measure_unit and measure_unit != definition.measure_unit:
        score -= OTHER_UNIT_POINTS
    return IndicatorMatch(definition.code, max(round(score), 0), tuple(sorted(shared)), False)


def _asks_share(name: str, measure_unit: str) -> bool:
    folded = f" {search_key(name)} "
    return measure_unit == "percent" or "%" in name or any(f" {word} " in folded for word in _SHARE_WORDS)
