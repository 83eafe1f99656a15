"""Signed notes as files: what cannot be read or written is named, not thrown as a trace."""

from __future__ import annotations

import os
from pathlib import Path

from tinhso.engines.trust.contracts import NoNote, UnreadableCheckpoint
from tinhso.kernel.files import out_of_reach


def read_note(file: Path) -> str:
    """Return the text of a note.

    Raises:
        FileOutOfReach: KER-127. NoNote: TRU-028, it holds no text.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as problem:
        problem.filename = str(file)
        raise out_of_reach(problem) from problem
    except UnicodeDecodeError as problem:
        raise _no_note(file, "không phải chữ mã UTF-8", "it is not text in UTF-8") from problem
    if not text.strip():
        raise _no_note(file, "tệp trống", "the file is empty")
    return text


def notes_in(place: Path) -> list[Path]:
    """Return a file itself, or every checkpoint in a folder; one without any proves nothing (TRU-028)."""
    if not place.is_dir():
        return [place]
    found = sorted(place.glob("checkpoint-*.txt"))
    if not found:
        raise _no_note(place, "thư mục không có tệp checkpoint-*.txt nào", "the folder holds no file checkpoint-*.txt")
    return found


def _no_note(place: Path, problem_vi: str, problem_en: str) -> NoNote:
    return NoNote(place=str(place), problem_vi=problem_vi, problem_en=problem_en)


def replace_note(file: Path, text: str) -> None:
    """Write a note in one step: who reads it meanwhile sees the old one or the new one; raises TRU-007."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    except OSError as problem:
        raise UnreadableCheckpoint(problem=f"{file}: {problem}") from problem
