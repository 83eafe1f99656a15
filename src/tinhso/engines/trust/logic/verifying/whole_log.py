"""`verify_log`: the parts of the check in their order, and the registry of checks that upper floors add.

1. The chain of keys: each introduced by the one before, in this history.
2. The walk over the leaves: events, leaves, nodes, checkpoints, numbering, texts.
3. What no leaf speaks of: waiting events, rows beyond the end, missing triggers.
4. Checkpoints kept outside this machine, and those that witnesses signed.
5. Projections of upper floors (figures re-hashed against their roots, states against entries).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import Fault, Finding, ProjectionCheck, Remark
from tinhso.engines.trust.logic.key_chain import follow
from tinhso.engines.trust.logic.keys import verifier_key
from tinhso.engines.trust.logic.notes import COSIGNATURE, VerifierKey
from tinhso.engines.trust.logic.verifying.cosigned import check_cosignatures
from tinhso.engines.trust.logic.verifying.guards import check_triggers
from tinhso.engines.trust.logic.verifying.key_walk import check_keys
from tinhso.engines.trust.logic.verifying.log_walk import walk_log
from tinhso.engines.trust.logic.verifying.spoilt_texts import spoilt_texts_readable
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
    public_keys: Sequence[str] = (),
    witnessed: Sequence[str] = (),
    witnesses: Sequence[str] = (),
) -> list[Fault]:
    """Check the whole log against itself, its key and everything derived from it, in constant memory.

    Args:
        report: called with each finding as it is made; remarks (texts erased by a decision) only go here.
        public_keys: texts of verifier keys kept outside this machine: any key since the last break vouches for the
            chain of keys; none takes the file beside the sealer's key, which whoever holds the machine could have
            replaced together with the log.
        witnessed: signed notes of checkpoints that were published earlier.
        witnesses: keys of witnesses (signature type 0x04) of whom each must have cosigned a checkpoint of this log.

    Returns:
        The faults in the order of the check, at most the first 1,000; the first names the first bad row. Empty means
        that everything holds.

    Raises:
        UnreadableKey: TRU-005, one of `public_keys` is not a key.
    """
    trusted = [VerifierKey.parse(text) for text in public_keys] or [verifier_key()]
    faults: list[Fault] = []
    cosigners = [VerifierKey.parse(text, COSIGNATURE) for text in witnesses]
    with spoilt_texts_readable():
        for finding in _findings(trusted, witnessed, cosigners):
            if report is not None:
                report(finding)
            if not isinstance(finding, Remark) and len(faults) < _KEPT_FAULTS:
                faults.append(finding)
    return faults


def _findings(
    trusted: Sequence[VerifierKey], witnessed: Sequence[str], cosigners: Sequence[VerifierKey]
) -> Iterator[Finding]:
    chain, found = follow(trusted[0], queries.introductions())
    yield from found
    own: dict[str, Callable[[], Iterable[Finding]]] = {
        "trust_keys": lambda: check_keys(chain, trusted),
        "trust_log": lambda: walk_log(chain),
        "trust_pending": check_unsealed,
        "trust_triggers": check_triggers,
        "trust_witnessed": lambda: check_witnessed(chain, witnessed),
        "trust_cosignatures": lambda: check_cosignatures(cosigners),
    }
    for name, check in (own | _projection_checks).items():
        try:
            yield from check()
        except Exception as problem:  # an altered row may make any reader fail, and the other checks must still run
            # A check that cannot run is not a check that found nothing.
            yield Fault(
                name, "-", f"không kiểm tra được: {_said(problem, 'vi')}", f"cannot be checked: {_said(problem, 'en')}"
            )


def _said(problem: Exception, language: str) -> str:
    return problem.message(language) if isinstance(problem, TinhSoError) else str(problem)
