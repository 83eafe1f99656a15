"""The written tables of rights, read: docs/reference/roles.md and docs/reference/route-rights.md.

What somebody may do is computed here from those pages and the geography of the test alone, with nothing of the
product's own rights.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).resolve().parents[2] / "docs/reference"
SEEING = ("see_figures", "draft", "approve")


@dataclass(frozen=True)
class Row:
    """One line of route-rights.md."""

    address: str
    method: str
    act: str
    who: str
    unit: str
    sees: str
    may_not: str
    not_seen: str
    not_signed_in: str

    @property
    def name(self) -> tuple[str, str, str]:
        return self.address, self.method, self.act


@dataclass(frozen=True)
class Person:
    """Somebody of the walk: (role, code of the unit) they hold, and whether they are signed in."""

    login: str
    holds: tuple[tuple[str, str], ...] = ()

    @property
    def is_anonymous(self) -> bool:
        return not self.login


@dataclass(frozen=True)
class Geography:
    """What stands below each place, and the place that each agency stands under."""

    below: dict[str, frozenset[str]]
    province_of: dict[str, str]

    def reached(self, unit: str, reach: str) -> frozenset[str]:
        """The units a role of `unit` reaches."""
        own = frozenset({unit})
        if reach == "own":
            return own
        if reach == "everything":
            return frozenset().union(*self.below.values(), self.below.keys(), self.province_of)
        top = self.province_of.get(unit, unit) if reach == "province" else unit
        return own | {top} | self.below.get(top, frozenset()) if reach == "province" else own | self.below.get(top, own)


@dataclass(frozen=True)
class Target:
    """What an address speaks of: the units of the table's words, by word, and the units by which it is seen."""

    units: dict[str, str] = field(default_factory=dict)
    seen_by: frozenset[str] = frozenset()
    is_public: bool = False


@dataclass(frozen=True)
class Case:
    """A line of the table with an address that fits it; `data` or `json` is posted."""

    row: tuple[str, str, str]
    url: str
    target: Target = field(default_factory=Target)
    data: dict[str, Any] = field(default_factory=dict)
    json: dict[str, Any] | None = None


def _cells(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


def route_rows() -> list[Row]:
    """Every line of both tables of route-rights.md."""
    text = (REFERENCE / "route-rights.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| `/")]
    return [Row(*_cells(line)) for line in lines]


def role_reaches() -> dict[str, dict[str, str]]:
    """role → action → reach, of roles.md."""
    text = (REFERENCE / "roles.md").read_text(encoding="utf-8")
    header = next(line for line in text.splitlines() if line.startswith("| action |"))
    roles = _cells(header)[2:]
    found: dict[str, dict[str, str]] = {role: {} for role in roles}
    for line in text.split(header)[1].splitlines():
        cells = _cells(line)
        if len(cells) != len(roles) + 2 or cells[0].startswith("---"):
            if found[roles[0]]:
                break
            continue
        for role, reach in zip(roles, cells[2:], strict=True):
            if reach != "–":
                found[role][cells[0]] = reach
    return found


class Judge:
    """Says what the pages promise a person at a row of the table."""

    def __init__(self, geography: Geography) -> None:
        self.geography, self.roles = geography, role_reaches()

    def reach(self, person: Person, action: str) -> frozenset[str]:
        """The units that an action of this person reaches."""
        found: frozenset[str] = frozenset()
        for role, unit in person.holds:
            if action in self.roles[role]:
                found |= self.geography.reached(unit, self.roles[role][action])
        return found

    def holds(self, person: Person, action: str, unit: str) -> bool:
        """Whether a role with this action was given for this very unit."""
        return any(own == unit and action in self.roles[role] for role, own in person.holds)

    def sees(self, person: Person, target: Target) -> bool:
        return any(self.reach(person, action) & target.seen_by for action in SEEING)

    def may(self, person: Person, row: Row, target: Target) -> bool:
        """Whether the person may, as far as actions and units go."""
        if row.who in ("everybody", "signed in"):
            return True
        if "," in row.unit:  # each action at its own unit
            pairs = zip(row.who.split(", "), row.unit.split(", "), strict=True)
            return any(self._may_one(person, action, replace(row, unit=unit), target) for action, unit in pairs)
        asked = row.who.split(" and ")
        if len(asked) > 1:
            return all(self._may_one(person, action, row, target) for action in asked)
        return any(self._may_one(person, action.strip(), row, target) for action in row.who.split(","))

    def _may_one(self, person: Person, action: str, row: Row, target: Target) -> bool:
        if row.unit == "any":
            return bool(self.reach(person, action))
        if row.unit == "figure" and target.is_public:
            return True
        unit = target.units[row.unit]
        if row.unit in ("receiver", "assigner"):
            return self.holds(person, action, unit)
        return unit in self.reach(person, action)

    def promised(self, person: Person, row: Row, target: Target) -> str:
        """`allowed`, or the refusal the table names."""
        if person.is_anonymous and row.not_signed_in != "–":
            allowed = row.unit == "figure" and target.is_public
            return "allowed" if allowed else row.not_signed_in
        if row.sees != "–" and not self.sees(person, target):
            return row.not_seen
        if row.unit == "row" and self.reach(person, row.who):
            return "allowed" if self.may(person, row, target) else row.not_seen
        return "allowed" if self.may(person, row, target) else row.may_not
