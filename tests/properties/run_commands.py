"""Program: several `tinhso` command lines in one process, because starting is dearer than answering.

Reads a JSON list of lists of words from standard input; writes for each line `[exit code, output, errors]`, in JSON.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout


def run(words: list[str]) -> tuple[int, str, str]:
    """Run one command line as its own process would, but for the start."""
    from tinhso.site.command_line import main

    said, complained = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with redirect_stdout(said), redirect_stderr(complained):
        code = main(words)
    said.flush()
    return code, said.buffer.getvalue().decode(), complained.getvalue()  # type: ignore[attr-defined]


if __name__ == "__main__":
    answers = [run(words) for words in json.load(sys.stdin)]
    sys.stdout.write(json.dumps(answers))
