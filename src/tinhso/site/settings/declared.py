"""Every setting the product reads from its environment, in one table: name, default, meaning, validator.

docs/reference/settings.md is checked against this table by a test. A wrong value stops the start with a sentence.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from tinhso.kernel.clock import VIETNAM
from tinhso.site.settings.lake_store import read_store
from tinhso.site.settings.meanings import MEANINGS_VI
from tinhso.site.settings.outside_sign_in import read_service
from tinhso.web_kit.shared_counts import read_rate


class WrongSetting(SystemExit):
    """A setting has a value that cannot be used; the process stops before anything else happens."""


def _text(value: str) -> str:
    return value


def _list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _checkpoint_places(value: str) -> tuple[str, ...]:
    places = _list(value)
    for place in places:
        address = urlsplit(place) if "://" in place else None
        is_open = address is not None and address.scheme == "http" and address.hostname in {"localhost", "127.0.0.1"}
        if address is not None and (not (address.scheme == "https" or is_open) or address.username or address.query):
            raise ValueError(f"{place}: an address of a witness must be https://, without a user or a question")
    return places


def _flag(value: str) -> bool:
    if value not in {"0", "1"}:
        raise ValueError("must be 0 or 1")
    return value == "1"


def _port(value: str) -> int:
    port = int(value)
    if not 1 <= port <= 65535:
        raise ValueError("must be a port number from 1 to 65535")
    return port


def _hours(value: str) -> int:
    hours = int(value)
    if not 0 <= hours <= 720:
        raise ValueError("must be hours from 0 to 720")
    return hours


def _folder(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _place_if_any(value: str) -> Path | None:
    # It may be missing for a while (a disk that is not mounted): that is shown, not a reason not to start.
    return _folder(value) if value else None


def _folder_if_any(value: str) -> Path | None:
    if not value:
        return None
    folder = _folder(value)
    if not folder.is_dir():
        raise ValueError("must be a folder that exists")
    return folder


def _moment(value: str) -> datetime | None:
    if not value:
        return None
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _mode(value: str) -> str:
    if value not in {"development", "demo", "production"}:
        raise ValueError("must be development, demo or production")
    return value


def _second_factor(value: str) -> str:
    if value not in {"", "off", "approve", "all"}:
        raise ValueError("must be off, approve or all")
    return value


def _board_seconds(value: str) -> int:
    if not 0 <= (seconds := int(value)) <= 60:
        raise ValueError("must be between 0 and 60")
    return seconds


def _metrics(value: str) -> str:
    if value not in {"", "loopback"} and len(value) < 20:
        raise ValueError("must be loopback or a token of at least 20 characters")
    return value


def _log_form(value: str) -> str:
    if value not in {"text", "json"}:
        raise ValueError("must be text or json")
    return value


def _mail_server(value: str) -> str:
    if value:
        parts = urlsplit(value)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("must be like smtp://host:587")
    return value


def _cluster(value: str) -> str:
    """The address of a standalone master of Spark, or of several that stand in for each other: spark://a:7077,b:7077."""
    if not value:
        return value
    masters = value.removeprefix("spark://").split(",") if value.startswith("spark://") else []
    for one in masters or [""]:
        address = urlsplit(f"spark://{one}")
        if not address.hostname or not address.port or one != address.netloc or address.username:
            raise ValueError("must be like spark://host:7077")
    if find_spec("pyspark") is None:
        raise ValueError("needs the library of the extra: pip install 'tinhso[spark]', and Java 17")
    return value


@dataclass(frozen=True)
class Declared:
    """One setting: its environment name, default text, what it means, how its text becomes a value.

    `is_told`: its text may stand in the security file; of any other it is only said whether it is set.
    """

    name: str
    default: str
    meaning: str
    read: Callable[[str], object]
    is_told: bool = False


