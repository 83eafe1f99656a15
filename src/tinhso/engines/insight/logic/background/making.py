"""Making files: one process at a time, slice by slice, so that cancelling is quick and a kill loses one slice at most.

A slice is written, synchronised and renamed before the row says it is made; whoever goes on after a kill begins with
the first slice that the row does not name. Everything is of the file's checkpoint, so it is the same file however often
it was broken off.
"""

from __future__ import annotations

import hashlib
import logging
import time
from datetime import timedelta
from pathlib import Path
from typing import IO

from tinhso.engines.insight.logic.background.asking import KEPT_HOURS, OPEN, explored, reach_of
from tinhso.engines.insight.logic.background.places import final_file, forget, slices_of
from tinhso.engines.insight.logic.explore.files import parquet_writer, write_records
from tinhso.engines.insight.logic.explore.rows import FigureStream, whole_stream
from tinhso.engines.insight.models import FileJob
from tinhso.engines.insight.queries import next_file
from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Proof, Rights
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import LeaseTaken
from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.files import put_in_place

SECONDS_A_TURN, LEASE_SECONDS, MOST_FAILURES = 5.0, 300, 3
_log = logging.getLogger("tinhso.insight")


def make_files(seconds: float = SECONDS_A_TURN) -> int:
    """Go on with the oldest file for some seconds, at least one slice; return how many slices were made."""
    _remove_old()
    if next_file(OPEN) is None:
        return 0
    try:
        with trust.lease("insight.files", LEASE_SECONDS):
            return _turn(time.monotonic() + seconds)
    except LeaseTaken:  # another worker is at it
        return 0


def _turn(until: float) -> int:
    made = 0
    while (job := next_file(OPEN)) is not None:
        try:
            made += _go_on(job, until)
        except TinhSoError as problem:
            _end(job, "failed", problem=problem.message(job.language))
        except Exception as problem:
            _log.exception("file %s", job.pk)
            FileJob.objects.filter(pk=job.pk).update(failures=job.failures + 1)
            if job.failures + 1 >= MOST_FAILURES:
                _end(job, "failed", problem=repr(problem)[:500])
        if time.monotonic() >= until:
            break
    return made


def _go_on(job: FileJob, until: float) -> int:
    """Make slices until the time is up, the file is finished, or its asker has cancelled it."""
    rights = _rights_of(job)
    asked = explored(rights, job.query, job.language)
    if reach_of(rights, asked.definitions) != job.reach:
        _end(job, "failed", problem="reach")
        return 0
    # As of the file's checkpoint: the same slices whenever they are asked for.
    stream = whole_stream(asked.at_checkpoint(job.tree_size))
    place, made = slices_of(job.pk), 0
    for number in range(job.slices_made, len(stream.questions)):
        rows = _write_slice(place / f"{number:06}.{job.form}", job.form, stream, number)
        still = FileJob.objects.filter(pk=job.pk, state__in=OPEN)
        if not still.update(state="running", slices_made=number + 1, rows=job.rows + rows):
            forget(job.pk)
            return made
        job.rows += rows
        made += 1
        if time.monotonic() >= until and number + 1 < len(stream.questions):
            return made
    _finish(job, stream, place)
    return made


def _rights_of(job: FileJob) -> Rights:
    """What the asker may see today; whether they had proved who they are was asked when they asked."""
    return orgs.rights_of_username(job.person.get_username(), proof=Proof.SECOND)


def _write_slice(file: Path, form: str, stream: FigureStream, number: int) -> int:
    records = stream.slice(number)
    fresh = file.with_suffix(".new")
    file.parent.mkdir(parents=True, exist_ok=True)  # a cancelled file's folder is gone
    with fresh.open("wb") as target:
        if form == "csv":
            target.write(stream.csv_lines(records))
        else:
            with parquet_writer(stream.columns, target) as writer:
                write_records(writer, records)
    put_in_place(fresh, file)
    return len(records)


def _finish(job: FileJob, stream: FigureStream, place: Path) -> None:
    """Join the slices into the file, then say that it is there."""
    fresh = place / "whole.new"
    join = _join_csv if job.form == "csv" else _join_parquet
    with fresh.open("wb") as target:
        join(sorted(place.glob(f"*.{job.form}")), stream, target)
    final = final_file(job.pk, job.form)
    put_in_place(fresh, final)
    if not _end(job, "done", size=final.stat().st_size, digest=_digest(final)):
        forget(job.pk)  # cancelled in the last moment
        return
    for file in place.iterdir():
        file.unlink()
    place.rmdir()


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _join_csv(slices: list[Path], stream: FigureStream, target: IO[bytes]) -> None:
    target.write(stream.csv_head())
    for one in slices:
        with one.open("rb") as source:
            while block := source.read(1 << 20):
                target.write(block)


def _join_parquet(slices: list[Path], stream: FigureStream, target: IO[bytes]) -> None:
    import pyarrow.parquet as pq

    with parquet_writer(stream.columns, target) as writer:
        for one in slices:
            writer.write_table(pq.read_table(one))


def _end(job: FileJob, state: str, *, size: int = 0, digest: str = "", problem: str = "") -> bool:
    rows = FileJob.objects.filter(pk=job.pk, state__in=OPEN)
    ended = rows.update(state=state, size=size, digest=digest, problem=problem, ended_at=trust.now())
    if state == "failed":
        forget(job.pk)
    return bool(ended)


def _remove_old() -> None:
    old = FileJob.objects.filter(state="done", ended_at__lt=trust.now() - timedelta(hours=KEPT_HOURS))
    for number in list(old.order_by("id").values_list("id", flat=True)):
        forget(number)
        FileJob.objects.filter(pk=number).update(state="gone")
