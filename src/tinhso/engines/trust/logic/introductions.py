"""How one key of the log is followed by the next: a note that the old key signs, and the new one too.

```
tinhso key-introduction/1
<origin>
old <verifier key>          (`lost <verifier key>` where the old key is gone)
new <verifier key>
tree-size <number>
root <base64>

— <origin> <signature of the old key>
— <origin> <signature of the new key>
```
The first line keeps it apart from checkpoints, which the same keys sign. Up to `tree-size` leaves the old key signs
checkpoints, above them the new one. Size and root of the last checkpoint before bind the note to this one history: it
cannot be carried into another. A lost key signs nothing; that note is a stated break, and says so in the signed text.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tinhso.engines.trust.contracts import UnreadableCheckpoint
from tinhso.engines.trust.logic.notes import VerifierKey, check_signature, sign_text, split_note

_FIRST_LINE = "tinhso key-introduction/1"


@dataclass(frozen=True, slots=True)
class Introduction:
    """A key takes over from another after so many leaves."""

    old: VerifierKey
    new: VerifierKey
    tree_size: int
    root_hash: bytes
    lost: bool

    def text(self) -> str:
        """Return the text that is signed."""
        lines = [
            _FIRST_LINE,
            self.new.name,
            f"{'lost' if self.lost else 'old'} {self.old.text()}",
            f"new {self.new.text()}",
            f"tree-size {self.tree_size}",
            f"root {base64.b64encode(self.root_hash).decode()}",
        ]
        return "\n".join(lines) + "\n"

    def sign(self, keys: list[Ed25519PrivateKey]) -> str:
        """Return the note: signed by old and new key, or by the new one alone where the old is lost."""
        return sign_text(self.text(), self.new.name, keys)


def open_introduction(note: str) -> Introduction:
    """Read an introduction and check the signatures it must carry.

    Raises:
        WrongSignature: TRU-006. UnreadableKey: TRU-005.
        UnreadableCheckpoint: TRU-007, it is no such note, or not in its one canonical form.
    """
    text, signatures = split_note(note)
    said = _parse(text)
    if said.text() != text or said.old.name != said.new.name:
        raise UnreadableCheckpoint(problem="not a key introduction in its one canonical form")
    for key in [said.new] if said.lost else [said.old, said.new]:
        check_signature(text, signatures, key)
    return said


def _parse(text: str) -> Introduction:
    try:
        first, _, old, new, size, root = text.removesuffix("\n").split("\n")
        word, _, old_key = old.partition(" ")
        if first != _FIRST_LINE or word not in ("old", "lost"):
            raise ValueError("first lines")
        return Introduction(
            VerifierKey.parse(old_key),
            VerifierKey.parse(new.removeprefix("new ")),
            int(size.removeprefix("tree-size ")),
            base64.b64decode(root.removeprefix("root "), validate=True),
            word == "lost",
        )
    except ValueError as problem:
        raise UnreadableCheckpoint(problem=f"not a key introduction: {problem}") from problem
