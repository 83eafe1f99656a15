"""Indicators for the rows of a draft: found by name, chosen, or defined in place; nothing without a click."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Rights
from tinhso.engines.reporting.contracts import FormDraftView, IndicatorMatch, NewIndicator, RowAnswer
from tinhso.engines.reporting.contracts.errors import FormNotReady, UnknownRow
from tinhso.engines.reporting.logic.forms.form_drafts import draft, save_draft
from tinhso.engines.reporting.logic.forms.indicator_matching import Vocabulary, match
from tinhso.kernel.quantities import measure_units
from tinhso.kernel.vietnamese import fold, search_key

PERCENT = "percent"
LONGEST_CODE = 50
DECIMALS_OF_PERCENT = 1
_MEASURED = frozenset({"area", "length", "mass", "volume", "energy", "duration"})
FROM_THE_BEGINNING = date(2020, 1, 1)
"""An indicator made today may be asked for of earlier periods too."""


def matches_of(
    definition: Mapping[str, Any], unit_codes: Mapping[str, str] | None = None
) -> dict[str, tuple[IndicatorMatch, ...]]:
    """The candidates of every row that waits, by row number, best first; one query.

    Args:
        unit_codes: codes of measure units that a file names for rows, by row number.
    """
    waiting = [row for row in definition["rows"] if row.get("waiting") and row["name_vi"]]
    if not waiting:
        return {}
    vocabulary = Vocabulary.of(indicators.definitions())
    return {row["no"]: match(row["name_vi"], vocabulary, row.get("unit_code", "")) for row in waiting}


def search_indicators(text: str, limit: int = 20) -> tuple[DefinitionView, ...]:
    """Indicators whose name or code has these words, tones or not; nearest names first when none has them all."""
    wanted = search_key(text)
    known = indicators.definitions()
    found = [one for one in known if wanted and wanted in one.search_key]
    if found or not wanted:
        return tuple((found or known)[:limit])
    by_code = {one.code: one for one in known}
    return tuple(by_code[one.code] for one in match(text, Vocabulary.of(known), limit=limit))


@transaction.atomic
def answer_rows(draft_id: int, answers: Sequence[RowAnswer], revision: int, *, rights: Rights) -> FormDraftView:
    """Settle rows that wait: an indicator that exists, a new one, a heading, or gone. All of it or nothing.

    Raises:
        UnknownDraft (REP-120), StaleDraft (REP-121), UnknownRow (REP-070), FormNotReady (REP-123), PackageRefused
        (IND-056): a new indicator that cannot be.
    """
    stored = draft(draft_id, rights=rights)
    owner = stored.definition["owner"]
    definition = copy.deepcopy(stored.definition)
    rows = {row["no"]: row for row in definition["rows"]}
    known = {one.code for one in indicators.definitions()}
    for answer in answers:
        row = rows.get(answer.row_no)
        if row is None:
            raise UnknownRow(form=stored.code, row=answer.row_no, column="–")
        if answer.choice == "remove":
            definition["rows"].remove(row)
            continue
        row.pop("waiting", None)
        row.pop("unit_code", None)
        if answer.choice == "heading":
            row |= {"indicator": "", "dims": ""}
            continue
        code = answer.code
        if answer.new is not None:
            code = _define(answer.new, owner, known, rights.actor)
            known.add(code)
        elif code not in known:
            raise FormNotReady.because("indicator", f"Không có chỉ tiêu “{code}”.", f"There is no indicator “{code}”.")
        row["indicator"] = code
    return save_draft(draft_id, definition, revision, rights=rights)


def code_for(name: str, taken: Iterable[str]) -> str:
    """A free code made of a name: `Số hộ được tập huấn` is `so_ho_duoc_tap_huan`."""
    base = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:LONGEST_CODE].strip("_") or "chi_tieu"
    base = base if base[0].isalpha() else f"ct_{base}"
    used, code, number = set(taken), base, 1
    while code in used:
        number += 1
        code = f"{base}_{number}"
    return code


def _define(new: NewIndicator, owner: str, taken: set[str], actor: str) -> str:
    code = new.code.strip() or code_for(new.name_vi, taken)
    if code in taken:
        raise FormNotReady.because("code", f"Mã “{code}” đã có chỉ tiêu khác.", f"Code “{code}” is taken.")
    indicators.define(values_of(new, code, owner), actor)
    return code


def values_of(new: NewIndicator, code: str, owner: str) -> dict[str, Any]:
    """The keys of a definition that follow from what a person said; a share without a formula adds nothing up."""
    if not new.name_vi.strip():
        raise FormNotReady.because("name_vi", "Chỉ tiêu cần có tên.", "An indicator needs a name.")
    units = measure_units()
    if new.measure_unit not in units:
        raise FormNotReady.because(
            "measure_unit",
            f"“{new.name_vi}”: chưa chọn đơn vị tính. Chưa tạo chỉ tiêu nào.",
            f"“{new.name_vi}”: no unit of measure was chosen. No indicator was made.",
        )
    is_share = new.measure_unit == PERCENT
    dimension = units[new.measure_unit].dimension
    measured = dimension.startswith("money") or dimension in _MEASURED
    kind = "ratio" if is_share else "amount" if measured else "count"
    time_rule = "last" if is_share or new.nature == "stock" else "sum"
    return {
        "code": code,
        "version": 1,
        "valid_from": FROM_THE_BEGINNING,
        "name": {"vi": new.name_vi, "en": new.name_en or new.name_vi},
        "measure_unit": new.measure_unit,
        "decimals": new.decimals or (DECIMALS_OF_PERCENT if is_share else 0),
        "kind": kind,
        "nature": "stock" if is_share else new.nature,
        "time_rule": time_rule,
        "space_rule": "none" if is_share else "sum",
        "merge_rule": "not_mergeable" if is_share else "sum",
        "collected_level": new.level,
        "scheme": new.scheme,
        **({"dimensions": list(new.dimensions)} if new.dimensions else {}),
        "publication": "internal",
        "source": f"Lập trên màn hình ngày {orgs.today().isoformat()}",
        "owner": owner,
    }
