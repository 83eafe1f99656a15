"""Which key signs which checkpoints: the keys that followed one another, as the log itself tells.

The first key stands in no event; each later one comes with an introduction (`introductions.py`). A checkpoint of n
leaves is signed by the key whose introduction is the last with `tree_size` < n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tinhso.engines.trust import queries
from tinhso.engines.trust.contracts import Fault, Finding, KeyView, Remark
from tinhso.engines.trust.logic.introductions import Introduction, open_introduction
from tinhso.engines.trust.logic.keys import verifier_key
from tinhso.engines.trust.logic.notes import VerifierKey
from tinhso.kernel.errors import TinhSoError


@dataclass(frozen=True, slots=True)
class Link:
    """A key that followed another: the event that introduced it, and what that event says."""

    event: queries.KeptIntroduction
    said: Introduction


@dataclass(frozen=True, slots=True)
class KeyChain:
    """The first key and those that followed."""

    first: VerifierKey
    links: tuple[Link, ...] = ()

    @property
    def introductions(self) -> list[Introduction]:
        """What introduced each key but the first."""
        return [link.said for link in self.links]

    @property
    def last(self) -> VerifierKey:
        """The key that signs now."""
        return self.links[-1].said.new if self.links else self.first

    def key_for(self, tree_size: int) -> VerifierKey:
        """Return the key that signs checkpoints of so many leaves."""
        key = self.first
        for one in self.introductions:
            if one.tree_size < tree_size:
                key = one.new
        return key

    def notes_around(self, tree_size: int) -> list[str]:
        """Return the introductions that link the key of this size with those that vouch for it: up to any break."""
        parts: list[list[str]] = [[]]
        reached = 0
        for link in self.links:
            if link.said.lost:
                parts.append([])
            else:
                parts[-1].append(link.event.note)
            if link.said.tree_size < tree_size:
                reached = len(parts) - 1
        return parts[reached]

    def keys_since_break(self) -> list[VerifierKey]:
        """Return the keys that vouch for one another up to the present one: those since a key was lost."""
        keys = [self.first]
        for one in self.introductions:
            keys = [one.new] if one.lost else [*keys, one.new]
        return keys


def follow(first: VerifierKey, kept: Sequence[queries.KeptIntroduction]) -> tuple[KeyChain, list[Finding]]:
    """Build the chain from the introductions in the log; one that does not hold is named and not followed.

    Args:
        first: the key to begin with when the log introduces none.
        kept: in the order in which they were recorded.
    """
    chain, found = KeyChain(first), list[Finding]()
    for event in kept:
        try:
            said = open_introduction(event.note)
        except TinhSoError as problem:
            found.append(_fault(event, problem.message("vi"), problem.message("en")))
            continue
        if not chain.links:
            chain = KeyChain(said.old)
        before = chain.links[-1].said.tree_size if chain.links else 0
        if said.old != chain.last or said.tree_size < before:
            found.append(_fault(event, "khóa không nối tiếp khóa trước", "the key does not follow the one before"))
            continue
        chain = KeyChain(chain.first, (*chain.links, Link(event, said)))
        found += _break(event, said) if said.lost else []
    return chain, found


def own_chain() -> KeyChain:
    """Return the chain of this log, as far as each key was rightly introduced."""
    return follow(verifier_key(), queries.introductions())[0]


def key_chain() -> list[KeyView]:
    """Return the keys of this log, the first one first, as far as each was rightly introduced."""
    chain = own_chain()
    return [KeyView(chain.first.text(), 0)] + [
        KeyView(said.new.text(), said.tree_size, event.note, said.lost, event.reason)
        for event, said in ((link.event, link.said) for link in chain.links)
    ]


def _break(event: queries.KeptIntroduction, said: Introduction) -> list[Finding]:
    return [
        Remark(
            "trust_event",
            str(event.event_id),
            f"khóa cũ đã mất; sau {said.tree_size} lá, khóa mới {said.new} ký, lý do: {event.reason}",
            f"the old key was lost; after {said.tree_size} leaves the new key {said.new} signs, reason: {event.reason}",
        )
    ]


def _fault(event: queries.KeptIntroduction, what_vi: str, what_en: str) -> Fault:
    return Fault("trust_event", str(event.event_id), f"giới thiệu khóa: {what_vi}", f"key introduction: {what_en}")
