"""What a life of the crash test does until it is killed: imports, postings, reports, seals, compactions.

Every act that the product has acknowledged is written to a side file afterwards, in one write of a line.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

INDICATORS, UNITS = ("counted", "spent"), ("24373", "24133", "22015", "22045")
PERIODS = [f"nd09:{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13)][6:23]
ROWS, LARGEST = 40, 10**6
BACKUPS = "backups"
SENDERS = {"24373": "eakar", "24133": "bmt"}
Row = tuple[str, str, str, int]


def build() -> None:
    """The small reporting province with one request; `spent` and `counted` are for imports and postings."""
    from datetime import date

    from tinhso.engines.indicators.testing import make_definition
    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.orgs.contracts import Role
    from tinhso.engines.reporting.testing import ACTOR, ask, small_world
    from tinhso.engines.trust import api as trust

    world = small_world()
    for code in INDICATORS:
        make_definition(code)
    orgs.create_user("he-thong", actor=ACTOR)
    orgs.grant_role("he-thong", Role.CONNECTOR, world.unit_id("66"), actor=ACTOR, valid_from=date(2025, 7, 1))
    ask(world)
    trust.seal_all()


class Life:
    """One life: acts in random order, for ever."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder, self.number = folder, number
        self.chance = random.Random(1000 + number)
        self.side = os.open(folder / "acknowledged.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, word: str, **facts: Any) -> None:
        os.write(self.side, (json.dumps({"word": word, "life": self.number, **facts}) + "\n").encode())

    def live(self) -> None:
        let_leases_end()
        self.post_again()
        acts: list[Callable[[], None]] = [self.bring, self.bring, self.post, self.report, self.report, self.seal,
                                          self.compact, self.back_up]  # fmt: skip
        while True:
            act = self.chance.choice(acts)
            self.note("begin", act=act.__name__)
            act()
            self.note("end", act=act.__name__)

    def rows(self) -> list[Row]:
        keys = [(code, unit, period) for code in INDICATORS for unit in UNITS for period in PERIODS]
        return [(*key, self.chance.randrange(LARGEST)) for key in self.chance.sample(keys, ROWS)]

    def bring(self) -> None:
        """Import a file; stored figures are corrected."""
        from tinhso.engines.indicators import api as indicators
        from tinhso.engines.orgs import api as orgs

        rows = self.rows()
        file = self.folder / f"{self.number}.csv"
        lines = ["indicator,unit,period,value", *(",".join(map(str, row)) for row in rows)]
        file.write_text("\n".join(lines) + "\n")
        summary = indicators.import_csv(file, rights=orgs.rights_of_username("vp.khoa"), reason="nhập lại")
        assert summary.committed, summary
        self.note("figures", event=summary.event_ids[0], rows=rows)

    def post(self) -> None:
        """Send figures as a system does, with a key that the next life would use again."""
        key, rows = f"{self.number}-{self.chance.random()}", self.rows()
        self.note("posting", key=key, rows=rows)
        self._post(key, rows)

    def post_again(self) -> None:
        """Send once more what a former life sent without hearing an answer, as any sender must."""
        asked, answered = {}, set()
        for fact in read_side_file(self.folder):
            if fact["word"] == "posting":
                asked[fact["key"]] = fact["rows"]
            elif fact["word"] == "posted":
                answered.add(fact["key"])
        for key in asked.keys() - answered:
            self._post(key, asked[key])

    def _post(self, key: str, rows: list[Row]) -> None:
        from tinhso.engines.indicators import api as indicators
        from tinhso.engines.orgs import api as orgs

        figures = [dict(zip(("indicator", "unit", "period", "value"), map(str, row), strict=True)) for row in rows]
        rights = orgs.rights_of_username("he-thong")
        summary = indicators.post_figures(figures, rights=rights, idempotency_key=key, reason="đối chiếu")
        assert summary.committed, summary
        self.note("posted", key=key)
        if summary.event_ids:
            self.note("figures", event=summary.event_ids[0], rows=rows)

    def report(self) -> None:
        """Take a commune's report one step further: fill, send, approve, withdraw, and again."""
        from tinhso.engines.orgs import api as orgs
        from tinhso.engines.reporting import api as reporting
        from tinhso.engines.reporting.contracts import CellInput, CellKind
        from tinhso.engines.reporting.models import Assignment

        code, who = self.chance.choice(list(SENDERS.items()))
        task = Assignment.objects.get(subject_unit__code=code)
        drafter, leader = (orgs.rights_of_username(f"{who}.{part}") for part in ("nhap", "lanhdao"))
        if task.state == "submitted":
            reporting.withdraw(task.pk, rights=leader, reason="rà soát lại")
            self.note("withdrawn", task=task.pk)
        elif task.state == "awaiting_approval":
            receipt = reporting.approve(task.pk, rights=leader)
            self.note("submitted", task=task.pk, number=receipt.number, event=receipt.event_id)
        else:
            text = str(self.chance.randrange(LARGEST))
            cells = [CellInput("2", text, CellKind.TYPED), CellInput("3", "38", CellKind.TYPED)]
            cells += [CellInput(row, "7", CellKind.TYPED) for row in ("1", "5")]
            saved = reporting.save_cells(task.pk, cells, rights=drafter)
            assert not saved.errors, saved.errors
            self.note("saved", task=task.pk, text=text)
            reporting.send_for_approval(task.pk, rights=drafter)
            self.note("sent", task=task.pk)

    def seal(self) -> None:
        from tinhso.engines.trust import api as trust

        checkpoint = trust.seal(limit=self.chance.choice([2, 10, 1000]))
        if checkpoint:
            self.note("sealed", size=checkpoint.tree_size)

    def compact(self) -> None:
        from tinhso.engines.cube import api as cube

        status = cube.compact(full=self.chance.random() < 0.7)
        self.note("compacted", bound=status.leaf_bound)

    def back_up(self) -> None:
        """Make a backup; throw old ones away, for hundreds of lives make hundreds."""
        from tinhso.engines.operation import api as operation

        made = operation.back_up(self.folder / BACKUPS)
        self.note("backed up", folder=made.folder.name)
        for old in sorted(made.folder.parent.glob("tinhso-*"))[:-3]:
            self.note("thrown away", folder=old.name)
            shutil.rmtree(old, ignore_errors=True)


def let_leases_end() -> None:
    """A lease outlives its dead holder by its term; what comes next begins after that term."""
    from tinhso.engines.trust.models import Lease

    Lease.objects.all().delete()


def read_side_file(folder: Path) -> list[dict[str, Any]]:
    """What the lives so far wrote down."""
    file = folder / "acknowledged.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
