"""Asking for a file, following it, cancelling it, taking it: always one's own, and only while one's reach stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.http import QueryDict

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView
from tinhso.engines.insight.errors import FileNotThere, FileReachChanged, MalformedChoice, TooManyFiles, UnknownFile
from tinhso.engines.insight.logic.background.places import final_file, forget
from tinhso.engines.insight.logic.choosing import read_choice
from tinhso.engines.insight.logic.explore.asking import Exploration, read_exploration
from tinhso.engines.insight.logic.explore.names import file_name, require_chosen
from tinhso.engines.insight.logic.explore.rows import whole_stream
from tinhso.engines.insight.models import FileJob
from tinhso.engines.insight.queries import file_of, files_of, waiting_files
from tinhso.engines.orgs.contracts import Action, NoRight, Rights
from tinhso.engines.trust import api as trust

KEPT_HOURS, MOST_WAITING, MOST_LISTED = 48, 3, 50
FORMS = ("csv", "parquet")
OPEN = ("waiting", "running")
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file somebody asked for. `percent` is how far it has come; `until` is when it is removed."""

    id: int
    title: str
    query: str
    form: str
    state: str
    percent: int
    rows: int
    size: int
    digest: str
    problem: str
    asked_at: datetime
    until: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def mark(self) -> str:
        """The status code of screens."""
        return "cancelled" if self.state == CANCELLED else f"file_{self.state}"


def ask_file(rights: Rights, query: str, form: str, language: str) -> int:
    """Ask for every figure of a pivot as a file; all of it is of one checkpoint.

    Raises:
        NoRight (ORG-020): nobody is signed in. TooManyFiles (INS-014), MalformedChoice (INS-004), and what
        `read_exploration` refuses.
    """
    if rights.user_id is None:
        raise NoRight(action="make_file", unit="–", actor=rights.actor)
    if form not in FORMS:
        known = ", ".join(FORMS)
        raise MalformedChoice(
            parameter="tep", value=form, hint_vi=f"Chọn một trong: {known}.", hint_en=f"Choose one of: {known}."
        )
    asked = require_chosen(explored(rights, query, language))
    checkpoint = trust.latest_checkpoint()
    size = asked.choice.tree_size if asked.choice.tree_size is not None else checkpoint.tree_size if checkpoint else 0
    stream = whole_stream(asked.at_checkpoint(size))
    names = ", ".join(one.name(language) for one in asked.definitions)
    with transaction.atomic():
        waiting = waiting_files(rights.user_id)
        if waiting >= MOST_WAITING:
            raise TooManyFiles(waiting=waiting, most=MOST_WAITING)
        row = FileJob.objects.create(
            person_id=rights.user_id, query=query, form=form, language=language, title=names[:200], tree_size=size,
            reach=reach_of(rights, asked.definitions), slices=len(stream.questions), asked_at=trust.now(),
        )  # fmt: skip
    return int(row.pk)


def explored(rights: Rights, query: str, language: str) -> Exploration:
    """Read an address of the pivot as somebody with these rights asks for it now."""
    lists = {name: [str(text) for text in texts] for name, texts in QueryDict(query).lists() if texts}
    single = {name: texts[-1] for name, texts in lists.items() if name != "ky"}
    choice = read_choice(single, rights=rights, now=trust.now(), language=language)
    return read_exploration(lists, choice)


def reach_of(rights: Rights, definitions: tuple[DefinitionView, ...]) -> str:
    """Say in one word how far somebody reaches figures of these indicators: another reach is another word."""
    return rights.scope(Action.SEE_FIGURES).fingerprint(one.audience for one in definitions)


def list_files(rights: Rights, language: str) -> list[FileLine]:
    """One's own files, newest first, called in the reader's language. Two queries."""
    rows = files_of(rights.user_id, MOST_LISTED) if rights.user_id else []
    if not rows:
        return []
    names = {one.code: one.name(language) for one in indicators.definitions()}
    return [replace(_line(row), title=_title(row, names)) for row in rows]


def _title(row: FileJob, names: Mapping[str, str]) -> str:
    """What the file is of, by today's names; as it was asked for where an indicator has none any more."""
    asked = ",".join(map(str, QueryDict(row.query).getlist("chi-tieu")))
    codes = [code.strip() for code in asked.split(",") if code.strip()]
    return ", ".join(names[code] for code in codes) if codes and names.keys() >= set(codes) else row.title


def cancel_file(rights: Rights, file_id: int) -> None:
    """Stop making a file, or remove one that is made; the worker sees it after the slice it is at.

    One that is gone, or is somebody else's, is left as it is: there is nothing to stop.

    Raises:
        NoRight (ORG-020): nobody is signed in.
    """
    if rights.user_id is None:
        raise NoRight(action="make_file", unit="–", actor=rights.actor)
    row = file_of(rights.user_id, file_id)
    if row is None:
        return
    if FileJob.objects.filter(pk=row.pk, state__in=[*OPEN, "done"]).update(state=CANCELLED, ended_at=trust.now()):
        forget(row.pk)


def take_file(rights: Rights, file_id: int) -> tuple[Path, str, str]:
    """Return a finished file: where it is, how to call it, and its form.

    Raises:
        UnknownFile (INS-013), FileNotThere (INS-015), FileReachChanged (INS-016)
    """
    row = _own(rights, file_id)
    file = final_file(row.pk, row.form)
    until = expires(row)
    if row.state != "done" or until is None or trust.now() >= until or not file.exists():
        raise FileNotThere(file=file_id, hours=KEPT_HOURS)
    asked = explored(rights, row.query, row.language)
    if reach_of(rights, asked.definitions) != row.reach:
        raise FileReachChanged(file=file_id)
    return file, f"{file_name(asked)}.{row.form}", row.form


def expires(row: FileJob) -> datetime | None:
    """When a finished file is removed."""
    return row.ended_at + timedelta(hours=KEPT_HOURS) if row.state == "done" and row.ended_at else None


def _own(rights: Rights, file_id: int) -> FileJob:
    row = file_of(rights.user_id, file_id) if rights.user_id else None
    if row is None:
        raise UnknownFile(file=file_id)
    return row


def _line(row: FileJob) -> FileLine:
    return FileLine(
        id=row.pk,
        title=row.title,
        query=row.query,
        form=row.form,
        state=row.state,
        percent=100 * row.slices_made // max(row.slices, 1),
        rows=row.rows,
        size=row.size,
        digest=row.digest,
        problem=row.problem,
        asked_at=row.asked_at,
        until=expires(row),
    )
