"""Checkpoints leave the machine: what is elsewhere cannot be rewritten here, not even with the key.

A checkpoint is a small signed text. It goes into a folder (a share of another agency, a public page's folder) as a file
that is never replaced, and by mail to whoever keeps such mails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from tinhso.engines.operation.contracts import FolderNotWritable
from tinhso.engines.operation.logic.durable_files import read_json, write_json
from tinhso.engines.operation.logic.places import state_folder
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import SystemClock

STATE = "checkpoint-left.json"
LEAVES_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Left:
    """The last checkpoint that left: its size and when."""

    tree_size: int
    at: datetime


def publish_checkpoint(folder: Path | None = None, addresses: Sequence[str] = ()) -> Left | None:
    """Let the latest checkpoint leave; nothing where the log is empty.

    Args:
        folder: gets `checkpoint-<size>.txt`; one that is there already is left as it is.
        addresses: mail addresses that get its text.

    Raises:
        FolderNotWritable (OPE-006); what the mail server raises.
    """
    latest = trust.latest_checkpoint()
    if latest is None:
        return None
    if folder:
        _write(folder, latest.tree_size, latest.note)
    if addresses:
        subject = _("Mốc niêm phong %(size)s") % {"size": latest.tree_size}
        EmailMessage(subject, latest.note, to=list(addresses)).send()
    left = Left(latest.tree_size, SystemClock().now())
    write_json(state_folder() / STATE, {"tree_size": left.tree_size, "at": left.at.isoformat()})
    return left


def publish_when_due() -> None:
    """Let a checkpoint leave where TINHSO_CHECKPOINTS says, once a day."""
    places: Sequence[str] = settings.TINHSO_CHECKPOINTS
    last = last_left()
    if places and (last is None or SystemClock().now() - last.at >= LEAVES_EVERY):
        folders = [Path(place) for place in places if "@" not in place]
        for folder in folders[1:]:
            publish_checkpoint(folder)
        publish_checkpoint(folders[0] if folders else None, [place for place in places if "@" in place])


def last_left() -> Left | None:
    """The last checkpoint that left this machine."""
    kept = read_json(state_folder() / STATE)
    return Left(int(kept["tree_size"]), datetime.fromisoformat(kept["at"])) if kept else None


def _write(folder: Path, tree_size: int, note: str) -> None:
    place = folder / f"checkpoint-{tree_size:012}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Never over one that is there: if it says something else, that is what the check is for.
        if not place.exists():
            with place.open("x", encoding="utf-8") as out:
                out.write(note)
    except OSError as problem:
        raise FolderNotWritable(folder=str(folder), problem=problem.strerror or str(problem)) from problem
