"""The log on standard error, as text for people or JSON for machines, without personal data.

What may hold a person's name is left out by form, not by search: an address becomes the pattern it fits; of an
exception its kind and its lines of code are told and not its message (a database quotes the row it refuses); of our own
errors the message only where the fault is the installation's (status 500 and above), else the code.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any

from django.http import HttpRequest

from tinhso.kernel.errors import TinhSoError
from tinhso.web_kit.route_names import method_of, route_of

_OURS = Path(__file__).resolve().parents[2]
_MOST_FRAMES = 12


class LogLines(logging.Formatter):
    """Formats a record; `form` is `text` or `json` (TINHSO_LOG)."""

    def __init__(self, *arguments: Any, form: str = "text", **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.form = form

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, in text with the lines of code of an exception below it."""
        told = told_of(record)
        if self.form == "json":
            return json.dumps(told, ensure_ascii=False)
        said = f"{told['at']} {told['level']} {told['logger']}: {told['message']}"
        request = told.get("request")
        if request:
            said += f" [{request['method']} {request['route']}]"
        error = told.get("error")
        return said if error is None else "\n".join([f"{said} ({error['kind']})", *error["at"]])


def told_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what is told of a record."""
    told: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "process": record.process,
        "message": _message(record),
    }
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        told["request"] = {"method": method_of(request), "route": route_of(request)}
        told["status"] = getattr(record, "status_code", None)
    if record.exc_info and record.exc_info[0]:
        told["error"] = _error(*record.exc_info[1:])
    return told


def _message(record: logging.LogRecord) -> str:
    if hasattr(record, "request") and record.name.startswith("django"):
        # Django puts the address into its messages.
        return str(HTTPStatus(record.status_code).phrase) if hasattr(record, "status_code") else "request"
    arguments = record.args
    if isinstance(arguments, tuple):
        arguments = tuple(_plain(one) for one in arguments)
    message = _plain(record.msg)
    return str(message) % arguments if arguments else str(message)


def _plain(value: object) -> object:
    if isinstance(value, TinhSoError):
        return str(value) if value.status >= HTTPStatus.INTERNAL_SERVER_ERROR else value.code
    return type(value).__name__ if isinstance(value, Exception) and not isinstance(value, OSError) else value


def _error(problem: BaseException | None, trace: TracebackType | None) -> dict[str, Any]:
    code = {"code": problem.code} if isinstance(problem, TinhSoError) else {}
    return {"kind": type(problem).__name__, **code, "at": _frames(trace)}


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_MOST_FRAMES:]
    return [f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(file: str) -> str:
    return str(Path(file).relative_to(_OURS)) if file.startswith(str(_OURS)) else "/".join(Path(file).parts[-3:])
