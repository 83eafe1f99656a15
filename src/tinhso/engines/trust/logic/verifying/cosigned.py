"""Checks what witnesses signed: every kept cosignature holds, and those whom the reader trusts are among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import CosignatureView, Fault, Finding, Remark
from tinhso.engines.trust.logic.notes import VerifierKey, split_note
from tinhso.engines.trust.logic.witnessing import opened_cosignature
from tinhso.kernel.errors import TinhSoError


def check_cosignatures(trusted: Sequence[VerifierKey]) -> Iterator[Finding]:
    """Check every kept cosignature; say of each trusted witness how far it has signed.

    Args:
        trusted: keys of witnesses from outside this machine.
    """
    latest: dict[str, CosignatureView] = {}
    for page in queries.cosignature_pages():
        texts = queries.checkpoint_notes({view.tree_size for _, view in page})
        for event_id, view in page:
            try:
                at = opened_cosignature(view, split_note(texts.get(view.tree_size, ""))[0])
            except TinhSoError as problem:
                yield Fault(
                    "trust_event",
                    str(event_id),
                    f"chữ ký làm chứng cho {view.tree_size} lá: {problem.message('vi')}",
                    f"cosignature of {view.tree_size} leaves: {problem.message('en')}",
                )
                continue
            before = latest.get(view.witness)
            if before is None or before.tree_size <= view.tree_size:
                latest[view.witness] = CosignatureView(view.witness, view.tree_size, at, view.line)
    newest = queries.latest_checkpoint()
    for key in trusted:
        yield _standing(key, latest.get(key.text()), newest.tree_size if newest else 0)


def _standing(key: VerifierKey, last: CosignatureView | None, size: int) -> Finding:
    if last is None:
        return Fault(
            "witness", key.name, "chưa làm chứng cho mốc nào của sổ này", "has signed no checkpoint of this log"
        )
    moment = last.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Remark(
        "witness",
        key.name,
        f"đã làm chứng cho {last.tree_size} lá lúc {moment}; {size - last.tree_size} lá sau đó chưa có chứng",
        f"signed {last.tree_size} leaves at {moment}; {size - last.tree_size} leaves after them are not witnessed yet",
    )
