"""Settings, commands, routes and error codes as Markdown tables.

The words come from the code itself (meaning of a setting, help of a command, docstring of a view, message of an
error), so an undocumented thing is one whose words are empty, and that fails too.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from collections.abc import Callable, Iterator

import tinhso
from tinhso.kernel.errors import registered_errors, with_many
from tinhso.site.settings.declared import DECLARED

HEAD = "<!-- Written by `tinhso docs write`; edit the code that it describes. -->\n\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _table(columns: list[str], rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """Every environment setting: default and meaning."""
    rows = [[f"`{item.name}`", f"`{item.default}`" if item.default else "(empty)", item.meaning] for item in DECLARED]
    return (
        HEAD
        + "# Settings\n\nAll come from the environment; a wrong value stops the start with a sentence.\n\n"
        + _table(["setting", "default", "meaning"], rows)
    )


def errors_page() -> str:
    """Every error code: HTTP status, title and message in both languages."""
    import_everything()
    rows = [
        [f"`{code}`", str(error.status), error.title_vi, error.title_en, error.message_vi, with_many(error.message_en)]
        for code, error in registered_errors().items()
    ]
    return (
        HEAD
        + "# Error codes\n\nMachines get `urn:tinhso:error:CODE` as problem type (RFC 9457).\n\n"
        + _table(["code", "status", "title (vi)", "title (en)", "message (vi)", "message (en)"], rows)
    )


def import_everything() -> None:
    """Import every module of the product that is not a test, so that every error is registered."""
    for module in pkgutil.walk_packages(tinhso.__path__, "tinhso."):
        parts = module.name.split(".")
        if "tests" not in parts and "migrations" not in parts and parts[-1] not in {"testing", "wsgi", "__main__"}:
            importlib.import_module(module.name)


def _parsers(
    parser: argparse.ArgumentParser, words: tuple[str, ...]
) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, child in action.choices.items():
                path = (*words, name)
                if not any(isinstance(inner, argparse._SubParsersAction) for inner in child._actions):
                    yield " ".join(path), helps.get(name, ""), child
                yield from _parsers(child, path)


def _arguments(parser: argparse.ArgumentParser) -> str:
    told = []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        name = "/".join(action.option_strings) or action.metavar or action.dest
        told.append(f"`{name}` {action.help or ''}".strip())
    return "; ".join(told)


def commands_page() -> str:
    """Every command with its arguments."""
    from tinhso.site.command_line import build_parser

    rows = [[f"`tinhso {name}`", text, _arguments(child)] for name, text, child in _parsers(build_parser(), ())]
    return HEAD + (
        "# Commands\n\nExit codes: 0 done, 1 refused (the reason is printed), 2 wrong use. `--lang vi|en` before the "
        "subject chooses the language of messages.\n\n" + _table(["command", "what it does", "arguments"], sorted(rows))
    )


def routes_page() -> str:
    """Every address with the first sentence of its view."""
    from tinhso.site.reference.routes import documented_routes

    rows = [[f"`/{route.path}`", ", ".join(route.methods), route.meaning] for route in documented_routes()]
    return (
        HEAD
        + "# Routes\n\nRights of each: `roles.md`.\n\n"
        + _table(["address", "methods", "what it shows or does"], rows)
    )


def metrics_page() -> str:
    """Every number that a monitoring system reads from /metrics."""
    from tinhso.engines.operation import api as operation
    from tinhso.site import requests_counted as counted

    series = ((counted.INFO, "gauge", ""), (counted.REQUESTS, "counter", "_total"), (counted.SECONDS, "histogram", ""))
    rows = [
        [f"`{counted.PREFIX}{name}{tail}`", kind, meaning, ", ".join(f"`{label}`" for label in labels)]
        for (name, meaning, labels), kind, tail in series
    ]
    rows += [[f"`{counted.PREFIX}{one.name}`", "gauge", one.meaning, ""] for one in operation.MEASURES]
    return (
        HEAD
        + "# Metrics\n\n`/metrics` in the text form of Prometheus, off unless `TINHSO_METRICS` says who reads it (else "
        + "404). No number speaks of a person, a unit or a figure. What has nothing to say yet is left out.\n\n"
        + _table(["name", "type", "what it says", "labels"], rows)
    )


def board_keys_page() -> str:
    """Every key of a board file and every kind of card."""
    from tinhso.engines.insight import api as insight

    return insight.board_keys_page()


def target_keys_page() -> str:
    """Every key of a plan and its targets."""
    from tinhso.engines.evaluation import api as evaluation

    return evaluation.target_keys_page()


def exchange_page() -> str:
    """How our objects stand in the messages of QCVN 125:2021."""
    from tinhso.engines.reporting import api as reporting

    return reporting.exchange_page()


def scorecard_keys_page() -> str:
    """Every key of a scorecard and its table."""
    from tinhso.engines.evaluation import api as evaluation

    return evaluation.scorecard_keys_page()


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "metrics.md": metrics_page,
    "commands.md": commands_page,
    "routes.md": routes_page,
    "errors.md": errors_page,
    "board-keys.md": board_keys_page,
    "target-keys.md": target_keys_page,
    "scorecard-keys.md": scorecard_keys_page,
    "qcvn-125.md": exchange_page,
}
