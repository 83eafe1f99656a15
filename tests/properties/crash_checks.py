"""What must hold after the lives of the crash test: each check yields one sentence for everything that does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.properties.crash_acts import BACKUPS, INDICATORS, PERIODS, SENDERS, let_leases_end

Fact = dict[str, Any]


def problems(folder: Path, facts: list[Fact]) -> Iterator[str]:
    """Everything that is wrong, in the order in which a person would look."""
    let_leases_end()
    yield from acknowledged_figures(facts)
    yield from reports(facts)
    yield from postings(facts)
    yield from cube_says_what_sql_says("on the tail as it was left")
    yield from the_log(facts)
    yield from backups(folder, facts)
    yield from the_snapshot(facts)
    yield from cube_says_what_sql_says("after everything was sealed and compacted")


def backups(folder: Path, facts: list[Fact]) -> Iterator[str]:
    """Every acknowledged backup is there, whatever calls itself one is whole, the next clears what was broken off."""
    from tinhso.engines.operation import api as operation
    from tinhso.engines.operation.logic.manifest import check_files, read_manifest
    from tinhso.kernel.errors import TinhSoError

    place = folder / BACKUPS
    last = operation.back_up(place).folder.name
    thrown_away = _named(facts, "thrown away")
    found = {entry.name for entry in place.iterdir()} - thrown_away
    yield from (
        f"backup {name} was acknowledged and is gone" for name in _named(facts, "backed up") - thrown_away - found
    )
    for name in found:
        if name.startswith("."):
            yield f"{name} was broken off and is still there after {last}"
            continue
        try:
            check_files(place / name, read_manifest(place / name))
        except TinhSoError as problem:
            yield f"backup {name}: {problem}"


def _named(facts: list[Fact], word: str) -> set[str]:
    return {fact["folder"] for fact in facts if fact["word"] == word}


def acknowledged_figures(facts: list[Fact]) -> Iterator[str]:
    """Every acknowledged event is there with exactly the figures it was acknowledged with."""
    from tinhso.engines.indicators import api as indicators

    for fact in facts:
        if fact["word"] != "figures":
            continue
        said = {(code, unit, period): value for code, unit, period, value in fact["rows"]}
        entries = indicators.entries_of(fact["event"])
        if not entries:
            yield f"event {fact['event']} was acknowledged and has no figures"
        for entry in entries:
            if said.get((entry.indicator, entry.unit, entry.period)) != entry.value:
                yield f"event {fact['event']}: entry {entry.id} is not what was acknowledged"


def reports(facts: list[Fact]) -> Iterator[str]:
    """Receipts, steps, events and states of the reports tell one story, and it has what was acknowledged."""
    from tinhso.engines.reporting.models import Assignment, CellChange, Submission, Transition
    from tinhso.engines.trust.models import Event

    told = Counter(Transition.objects.values_list("verb", flat=True))
    receipts = list(Submission.objects.values_list("assignment_id", "number", "event_id"))
    events = Counter(Event.objects.filter(kind__startswith="reporting.").values_list("kind", flat=True))
    if not len(receipts) == told["approve"] == events["reporting.submitted"]:
        yield f"{len(receipts)} receipts, {told['approve']} approvals, {events['reporting.submitted']} events"
    if told["withdraw"] != events["reporting.withdrawn"]:
        yield f"{told['withdraw']} withdrawals, {events['reporting.withdrawn']} events"
    for fact in facts:
        if fact["word"] == "submitted" and (fact["task"], fact["number"], fact["event"]) not in receipts:
            yield f"receipt {fact['number']} of task {fact['task']} was acknowledged and is gone"
        if fact["word"] == "saved":
            typed = CellChange.objects.filter(assignment_id=fact["task"], row_no="2").values_list("after", flat=True)
            if not any(fact["text"] in str(after) for after in typed):
                yield f"the cell saved as {fact['text']} is gone"
    for task in Assignment.objects.filter(subject_unit__code__in=SENDERS):
        last = Transition.objects.filter(assignment=task).order_by("id").last()
        if last is None or last.to_state != task.state:
            yield f"task {task.pk} is {task.state}, its last step led to {last and last.to_state}"
        yield from _figures_of_report(task)


def _figures_of_report(task: Any) -> Iterator[str]:
    """A report that is sent has its figures standing; one that was taken back has none."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(e.value) FROM indicators_entry e "
            "JOIN indicators_indicator i ON i.id = e.indicator_id AND i.code = 'households_trained' "
            "WHERE e.unit_id = %s AND e.line = '' AND e.entry_no = (SELECT MAX(n.entry_no) FROM indicators_entry n "
            "WHERE n.indicator_id = e.indicator_id AND n.unit_id = e.unit_id AND n.period_id = e.period_id "
            "AND n.dims = e.dims AND n.scenario = e.scenario AND n.line = e.line)",
            [task.subject_unit_id],
        )
        standing = cursor.fetchone()[0]
    if bool(standing) != (task.state == "submitted"):
        yield f"task {task.pk} is {task.state} and has {standing} figures"


