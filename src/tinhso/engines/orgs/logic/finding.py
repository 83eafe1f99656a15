"""Finding a unit by what somebody wrote, and saying what they may have meant."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date

from tinhso.engines.orgs.contracts import UnitView
from tinhso.engines.orgs.contracts.errors import UnknownUnit, UnknownUnitId
from tinhso.engines.orgs.models import Unit
from tinhso.engines.orgs.queries import units as stored
from tinhso.engines.orgs.queries.successions import successor_links
from tinhso.engines.orgs.queries.validity import present
from tinhso.kernel.identifiers import AgencyIdentifier, InvalidAgencyIdentifier
from tinhso.kernel.vietnamese import MatchRank, match_rank, search_key


def unit_by_code(code: str, on: date, known: int | None = None) -> UnitView:
    """The unit that has a code, or another of its identifiers, on a day.

    Raises:
        UnknownUnit (ORG-001): naming the nearest alternative.
    """
    found = stored.units_by_codes([code], on, known).get(code) or _by_identifier(code, on)
    if found is None:
        raise unknown_unit(code, on)
    return found


def unknown_unit(code: str, on: date) -> UnknownUnit:
    """The refusal for a code on a day: when the code is valid and what followed it, or the most alike code."""
    lives = stored.units_ever(code)
    if lives:
        spans = "; ".join(f"{unit.valid_from} – {unit.valid_to or '…'}" for unit in lives)
        named = ", ".join(f"{view.code} ({view.name_vi})" for view in _successors(lives, on))
        hint_vi = f"Mã này có hiệu lực: {spans}." + (f" Ngày đó là: {named}." if named else "")
        hint_en = f"The code is valid: {spans}." + (f" On that day it is: {named}." if named else "")
        return UnknownUnit(unit=code, on=on, hint_vi=hint_vi, hint_en=hint_en)
    alike = _most_alike(code, stored.codes_on(on))
    if alike is None:
        return UnknownUnit(unit=code, on=on, hint_vi="Không có mã nào gần giống.", hint_en="No code is like it.")
    name = stored.units_by_codes([alike], on)[alike].name_vi
    return UnknownUnit(
        unit=code, on=on, hint_vi=f"Gần nhất là {alike} ({name}).", hint_en=f"The nearest is {alike} ({name})."
    )


def unit_ids_at(pairs: Iterable[tuple[str, date]]) -> dict[tuple[str, date], int]:
    """The unit each code names on each day; pairs that name nobody are left out. One query for all."""
    wanted = set(pairs)
    lives: dict[str, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.filter(present(), code__in={code for code, _ in wanted}):
        lives[unit.code].append(unit)
    return {
        (code, day): unit.id
        for code, day in wanted
        for unit in lives[code]
        if unit.valid_from <= day <= (unit.valid_to or date.max)
    }


def unit_view(unit_id: int, on: date, known: int | None = None) -> UnitView:
    """One unit on a day, or refuse (ORG-002)."""
    found = stored.units_by_ids([unit_id], on, known)
    if not found:
        raise UnknownUnitId(unit_id=unit_id, on=on)
    return found[0]


def search_units(text: str, on: date, limit: int) -> list[UnitView]:
    """Units whose name answers a text, exact tones first, then in Vietnamese order."""
    key = search_key(text)
    if not key:
        return []
    ranked = [(match_rank(view.name_vi, text), view) for view in stored.units_matching(key, on, 10 * limit)]
    answers = [(MatchRank.WITHOUT_TONES if rank is None else rank, view) for rank, view in ranked]
    return [view for _, view in sorted(answers, key=lambda pair: (pair[0], pair[1].sort_key))][:limit]


def within(views: list[UnitView], unit_ids: Collection[int]) -> list[UnitView]:
    """Only the views of these units, in their order."""
    return [view for view in views if view.id in unit_ids]


def _by_identifier(text: str, on: date) -> UnitView | None:
    """An agency by either written form of its identifier."""
    with suppress(InvalidAgencyIdentifier):
        text = AgencyIdentifier.parse(text).qcvn102
    return stored.unit_by_alias(text, on)


def _successors(lives: Collection[Unit], on: date) -> list[UnitView]:
    """The units valid on a day into which these went, whole or in part."""
    links = successor_links([unit.id for unit in lives], on)
    return stored.units_by_ids({link.new_unit_id for out in links.values() for link in out}, on)


def _most_alike(code: str, codes: Collection[str]) -> str | None:
    """The code with the most characters in the right place, the first ones before the last.

    One mistyped digit is the usual mistake, and codes of one province begin alike.
    """
    close = difflib.get_close_matches(code, codes, n=50, cutoff=0.5)
    return max(close, key=lambda other: _places_alike(code, other), default=None)


def _places_alike(code: str, other: str) -> tuple[int, list[bool]]:
    alike = [a == b for a, b in zip(code, other, strict=False)]
    return sum(alike), alike
