"""Random decisions upon the small province: communes go whole or in shares, into others or new ones."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from tinhso.engines.cube.tests.province import CUTOFF, MONTHS, Province, Reorganised
from tinhso.engines.cube.tests.recomputation import Decided
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts.decision_errors import DecisionBuiltUpon
from tinhso.engines.orgs.testing import everything_rights
from tinhso.engines.trust import api as trust

# More would make shares along a chain finer than billionths; what comes after them is undone again.
STANDING = 3
LAST_DAY = MONTHS[-1].end + timedelta(days=6)
HEAD = "old_code,new_code,new_name,whole,weight\n"


class Reorganiser:
    """Decides and takes back; keeps what the slow way needs to know of it."""

    def __init__(self, province: Province, seed: int, folder: Path) -> None:
        self.province, self.random, self.folder = province, random.Random(seed), folder
        self.made = self.refused = 0

    def standing(self) -> list[Reorganised]:
        return [one for one in self.province.reorganised if one.undone_after is None]

    def decide(self) -> Reorganised:
        """Carry a decision out: one to three communes of the day go."""
        self.made += 1
        day = self._day()
        codes = {unit.id: unit.code for unit in orgs.units_on("commune", day - timedelta(days=1))}
        here = sorted(codes)
        going = self.random.sample(here, min(self.random.randint(1, 2), len(here) - 1))
        staying = [unit for unit in here if unit not in going]
        wanted = {unit: self._ends([codes[one] for one in staying]) for unit in going}
        file = self.folder / "decision.csv"
        lines = [
            f"{codes[old]},{new},{name},{int(len(ends) == 1)},{share}\n"
            for old, ends in wanted.items()
            for new, name, share in ends
        ]
        file.write_text(HEAD + "".join(lines), encoding="utf-8")
        after, code = self._leaves(), f"NQ-{self.made}"
        done = orgs.reorganise(file, day, code=code, decision="thử", rights=everything_rights(), leave_out=True)
        ids = {code: unit for unit, code in codes.items()} | {unit.code: unit.id for unit in done.created}
        goes = {
            old: {ids[new]: Fraction(share) if len(ends) > 1 else Fraction(1) for new, _, share in ends}
            for old, ends in wanted.items()
        }
        under = self.province.territory.province.id
        decided = Decided(day, goes, {unit.id: under for unit in done.created})
        found = Reorganised(code, decided, {unit.id: unit.code for unit in done.created}, after)
        self.province.reorganised.append(found)
        return found

    def undo(self, one: Reorganised) -> bool:
        """Take a decision back, unless later acts rest on it; say which."""
        after = self._leaves()
        try:
            orgs.undo_reorganisation(one.code, rights=everything_rights(), reason="đếm lại")
        except DecisionBuiltUpon:
            self.refused += 1
            return False
        one.undone_after = after
        return True

    def _day(self) -> date:
        """Not before the last one in force: nobody reorganises a unit that has gone already."""
        first = max([one.decided.day for one in self.standing()], default=CUTOFF) + timedelta(days=1)
        if self.random.random() < 0.3:  # still to come: no month that is reported rests on it
            return max(LAST_DAY, first)
        return min(first + timedelta(days=self.random.randint(0, 70)), max(LAST_DAY, first))

    def _ends(self, staying: list[str]) -> list[tuple[str, str, str]]:
        """Where a commune goes: code, name of a new unit, and its share, which one that goes whole does not have."""
        new = [(f"{30000 + 2 * self.made + place}", "Xã Mới") for place in (0, 1)]
        ends = self.random.sample([(self.random.choice(staying), ""), *new], self.random.randint(1, 2))
        share = self.random.choice([20, 50, 60, 90])
        shares = ("",) if len(ends) == 1 else (str(share / 100), str((100 - share) / 100))
        return [(code, name, part) for (code, name), part in zip(ends, shares, strict=True)]

    @staticmethod
    def _leaves() -> int:
        checkpoint = trust.latest_checkpoint()
        return checkpoint.tree_size if checkpoint else 0
