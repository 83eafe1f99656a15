"""Program: say what this process was started as; then end in the way that the first argument names.

Settings, what connections and logging were made from, and every plain value that a module keeps: a value that was
taken from one environment and kept for another would differ.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django

PLAIN = (str, int, float, bytes, Path, type(None))
WATCHED = ("tinhso.", "allauth.", "ninja.", "django.", "django_htmx.", "whitenoise.")
# Of the module, of the import system, or of this moment: they tell nothing of an environment.
OWN = ("__builtins__", "__cached__", "__warningregistry__")


def described() -> dict[str, Any]:
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connection, connections

    import tinhso.site.urls  # noqa: F401  (brings every page and what it keeps)

    databases = repr(connections.settings)  # and lets Django complete the setting itself
    return {
        "arguments": sys.argv[1:],
        "folder": os.getcwd(),
        "first place of modules": sys.path[0],
        "environment": dict(os.environ),
        "said": sys.stdin.read(),
        "settings": {name: repr(getattr(settings, name)) for name in sorted(dir(settings)) if name.isupper()},
        "databases": databases,
        "kind of database": connection.vendor,
        "caches": repr(caches.settings),
        "log lines": [kept_under(vars(handler.formatter)) for handler in logging.getLogger().handlers],
        "signals": {
            one.name: repr(signal.getsignal(one)).partition(" at ")[0]
            for one in signal.valid_signals()
            if isinstance(one, signal.Signals)
        },
        "kept": kept_by_modules(),
    }


def kept_by_modules() -> dict[str, str]:
    """Every plain value, and collection of plain values, that a module has under a name."""
    return {
        f"{module}.{name}": told
        for module, found in list(sys.modules.items())
        if module.startswith(WATCHED)
        for name, told in kept_under(vars(found)).items()
    }


def kept_under(names: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: repr(sorted(value, key=repr) if isinstance(value, set | frozenset) else value)
        for name, value in list(names.items())
        if name not in OWN and is_plain(value)
    }


def is_plain(value: object) -> bool:
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(map(is_plain, value)) and all(map(is_plain, value.values()))
    return type(value) in {*PLAIN, bool, type(Path())}


def end(how: str) -> None:
    """End as processes do: by themselves, with a code, with a sentence, with a mistake, at once, killed, or not."""
    if how == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    elif how == "waiting":
        signal.pause()
    elif how == "at once":
        os._exit(9)
    elif how == "mistake":
        raise RuntimeError("a mistake")
    elif how == "sentence":
        sys.exit("a sentence")
    elif how.isdigit():
        sys.exit(int(how))


if __name__ == "__main__":
    if sys.argv[1] == "described":
        django.setup()
        sys.stdout.write(json.dumps(described()))
    else:
        print("before the end", flush=True)
        print("complaint", file=sys.stderr)
        end(sys.argv[1])
