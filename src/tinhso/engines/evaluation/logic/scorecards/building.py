"""A scorecard copied, changed on screen and published as a version; the same card as files of a package and back.

1. What is changed is judged by the very rules that read a package: there is one way for a card to be wrong.
2. A copy under another code answers for itself: the indicators that the old card's scores become do not come along,
   else closing a round of either would correct the other's figures.
3. Published, a version never changes; a round keeps the version it was opened with.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from django.db import transaction

from tinhso.engines.evaluation.contracts.rounds import RoundVerb
from tinhso.engines.evaluation.contracts.scorecards import ScorecardDefinition
from tinhso.engines.evaluation.errors import PackageFileRefused
from tinhso.engines.evaluation.logic.packages.scorecard_files import (
    CARD_KEYS,
    COLUMNS,
    plain_row,
    read_scorecard,
    sort_key,
)
from tinhso.engines.evaluation.logic.plans.moments import read_moment
from tinhso.engines.evaluation.logic.rounds.life import ROUND_TABLE
from tinhso.engines.evaluation.logic.scorecards.loading import (
    PUBLISHED,
    Stored,
    check_indicators,
    find_scorecard,
    store_cards,
)
from tinhso.engines.evaluation.models import Scorecard
from tinhso.engines.evaluation.queries import last_version_of
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.kernel.files.archive import files_of_zip, zip_of

_CODE_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
MOST_BYTES, MOST_FILES, MOST_ROWS = 1_000_000, 8, 500
# No archive (a ValueError too), or files that are not what a package's are.
_OTHER_CONTENT = (yaml.YAMLError, csv.Error, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
_BUILDING = ROUND_TABLE[RoundVerb.OPEN].action
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CardDraft:
    """A scorecard as somebody is writing it.

    Attributes:
        base: the card it was copied from; unit, periods and decimals come from there.
        per_cluster, least_share, on_time: the rule of commendation, none without a number of places.
        clusters: code, title_vi, title_en, and types with commas between.
        rows: every criterion as the columns of its table have it, in text.
    """

    base: str
    code: str
    valid_from: str
    title_vi: str
    title_en: str
    points: str
    source: str
    level: str
    per_cluster: str = ""
    least_share: str = ""
    on_time: str = ""
    clusters: Sequence[Row] = ()
    rows: Sequence[Row] = field(default=(), repr=False)


def draft_of(code: str, rights: Rights) -> CardDraft:
    """Return the version in force as a draft. Raises UnknownScorecard (EVA-011), NoRight (ORG-020)."""
    card, stored = require_building(code, rights)
    return CardDraft(
        base=code, code=code, valid_from=read_moment("").on.isoformat(), title_vi=card.title.vi, title_en=card.title.en,
        points=str(stored["points"]), source=card.source, level=card.level, rows=_ordered(stored["rows"]),
        clusters=[
            {"code": one.code, "title_vi": one.title.vi, "title_en": one.title.en, "types": ", ".join(one.types)}
            for one in card.clusters
        ],
        **_told_rule(stored.get("commendation")),
    )  # fmt: skip


def _told_rule(rule: Mapping[str, Any] | None) -> dict[str, str]:
    if rule is None:
        return {"per_cluster": "", "least_share": "", "on_time": ""}
    return {
        "per_cluster": str(rule["per_cluster"]), "least_share": str(rule["least_share"]),
        "on_time": "1" if rule["on_time"] else "",
    }  # fmt: skip


def _rule(draft: CardDraft) -> dict[str, Any]:
    """Clusters and the rule of commendation as a package has them; what is empty is left out."""
    found: dict[str, Any] = {}
    if draft.clusters:
        found["clusters"] = [
            {"code": one["code"], "title": {"vi": one["title_vi"], "en": one["title_en"] or one["title_vi"]},
             "types": [part.strip() for part in one["types"].split(",") if part.strip()]}
            for one in draft.clusters
        ]  # fmt: skip
    if draft.per_cluster:
        places = int(draft.per_cluster) if draft.per_cluster.isdecimal() else draft.per_cluster
        found["commendation"] = {
            "per_cluster": places, "least_share": draft.least_share.replace(",", "."), "on_time": bool(draft.on_time),
        }  # fmt: skip
    return found


def require_building(code: str, rights: Rights) -> tuple[ScorecardDefinition, Stored]:
    """Return the version in force to who may build on it: whoever may open a round of the card.

    Raises:
        UnknownScorecard (EVA-011), NoRight (ORG-020)
    """
    card, stored = find_scorecard(code, read_moment("").on)
    rights.require(_BUILDING, _keeper(card))
    return card, stored


def may_build(code: str, rights: Rights) -> bool:
    """Say whether somebody may build versions of a card. Raises UnknownScorecard (EVA-011)."""
    if not rights.may(_BUILDING):
        return False
    card, _stored = find_scorecard(code, read_moment("").on)
    return rights.may(_BUILDING, _keeper(card))


def _keeper(card: ScorecardDefinition) -> int:
    """The unit whose card it is."""
    return orgs.unit_by_code(card.unit, read_moment("").on).id


def _ordered(rows: Sequence[Row]) -> list[Row]:
    return sorted((plain_row(row) for row in rows), key=lambda row: sort_key(row["code"]))


def check_draft(draft: CardDraft) -> dict[str, Any]:
    """Return the stored form that a draft would get.

    Raises:
        PackageFileRefused (EVA-001): naming the row and the field; UnknownScorecard (EVA-011)
    """
    _base, stored = find_scorecard(draft.base, read_moment("").on)
    if not draft.code or not set(draft.code) <= _CODE_LETTERS or len(draft.code) > 60:
        raise _refuse(
            draft, "code", "Mã chỉ gồm chữ thường không dấu, số và dấu gạch", "Use small letters, digits, hyphens"
        )
    if len(draft.rows) > MOST_ROWS:
        raise _refuse(
            draft, "code", f"Bộ chỉ số quá {MOST_ROWS} dòng: hãy nạp như một gói",
            f"More than {MOST_ROWS} rows: load it as a package",
        )  # fmt: skip
    last = last_version_of(draft.code)
    if draft.level not in {one.code for one in orgs.levels_on()}:
        raise _refuse(draft, "level", f"Không có cấp “{draft.level}”", f"There is no level “{draft.level}”")
    kept = {name: value for name, value in stored.items() if name not in ("clusters", "commendation")}
    changed = {
        **kept, **_rule(draft), "level": draft.level, "code": draft.code,
        "version": last.version + 1 if last else 1, "valid_from": _day(draft),
        "title": {"vi": draft.title_vi, "en": draft.title_en or draft.title_vi}, "points": draft.points,
        "source": draft.source, "rows": _ordered(draft.rows),
    }  # fmt: skip
    if last and date.fromisoformat(changed["valid_from"]) < last.valid_from:
        raise _refuse(
            draft, "valid_from", f"Phiên bản {last.version} có hiệu lực từ {last.valid_from:%d/%m/%Y}, muộn hơn",
            f"Version {last.version} is in force from {last.valid_from}, later than this day",
        )  # fmt: skip
    if draft.code != draft.base:
        changed.pop("indicator", None)
        changed["rows"] = [row if row["shape"] else {**row, "indicator": ""} for row in changed["rows"]]
    with TemporaryDirectory() as folder:
        for name, text in package_files(changed).items():
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        path = Path(folder) / "scorecards" / f"{draft.code}.yaml"
        read = read_scorecard(path)
        check_indicators(path, read)
    return read


def _day(draft: CardDraft) -> str:
    try:
        return date.fromisoformat(draft.valid_from).isoformat()
    except ValueError as error:
        raise _refuse(draft, "valid_from", "Ngày hiệu lực không dùng được", "The first day cannot be used") from error


def _refuse(draft: CardDraft, name: str, vi: str, en: str) -> PackageFileRefused:
    return PackageFileRefused(file=draft.code[:60], line=None, field=name, problem_vi=vi, problem_en=en)


def publish_version(draft: CardDraft, *, rights: Rights) -> tuple[str, int]:
    """Publish a draft as the next version of its code.

    Returns:
        Code and version.

    Raises:
        UnknownScorecard (EVA-011), NoRight (ORG-020), PackageFileRefused (EVA-001): also when nothing was changed
    """
    require_building(draft.base, rights)
    if last_version_of(draft.code) and draft.code != draft.base:
        require_building(draft.code, rights)
    with transaction.atomic():
        list(Scorecard.objects.select_for_update().filter(code__in=[draft.base, draft.code]))
        stored = check_draft(draft)
        last = last_version_of(draft.code)
        if last and {**last.definition, "version": 0, "valid_from": ""} == {**stored, "version": 0, "valid_from": ""}:
            raise _refuse(
                draft, "version", "Chưa thay đổi gì so với phiên bản trước", "Nothing differs from the last version"
            )
        store_cards([stored], "", rights.actor, PUBLISHED, f"evaluation.scorecard:{draft.code}")
    return draft.code, int(stored["version"])


def package_files(stored: Mapping[str, Any]) -> dict[str, str]:
    """A card as the files of a package, as `scorecard-keys.md` has them."""
    code = stored["code"]
    head = {key.name: stored[key.name] for key in CARD_KEYS if stored.get(key.name) is not None}
    head["valid_from"] = date.fromisoformat(str(stored["valid_from"]))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: row.get(name, "") for name in COLUMNS} for row in stored["rows"])
    about = {"code": code, "title": stored["title"], "source": stored["source"]}
    if stored.get("illustrative"):
        about["illustrative"] = True
    return {
        "package.yaml": _yaml(about),
        f"scorecards/{code}.yaml": _yaml(head),
        f"scorecards/{code}.csv": stream.getvalue(),
    }


def _yaml(value: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(value), allow_unicode=True, sort_keys=False, width=120)


def scorecard_package(code: str) -> bytes:
    """The version in force as a package that `tinhso` loads anywhere. Raises UnknownScorecard (EVA-011)."""
    _card, stored = find_scorecard(code, read_moment("").on)
    return zip_of(package_files(stored), code)


def read_package(draft: CardDraft, content: bytes) -> CardDraft:
    """Take title, source, points and criteria out of a package that was downloaded and changed; nothing is stored.

    Raises:
        PackageFileRefused (EVA-001): it is no such package, too large, or its table has other columns
    """
    wrong = _refuse(
        draft, "tep", "Tệp không phải gói bộ chỉ số (.zip) tải từ đây", "This is no scorecard package (.zip)"
    )
    try:
        files = files_of_zip(content, MOST_FILES, MOST_BYTES)
        texts = {name: part.decode("utf-8") for name, part in files.items()}
        (head,) = [
            yaml.safe_load(text) for name, text in texts.items() if "/scorecards/" in name and name.endswith(".yaml")
        ]
        (table,) = [text for name, text in texts.items() if "/scorecards/" in name and name.endswith(".csv")]
        reader = csv.DictReader(io.StringIO(table), strict=True)
        rows = [plain_row(row) for row in reader]
        clusters = [
            {"code": str(one["code"]), "title_vi": str(one["title"]["vi"]), "title_en": str(one["title"]["en"]),
             "types": ", ".join(one["types"])}
            for one in head.get("clusters") or ()
        ]  # fmt: skip
        return replace(
            draft, clusters=clusters, level=str(head["level"]), **_told_rule(head.get("commendation")),
            code=str(head["code"]), title_vi=str(head["title"]["vi"]), title_en=str(head["title"]["en"]),
            points=str(head["points"]), source=str(head["source"]), valid_from=str(head["valid_from"]), rows=rows,
        )  # fmt: skip
    except _OTHER_CONTENT as error:
        raise wrong from error
