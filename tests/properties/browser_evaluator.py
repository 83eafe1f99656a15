"""The browser's evaluator of rules under node: one process that answers a line of JSON for each it is given."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinhso.kernel.formulas import Known, Missing, Node, Reference, to_json

FRONTEND = Path(__file__).parents[2] / "frontend"
Answer = Known | Missing


class BrowserEvaluator:
    """Asks the process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, tree: Node, rows: Sequence[Mapping[Reference, Answer]], *, rule: bool) -> list[Any]:
        """Return what the browser says of each row: true, false, `{causes}` or `{value, operator}`."""
        given = [{reference.key: _given(answer) for reference, answer in row.items()} for row in rows]
        return self._answer({"tree": to_json(tree), "rule": rule, "rows": given})

    def check_form(
        self, packet: Mapping[str, Any], values: Mapping[str, Any]
    ) -> tuple[list[dict[str, Any]], list[str]]:
        """Return what the browser finds on a form, and the rules that it leaves to the server."""
        findings, later = self._answer({"packet": packet, "values": values})
        return findings, later

    def check_units(
        self, block: Mapping[str, Any], values: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, list[dict[str, Any]]]:
        """Return what the browser finds on the forms of many units, by task."""
        found: dict[str, list[dict[str, Any]]] = self._answer({"units": block, "values": values})
        return found

    def _answer(self, asked: Mapping[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answered = self._process.stdout.readline()
        assert answered, "the evaluator stopped"
        return json.loads(answered)


@contextmanager
def browser_evaluator(folder: Path) -> Iterator[BrowserEvaluator]:
    """Bundle the evaluator into a folder and keep it running within the block."""
    bundle = folder / "rules-runner.mjs"
    esbuild = FRONTEND / "node_modules" / ".bin" / "esbuild"
    options = ["--bundle", "--platform=node", "--format=esm", "--target=node20", "--log-level=warning"]
    subprocess.run([esbuild, "tests/rules-runner.ts", f"--outfile={bundle}", *options], cwd=FRONTEND, check=True)
    with subprocess.Popen(["node", bundle], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield BrowserEvaluator(process)
        assert process.stdin is not None
        process.stdin.close()


def said(answer: bool | Answer) -> Any:
    """Write the kernel's answer as the browser writes its own."""
    if isinstance(answer, bool):
        return answer
    if isinstance(answer, Missing):
        return {"causes": [[cause.reason, cause.reference.key if cause.reference else ""] for cause in answer.causes]}
    above, below = answer.value.as_integer_ratio()
    return {"value": f"{above}/{below}", "operator": int(answer.operator)}


def _given(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Missing):
        return {"missing": answer.causes[0].reason}
    return {"value": f"{answer.ratio.numerator}/{answer.ratio.denominator}", "operator": int(answer.operator)}
