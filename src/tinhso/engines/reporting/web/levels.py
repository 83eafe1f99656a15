"""Names of levels of government, as headings and deadlines call them."""

from __future__ import annotations

from datetime import date

from tinhso.engines.orgs import api as orgs
from tinhso.web_kit.display import language


def level_names(on: date) -> dict[str, str]:
    """By code, the name of every level on a day, in the reader's language; one query."""
    english = language().startswith("en")
    return {level.code: level.name_en if english else level.name_vi for level in orgs.levels_on(on)}


def level_name(names: dict[str, str], code: str) -> str:
    """The name of a level, its code where the day has no such level."""
    return names.get(code, code)
