"""Program: a process that has imported the product once and forks for every start that is asked for.

Importing takes two seconds, what a command does often a tenth of one. A fork reads its environment, evaluates the
settings and connects by itself, as a process of its own does; what it inherits is imported code and nothing else:
`test_fork_server.py` holds it against real starts. Tests that are about starting itself start real processes.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from typing import Any

ENOUGH = 1 << 20
SETTINGS = "tinhso.site.settings"
COMMAND = "tinhso.site.command_line"
# What a start imports while it works, whichever command it is.
LATER = ("tinhso.site.urls", "django.core.management.commands.migrate", "django.core.management.sql", "django.test")


def import_the_product() -> None:
    """Import everything under settings that nobody uses, and forget what they led to."""
    import django

    importlib.import_module(COMMAND).build_parser()
    django.setup()
    for name in LATER:
        importlib.import_module(name)
    _import_migrations()
    for found in gc.get_objects():
        if isinstance(found, _lru_cache_wrapper) and str(found.__module__).startswith("tinhso."):
            found.cache_clear()
    _forget_the_settings()


def _import_migrations() -> None:
    from django.db.migrations.loader import MigrationLoader

    MigrationLoader(None).load_disk()


def _forget_the_settings() -> None:
    """Let the next who asks for a setting, a connection or a cache find the environment as it is then."""
    from asgiref.local import Local
    from django.apps import apps
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connections
    from django.utils.functional import empty

    sys.modules.pop(SETTINGS, None)
    vars(settings).clear()
    settings._wrapped = empty
    for handler in (connections, caches):
        vars(handler).pop("settings", None)
        handler._settings = None
        handler._connections = Local(handler.thread_critical)
    apps.ready = False


def set_up_again(set_prefix: bool = True) -> None:
    """Do in a fork what `django.setup` does in a process of its own: all but importing applications."""
    from django.apps import apps
    from django.conf import settings
    from django.urls import set_script_prefix
    from django.utils.log import configure_logging

    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    if set_prefix:
        set_script_prefix("/" if settings.FORCE_SCRIPT_NAME is None else settings.FORCE_SCRIPT_NAME)
    apps.ready = True


def become(asked: dict[str, Any], files: list[int]) -> None:
    """Run a module as `python -m` does, in this process; it ends as that one would."""
    import django

    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.path[0] = asked["folder"]
    sys.argv = ["-m", *asked["arguments"]]
    sys.modules.pop(asked["module"], None)
    django.setup = set_up_again
    runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)


def serve(line: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """Fork for every start, tell its number, and its code when it ends; return in the fork what it shall be.

    In this process nothing is returned, and only when nobody is left to ask.
    """
    woken, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waking)
    while True:
        ready, _, _ = select.select([line, woken], [], [])
        if woken in ready:
            os.read(woken, ENOUGH)
            for ended, code in _ended():
                line.send(f"{ended} {code}".encode())
        if line in ready:
            told, files, _, _ = socket.recv_fds(line, ENOUGH, 3)
            if not told:
                return None
            assert threading.active_count() == 1, "a thread would be lost in a fork"
            if not (child := os.fork()):
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                os.close(woken)
                os.close(waking)
                line.close()
                return json.loads(told), files
            for file in files:
                os.close(file)
            line.send(f"{child}".encode())


def _ended() -> Iterator[tuple[int, int]]:
    """Every fork that has ended since, with its code."""
    while True:
        try:
            ended, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not ended:
            return
        yield ended, os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    import_the_product()
    # What was imported stays: no fork shall walk over it, and write to its pages by walking.
    gc.collect()
    gc.freeze()
    if start := serve(socket.socket(fileno=int(sys.argv[1]))):
        become(*start)
