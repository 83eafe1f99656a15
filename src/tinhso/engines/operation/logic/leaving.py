"""Checkpoints leave the machine: what is elsewhere cannot be rewritten here, not even with the key.

A checkpoint is a small signed text. It goes into a folder (a share of another agency, a public page's folder) as a file
that is never replaced, by mail to whoever keeps such mails, and to witnesses that answer over HTTPS. A folder also
carries what witnesses are asked (`request-<key id>.txt`, replaced every day) and what they answered
(`cosigned-<key id>.txt`).
"""

from __future__ import annotations

import logging
import os
import time
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
from tinhso.engines.operation.logic.witness_endpoint import ask_endpoint, is_endpoint
from tinhso.engines.trust import api as trust
from tinhso.kernel.clock import SystemClock
from tinhso.kernel.errors import TinhSoError

log = logging.getLogger(__name__)
STATE = "checkpoint-left.json"
ANSWERED = "witness-answered.json"
"""When each witness that is asked over HTTPS has last answered, by its address."""
LEAVES_EVERY = timedelta(days=1)
_LOOKS_EVERY_SECONDS = 300
_looked = [-float(_LOOKS_EVERY_SECONDS)]


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
        _ask_witnesses(folder)
    if addresses:
        subject = _("Mốc niêm phong %(size)s") % {"size": latest.tree_size}
        EmailMessage(subject, latest.note, to=list(addresses)).send()
    return _note_left(latest.tree_size)


def publish_when_due() -> None:
    """Let a checkpoint leave where TINHSO_CHECKPOINTS says, once a day, and take in what witnesses answered."""
    places: Sequence[str] = settings.TINHSO_CHECKPOINTS
    last = last_left()
    if places and settings.TINHSO_WITNESSES and time.monotonic() - _looked[0] >= _LOOKS_EVERY_SECONDS:
        _looked[0] = time.monotonic()
        collect_cosignatures()
        ask_endpoints()
    folders, addresses = _folders(places), [place for place in places if "@" in place]
    if (folders or addresses) and (last is None or SystemClock().now() - last.at >= LEAVES_EVERY):
        for folder in folders[1:]:
            publish_checkpoint(folder)
        publish_checkpoint(folders[0] if folders else None, addresses)


def collect_cosignatures() -> None:
    """Keep what witnesses have put into the folders since; an answer that does not hold is logged, not kept."""
    for folder in _folders(settings.TINHSO_CHECKPOINTS):
        for witness in trust.known_witnesses():
            file = folder / f"cosigned-{witness.key_id.hex()}.txt"
            try:
                if file.exists():
                    trust.keep_cosignatures(file.read_text(encoding="utf-8"), actor="system:worker")
            except (OSError, UnicodeDecodeError, TinhSoError) as problem:
                log.warning("%s: %s", file, problem)


def ask_endpoints() -> None:
    """Ask every witness that answers over HTTPS and has not answered for a day; one that refuses is asked again."""
    latest = trust.latest_checkpoint()
    answered: dict[str, str] = read_json(state_folder() / ANSWERED) or {}
    for address in filter(is_endpoint, settings.TINHSO_CHECKPOINTS if latest else ()):
        now = SystemClock().now()
        if address in answered and now - datetime.fromisoformat(answered[address]) < LEAVES_EVERY:
            continue
        try:
            ask_endpoint(address)
        except TinhSoError as problem:
            log.warning("%s: %s", address, problem)
            continue
        answered[address] = now.isoformat()
        write_json(state_folder() / ANSWERED, answered)
        assert latest is not None
        _note_left(latest.tree_size)


def _folders(places: Sequence[str]) -> list[Path]:
    return [Path(place) for place in places if "@" not in place and not is_endpoint(place)]


def _note_left(tree_size: int) -> Left:
    left = Left(tree_size, SystemClock().now())
    write_json(state_folder() / STATE, {"tree_size": left.tree_size, "at": left.at.isoformat()})
    return left


def last_left() -> Left | None:
    """The last checkpoint that left this machine."""
    kept = read_json(state_folder() / STATE)
    return Left(int(kept["tree_size"]), datetime.fromisoformat(kept["at"])) if kept else None


def _ask_witnesses(folder: Path) -> None:
    for witness in trust.known_witnesses():
        file = folder / f"request-{witness.key_id.hex()}.txt"
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        try:
            draft.write_text(trust.witness_request(witness=witness), encoding="utf-8")
            draft.replace(file)
        except OSError as problem:
            raise FolderNotWritable(folder=str(folder), problem=problem.strerror or str(problem)) from problem


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
