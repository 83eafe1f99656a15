"""For tests of the engines above: what they may ask of the cube beyond its verbs, and another's word on its files."""

import json
import subprocess
import sys
from pathlib import Path

from tinhso.engines.cube.logic.remembered import forget as forget_answers

__all__ = ["faults_by_frictionless", "forget_answers"]


def faults_by_frictionless(folder: Path) -> dict[str, set[str]]:
    """Let `frictionless validate` judge a folder with a `datapackage.json`: kinds of error by resource, none if valid.

    Errors of the description itself stand under the empty name.
    """
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    report = json.loads(done.stdout)
    judged = [("", report["errors"]), *((one["name"], one["errors"]) for one in report["tasks"])]
    found = {name: {error["type"] for error in errors} for name, errors in judged if errors}
    assert report["valid"] is (done.returncode == 0) is (not found)
    return found
