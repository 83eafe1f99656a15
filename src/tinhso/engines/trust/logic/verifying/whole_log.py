"""`verify_log`: the parts of the check in their order, and the registry of checks that upper floors add.

1. The walk over the leaves: events, leaves, nodes, checkpoints, numbering, texts.
2. What no leaf speaks of: waiting events, rows beyond the end, missing triggers.
3. Checkpoints kept outside this machine.
4. Projections of upper floors (figures re-hashed against their roots, states against entries).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tinhso.engines.trust.contracts import Fault, Finding, ProjectionCheck, Remark
from tinhso.engines.trust.logic.keys import verifier_key
from tinhso.engines.trust.logic.notes import VerifierKey
from tinhso.engines.trust.logic.verifying.guards import check_triggers
from tinhso.engines.trust.logic.verifying.log_walk import walk_log
from tinhso.engines.trust.logic.verifying.unsealed import check_unsealed
from tinhso.engines.trust.logic.verifying.witnesses import check_witnessed
from tinhso.kernel.errors import TinhSoError

_KEPT_FAULTS = 1_000
_projection_checks: dict[str, ProjectionCheck] = {}


def register_projection_check(name: str, check: ProjectionCheck) -> None:
    """Add a check of something derived from the log; called in `apps.ready()`.

    Args:
        name: what is compared, `<engine>.<table or subject>`; stands in the message when the check cannot run.
        check: yields a `Fault` for each bad row, in constant memory; a `Remark` for what should be said.
    """
    known = _projection_checks.setdefault(name, check)
    if known is not check:
        raise ValueError(f"projection check {name!r} is already registered")


def verify_log(
    report: Callable[[Finding], None] | None = None,
    *,
    public_key: str = "",
    witnessed: Sequence[str] = (),
) -> list[Fault]:
    """Check the whole log against itself, its key and everything derived from it, in constant memory.

    Args:
        report: called with each finding as it is made; remarks (texts erased by a decision) only go here.
        public_key: verifier key text kept outside this machine; empty takes the file beside the sealer's key, which
            whoever holds the machine could have replaced together with the log.
        witnessed: signed notes of checkpoints that were published earlier.

    Returns:
        The faults in the order of the check, at most the first 1,000; the first names the first bad row. Empty means
        that everything holds.

    Raises:
        UnreadableKey: TRU-005, `public_key` is not a key.
    """
    key = VerifierKey.parse(public_key) if public_key else verifier_key()
    faults: list[Fault] = []
    for finding in _findings(key, witnessed):
        if report is not None:
            report(finding)
        if not isinstance(finding, Remark) and len(faults) < _KEPT_FAULTS:
            faults.append(finding)
    return faults


def _findings(key: VerifierKey, witnessed: Sequence[str]) -> Iterator[Finding]:
    yield from walk_log(key)
    yield from check_unsealed()
    yield from check_triggers()
    yield from check_witnessed(key, witnessed)
    for name, check in _projection_checks.items():
        try:
            yield from check()
        except Exception as problem:  # an altered row may make any reader fail, and the other checks must still run
            # A check that cannot run is not a check that found nothing.
            yield Fault(
                name, "-", f"không kiểm tra được: {_said(problem, 'vi')}", f"cannot be checked: {_said(problem, 'en')}"
            )


def _said(problem: Exception, language: str) -> str:
    return problem.message(language) if isinstance(problem, TinhSoError) else str(problem)