DECLARED: tuple[Declared, ...] = (
    Declared("TINHSO_MODE", "development", "development, demo or production", _mode, is_told=True),
    Declared("TINHSO_HOME", "var", "folder of the database, keys, snapshots and logs", _folder, is_told=True),
    Declared(
        "TINHSO_PACKAGES",
        "",
        "folder of packages; empty means the packages shipped with the product",
        _text,
        is_told=True,
    ),
    Declared(
        "DATABASE_URL", "", "postgresql://user:password@host:port/name; empty means SQLite under TINHSO_HOME", _text
    ),
    Declared(
        "TINHSO_BOARD_SECONDS",
        "10",
        "how many seconds old a leaders' board may be that many look at (its page says its time); never more than "
        "eight times what making it took, except while somebody makes it anew; 0 makes each anew",
        _board_seconds,
        is_told=True,
    ),
    Declared("PORT", "8000", "port of the web server", _port, is_told=True),
    Declared("TINHSO_BIND", "127.0.0.1", "address the web server listens on", _text, is_told=True),
    Declared(
        "TINHSO_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "host names the server answers to, separated by commas",
        _text,
        is_told=True,
    ),
    Declared(
        "TINHSO_NOW", "", "start of the demonstration clock, ISO time; refused in production", _moment, is_told=True
    ),
    Declared("TINHSO_SECRET_FILE", "", "file with the secret key; empty means one is made under TINHSO_HOME", _text),
    Declared(
        "TINHSO_LOG_ORIGIN", "tinhso.local/log", "name of this province's log in its checkpoints", _text, is_told=True
    ),
    Declared(
        "TINHSO_SEALER_KEYS",
        "",
        "folder of the sealer's private key, readable by the sealer's own user only; serve then leaves sealing to "
        "`tinhso run sealer` under that user; empty: TINHSO_HOME/keys, and serve seals",
        _place_if_any,
        is_told=True,
    ),
    Declared(
        "TINHSO_CUBE_URL",
        "",
        "spark://host:7077, the master of a Spark cluster that answers questions about figures instead of this machine "
        "(extra tinhso[spark]); empty: this machine answers",
        _cluster,
        is_told=True,
    ),
    Declared(
        "TINHSO_CUBE_LAKE",
        "",
        "folder of the lake that the cluster reads, under the same path on all its machines; empty: TINHSO_HOME/lake",
        _place_if_any,
        is_told=True,
    ),
    Declared(
        "TINHSO_LAKE_STORE",
        "",
        "YAML file of a store that speaks S3, for `tinhso lake export s3://…` (howto/lake.md); empty: folders only",
        read_store,
    ),
    Declared("TINHSO_WEB_WORKERS", "0", "web processes; 0 means as many as processor cores", int, is_told=True),
    Declared(
        "TINHSO_MAIL_URL",
        "",
        "smtp://user:password@host:587 (smtps:// for TLS from the start); empty writes mails to TINHSO_HOME/mail",
        _mail_server,
    ),
    Declared("TINHSO_MAIL_FROM", "tinh-so@localhost", "address that mails are sent from", _text),
    Declared(
        "TINHSO_SECOND_MEDIUM",
        "",
        "folder on another disk or machine that every transaction of SQLite reaches within 5 seconds; empty: none",
        _place_if_any,
        is_told=True,
    ),
    Declared(
        "TINHSO_CHECKPOINTS",
        "",
        "folders, mail addresses and witnesses' addresses (https://…), separated by commas, that get the log's "
        "checkpoint every day; empty: none",
        _checkpoint_places,
    ),
    Declared(
        "TINHSO_WITNESSES",
        "",
        "public keys of the agencies that cosign checkpoints (what `tinhso witness init` prints), separated by commas",
        _list,
        is_told=True,
    ),
    Declared(
        "TINHSO_OFFLINE_HOURS",
        "24",
        "hours that a browser keeps opened forms to open them again without a network; 0 keeps none",
        _hours,
        is_told=True,
    ),
    Declared(
        "TINHSO_SIGNATURE_TRUST",
        "",
        "folder of root certificates (PEM or DER) against which signed PDFs are checked; empty: chains are not checked",
        _folder_if_any,
        is_told=True,
    ),
    Declared(
        "TINHSO_SECOND_FACTOR",
        "",
        "for what a code or a passkey is required at sign-in: off, approve (approving) or all; empty means approve, "
        "and off in development; roles played on the demonstration's own machine are exempt",
        _second_factor,
        is_told=True,
    ),
    Declared(
        "TINHSO_METRICS",
        "",
        "who reads /metrics (Prometheus): empty nobody, loopback this machine only, else the bearer token to bring, "
        "of at least 20 characters",
        _metrics,
    ),
    Declared(
        "TINHSO_API_RATE_TOKEN",
        "1200/m",
        "how often one token, or one signed-in person, may ask /api/v1: 20/s, 1200/m or 5000/h, refilled evenly; "
        "0: no limit",
        read_rate,
        is_told=True,
    ),
    Declared(
        "TINHSO_API_RATE_ADDRESS",
        "300/m",
        "how often one address may ask /api/v1 without a token, or with a wrong one; 0: no limit",
        read_rate,
        is_told=True,
    ),
    Declared(
        "TINHSO_LOG",
        "text",
        "form of the log on standard error: text, or json (one object a line)",
        _log_form,
        is_told=True,
    ),
    Declared(
        "TINHSO_OIDC",
        "",
        "YAML file of an outside sign-in service (OpenID Connect); minh-hoa: the demonstration's own; empty: none",
        _text,
        is_told=True,
    ),
    Declared(
        "TINHSO_TLS",
        "0",
        "1 when a reverse proxy serves HTTPS in front (secure cookies; it sets X-Forwarded-Proto and X-Forwarded-For)",
        _flag,
        is_told=True,
    ),
)


def read_settings(environment: Mapping[str, str] = os.environ) -> dict[str, object]:
    """Read and check every declared setting.

    Args:
        environment: names and texts, usually the process environment.

    Returns:
        Value by name, of the type its reader gives.

    Raises:
        WrongSetting: a value cannot be read, or a demonstration clock is set in production.
    """
    values: dict[str, object] = {}
    for setting in DECLARED:
        text = environment.get(setting.name) or setting.default
        try:
            values[setting.name] = setting.read(text)
        except ValueError as problem:
            raise WrongSetting(f"{setting.name}={text!r}: {problem}. It means: {setting.meaning}.") from problem
    try:
        values["TINHSO_OIDC"] = read_service(
            str(values["TINHSO_OIDC"]), mode=str(values["TINHSO_MODE"]), port=int(str(values["PORT"]))
        )
    except (ValueError, OSError) as problem:
        raise WrongSetting(f"TINHSO_OIDC: {problem}.") from problem
    if values["TINHSO_MODE"] == "production" and values["TINHSO_NOW"]:
        raise WrongSetting("TINHSO_NOW is for demonstrations and is refused in production: unset it.")
    return values


class ToldSetting(NamedTuple):
    """A setting as the security-level file tells it.

    `text` in force is empty where it may hold a secret or a person's address: of those it is only told whether they
    are set.
    """

    name: str
    is_set: bool
    text: str
    meaning_vi: str
    meaning_en: str


def told_settings(environment: Mapping[str, str] = os.environ) -> tuple[ToldSetting, ...]:
    """Return what may be told of every setting, in the order of the table."""
    return tuple(
        ToldSetting(
            one.name,
            bool(environment.get(one.name)),
            (environment.get(one.name) or one.default) if one.is_told else "",
            MEANINGS_VI[one.name],
            one.meaning,
        )
        for one in DECLARED
    )