def postings(facts: list[Fact]) -> Iterator[str]:
    """A key of a sender was answered once, with one event at most, and what was answered stands."""
    from tinhso.engines.indicators.models import AcceptedRequest

    kept = Counter(key.split("|", 1)[1] for key in AcceptedRequest.objects.values_list("key", flat=True))
    for fact in facts:
        if fact["word"] == "posted" and kept[fact["key"]] != 1:
            yield f"key {fact['key']} was answered and is kept {kept[fact['key']]} times"
    of_key: dict[int, set[str]] = {}
    for key, event in AcceptedRequest.objects.exclude(event_id=None).values_list("key", "event_id"):
        of_key.setdefault(event, set()).add(key)
    yield from (f"event {event} answers {len(keys)} keys" for event, keys in of_key.items() if len(keys) > 1)


def the_log(facts: list[Fact]) -> Iterator[str]:
    """Acknowledged checkpoints are there, and the whole log holds once everything is sealed."""
    from tinhso.engines.trust import api as trust
    from tinhso.engines.trust.models import Checkpoint

    sizes = set(Checkpoint.objects.values_list("tree_size", flat=True))
    yield from (
        f"checkpoint {fact['size']} was acknowledged and is gone"
        for fact in facts
        if fact["word"] == "sealed" and fact["size"] not in sizes
    )
    yield from (f"before sealing: {fault}" for fault in trust.verify_log())
    trust.seal_all()
    yield from (f"after sealing: {fault}" for fault in trust.verify_log())


def the_snapshot(facts: list[Fact]) -> Iterator[str]:
    """No acknowledged compaction is lost, and the snapshot catches up with the log."""
    from tinhso.engines.cube import api as cube
    from tinhso.engines.trust import api as trust

    found = cube.snapshot_status()
    most = max((fact["bound"] for fact in facts if fact["word"] == "compacted"), default=0)
    if found.state not in ("ready", "absent") or found.leaf_bound < most:
        yield f"the snapshot is {found.state} up to {found.leaf_bound}, {most} was acknowledged: {found.notice}"
    caught_up, latest = cube.compact(full=True), trust.latest_checkpoint()
    if caught_up.state != "ready" or caught_up.tail_entries or caught_up.leaf_bound != (latest and latest.tree_size):
        yield f"the snapshot does not catch up: {caught_up}"


def cube_says_what_sql_says(when: str) -> Iterator[str]:
    """Totals of the province and figures of communes, against the newest entries read by plain SQL."""
    from django.db import connection

    from tinhso.engines.cube import api as cube
    from tinhso.engines.cube.contracts import FigureQuery
    from tinhso.engines.orgs.testing import everything_rights
    from tinhso.kernel.periods import parse_period

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.code, u.code, p.code, e.value FROM indicators_entry e "
            "JOIN indicators_indicator i ON i.id = e.indicator_id JOIN orgs_unit u ON u.id = e.unit_id "
            "JOIN indicators_periodrow p ON p.id = e.period_id "
            "JOIN (SELECT indicator_id, unit_id, period_id, MAX(entry_no) AS newest FROM indicators_entry "
            "GROUP BY 1, 2, 3) n ON n.indicator_id = e.indicator_id AND n.unit_id = e.unit_id "
            "AND n.period_id = e.period_id AND n.newest = e.entry_no WHERE e.value IS NOT NULL"
        )
        rows = [row for row in cursor.fetchall() if row[0] in INDICATORS]
    standing = {(code, unit, period): value for code, unit, period, value in rows}
    totals: Counter[tuple[str, str]] = Counter()
    for (code, _unit, period), value in standing.items():
        totals[code, period] += value
    periods = tuple(parse_period(code) for code in PERIODS)
    for level in ("commune", "province"):
        for row in cube.query(FigureQuery(INDICATORS, periods, level, everything_rights())):
            key = row.indicator, row.period.code
            wanted = totals.get(key) if level == "province" else standing.get((key[0], row.unit_code, key[1]))
            if (None if row.value is None else int(row.value)) != wanted:
                yield f"{when}: {key} of {row.unit_code} is {row.value}, {wanted} by SQL"
