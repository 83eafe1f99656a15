"""`scorecards/*.yaml` of a package kept as immutable versions; a wrong one is refused, nothing of it applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tinhso.engines.evaluation.contracts.scorecards import ScorecardDefinition
from tinhso.engines.evaluation.errors import PackageFileRefused, UnknownScorecard
from tinhso.engines.evaluation.logic.packages.reading import PackageFile
from tinhso.engines.evaluation.logic.packages.scorecard_files import read_scorecard, scorecard_of
from tinhso.engines.evaluation.models import ScorecardVersion
from tinhso.engines.evaluation.queries import scorecard_versions, scorecards_on
from tinhso.engines.indicators import api as indicators
from tinhso.engines.trust import api as trust
from tinhso.kernel.formulas import codes, parse_formula

LOADED, PUBLISHED = "evaluation.scorecards_loaded", "evaluation.scorecard_published"
Stored = Mapping[str, Any]


def load_scorecards(folder: Path, actor: str) -> tuple[str, ...]:
    """Load the scorecards of a package; the same content again changes nothing.

    Returns:
        Codes of the scorecards of which a version was added.

    Raises:
        PackageFileRefused (EVA-001): also for an unknown indicator, and when a stored version would change.
    """
    read = [(path, read_scorecard(path)) for path in sorted((folder / "scorecards").glob("*.yaml"))]
    stored = scorecard_versions([card["code"] for _path, card in read])
    new: list[Stored] = []
    for path, card in read:
        known = stored.get((card["code"], card["version"]))
        if known is None:
            check_indicators(path, card)
            new.append(card)
        elif known.definition != card:
            raise PackageFile(path, {}).refuse(
                "version",
                f"Phiên bản {card['version']} đã có nội dung khác; hãy tăng version",
                f"Version {card['version']} is stored with other content; raise the version",
            )
    if new:
        store_cards(new, folder.name, actor, LOADED, f"evaluation.package:{folder.name}")
    return tuple(card["code"] for card in new)


def check_indicators(path: Path, card: Stored) -> None:
    """Refuse an indicator that is not defined. Raises PackageFileRefused (EVA-001)."""
    asked = [_codes_of(row) for row in card["rows"]]
    wanted = {code for _field, named in asked for code in named} | set(filter(None, [card.get("indicator")]))
    known = {view.code for view in indicators.definition_versions(wanted)} if wanted else set()
    if card.get("indicator", "") not in known | {""}:
        raise PackageFile(path, card).refuse(
            "indicator", f"Chưa có chỉ tiêu “{card['indicator']}”", f"There is no indicator “{card['indicator']}”"
        )
    for line, (field, named) in enumerate(asked, start=2):
        unknown = next((code for code in named if code not in known), None)
        if unknown is not None:
            raise PackageFileRefused(
                file=path.with_suffix(".csv").name,
                line=line,
                field=field,
                problem_vi=f"Chưa có chỉ tiêu “{unknown}”",
                problem_en=f"There is no indicator “{unknown}”",
            )


def _codes_of(row: Stored) -> tuple[str, list[str]]:
    """The field of a row that names indicators, and their codes."""
    if row.get("formula"):
        return "formula", sorted(codes(parse_formula(row["formula"])))
    return "indicator", [row["indicator"]] if row["indicator"] else []


def store_cards(cards: Sequence[Stored], package: str, actor: str, kind: str, subject: str) -> None:
    """Store versions as one event."""
    trust.keep_versions(
        ScorecardVersion, cards, kind=kind, subject=subject, actor=actor, package=package, listed_as="scorecards"
    )


def list_scorecards(on: date) -> list[ScorecardDefinition]:
    """Return the version of every scorecard in force on a day."""
    return [scorecard_of(row.definition) for row in scorecards_on(on)]


def find_scorecard(code: str, on: date) -> tuple[ScorecardDefinition, Stored]:
    """Return the version of a scorecard in force on a day, and as it was loaded. Raises UnknownScorecard (EVA-011)."""
    for row in scorecards_on(on):
        if row.scorecard.code == code:
            return scorecard_of(row.definition), row.definition
    raise UnknownScorecard(scorecard=code)
