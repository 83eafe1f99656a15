"""The `tinhso` command: one file of `site/commands` for each subject, found by its `register` function."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tinhso.kernel.errors import TinhSoError
from tinhso.kernel.files import out_of_reach
from tinhso.site import commands
from tinhso.site.named_places import look_at_places, named_places


def build_parser() -> argparse.ArgumentParser:
    """The parser with every subject registered; docs/reference/commands.md is checked against it."""
    parser = argparse.ArgumentParser(prog="tinhso", description="Tỉnh Số: a province run by figures.")
    parser.add_argument("--lang", choices=["vi", "en"], default=os.environ.get("TINHSO_LANG", "vi"))
    subjects = parser.add_subparsers(dest="subject", required=True, metavar="SUBJECT")
    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda found: found.name):
        importlib.import_module(f"{commands.__name__}.{module.name}").register(subjects)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit codes: 0 done, 1 refused (the reason is printed), 2 wrong use."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.site.settings")
    options = build_parser().parse_args(arguments)
    try:
        look_at_places(options)
        code = int(options.run(options) or 0)
        sys.stdout.flush()
        return code
    except TinhSoError as error:
        return _refused(error, options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read has enough (`… | head`); Python would say so once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as problem:
        if not _was_named(problem, options):
            raise
        return _refused(out_of_reach(problem), options)


def _refused(error: TinhSoError, options: argparse.Namespace) -> int:
    # The file alone was named on the command line; a row, a cell or a key in it is what one has to look for.
    inside = error.where.known().keys() - {"file"}
    said = error.located_message(options.lang) if inside else error.message(options.lang)
    print(f"{error.code}: {said}", file=sys.stderr)
    return 1


def _was_named(problem: OSError, options: argparse.Namespace) -> bool:
    """Say whether it is about a file that was given on the command line, or one in a folder that was."""
    if not isinstance(problem.filename, str | os.PathLike):
        return False
    return any(Path(problem.filename).is_relative_to(one) for one in named_places(options))


if __name__ == "__main__":
    sys.exit(main())
