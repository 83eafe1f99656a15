"""Signed notes as files: what cannot be read or written is named, not thrown as a trace."""

from __future__ import annotations

import os
from pathlib import Path

from tinhso.engines.trust.contracts import UnreadableCheckpoint


def read_note(file: Path) -> str:
    """Return the text of a note; raises UnreadableCheckpoint (TRU-007)."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UnreadableCheckpoint(problem=f"{file}: {problem}") from problem


def replace_note(file: Path, text: str) -> None:
    """Write a note in one step: who reads it meanwhile sees the old one or the new one; raises TRU-007."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    except OSError as problem:
        raise UnreadableCheckpoint(problem=f"{file}: {problem}") from problem
