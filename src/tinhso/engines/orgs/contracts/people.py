"""People as other engines and screens see them: accounts and titles, never biographies."""

from __future__ import annotations

from dataclasses import dataclass

from tinhso.engines.orgs.contracts.roles import Role
from tinhso.engines.orgs.contracts.units import UnitView


@dataclass(frozen=True, slots=True)
class CastMember:
    """An account of a demonstration and the first role it plays on a day; `capacity` when by delegation."""

    username: str
    title_vi: str
    title_en: str
    role: Role
    unit: UnitView
    capacity: str

    def title(self, language: str = "vi") -> str:
        """Return the title in a language, the Vietnamese one where there is no other."""
        return (self.title_en if language.startswith("en") else self.title_vi) or self.title_vi
