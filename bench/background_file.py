"""A file of a million cells made in the background: time, memory, size, progress on the way, and how soon it stops.

    python bench/background_file.py [--figures 1000000]

3,321 communes, 50 months and as many indicators as the cells need; the worker is this process, and makes what anybody
may see. Then the same once more and cancelled in the middle: how long until nothing of it is left.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "bench")]


def main() -> None:
    from bench.empty_database import empty_database

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--figures", type=int, default=1_000_000, help="how many cells the file has")
    options = parser.parse_args()
    with empty_database():
        measure(options.figures)


def measure(figures: int) -> None:
    """Ask for the file in both forms, then for one that is cancelled."""
    from cells_to_explore import cells_to_explore

    from tinhso.engines.orgs import api as orgs
    from tinhso.engines.orgs.contracts import Role
    from tinhso.engines.trust import api as trust

    _, query = cells_to_explore(figures)
    orgs.create_user("bench", actor="system:bench")
    orgs.grant_role("bench", Role.LEADER, orgs.unit_by_code("01").id, actor="system:bench")
    trust.seal_all()
    for form in ("csv", "parquet"):
        made(query, form)
    cancelled(query)


def ask(query: str, form: str) -> int:
    from tinhso.engines.insight import api
    from tinhso.engines.orgs import api as orgs

    return api.ask_file(orgs.rights_of_username("bench", proof=orgs.Proof.PLAYED), query, form, "vi")


def made(query: str, form: str) -> None:
    """Make a file turn by turn and print what it took."""
    from tinhso.engines.insight import api
    from tinhso.engines.insight.models import FileJob

    number, before = ask(query, form), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, used, seen = time.perf_counter(), time.process_time(), []
    while api.make_files(1.0):
        job = FileJob.objects.get(pk=number)
        seen.append(f"{100 * job.slices_made // job.slices}%")
    job = FileJob.objects.get(pk=number)
    assert job.state == "done", job.problem
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{form}: {job.rows:,} rows in {job.slices} slices, {time.perf_counter() - start:.1f} s elapsed, "
        f"{time.process_time() - used:.1f} s of processor, {job.size / 2**20:.1f} MB, "
        f"memory at most {peak / 1024:.0f} MB ({(peak - before) / 1024:.0f} MB more than before)"
    )
    print(f"  progress seen turn by turn: {', '.join(seen)}")


def cancelled(query: str) -> None:
    """Stop a file after its first turn: how long the slice under way still takes, and that nothing is left."""
    from tinhso.engines.insight import api
    from tinhso.engines.insight.logic.background.places import folder
    from tinhso.engines.insight.models import FileJob
    from tinhso.engines.orgs import api as orgs

    number = ask(query, "csv")
    api.make_files(0.0)  # one slice
    kept = FileJob.objects.get(pk=number)
    start = time.perf_counter()
    api.cancel_file(orgs.rights_of_username("bench", proof=orgs.Proof.PLAYED), number)
    api.make_files(0.0)
    left = sorted(path.name for path in folder().glob(f"{number}*"))
    gone = time.perf_counter() - start
    print(f"cancelled at slice {kept.slices_made} of {kept.slices}: gone after {gone:.3f} s, left: {left or 'nothing'}")


if __name__ == "__main__":
    main()
