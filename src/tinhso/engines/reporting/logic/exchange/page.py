"""docs/reference/qcvn-125.md, written from the mapping."""

from __future__ import annotations

from collections.abc import Iterable

from tinhso.engines.reporting.logic.exchange.mapping import (
    STANDARD,
    ExchangeMapping,
    MappedField,
    MappedMessage,
    exchange_mappings,
)

# Our object, and where it is described.
OBJECTS = {
    "regime": "version of a report regime (`report-keys.md`, `regimes/`)",
    "form": "version of a figure form (`report-keys.md`, `forms/`)",
    "outline_section": "section of a form's outline",
    "cell": "one figure of one unit, or one line of the consolidating agency (`line`)",
    "list_row": "line that a unit listed, with its values by column",
    "narrative": "the words sent with the table",
    "standing": "where a unit's report stands",
    "approval": "who approved the version, in which capacity; `certificate` is false: confirmed by account",
    "indicator": "version of an indicator (`package-keys.md`)",
    "indicator_set": "the indicators of one package of definitions",
    "indicator_group": "heading of the form with the rows under it",
    "dimension": "dimension with its items",
    "total": "total of the aggregate unit with x/N, the agency's lines included",
}
HEAD = f"""<!-- Written by `tinhso docs write`; edit logic/exchange/qcvn125.yaml. -->

# {STANDARD}: the 13 messages

A consolidated report is sent on as files (`consolidated-versions.md`) and as one JSON file whose objects map one to one
to the 13 messages of {STANDARD} (Circular 02/2021/TT-BTTTT). The names of the messages were read in the standard; its
tables of components were not. **Every component below carries our own key and is “cần kiểm tra”; conformance at the
level of components is not claimed.** The mapping is dated data: once the tables are read, a further version carries the
standard's keys, and files say by which version they were written.

- `tinhso reports send-on CODE --as USER [--version N] [--out FILE]` writes the file; the pages of a consolidated report
  and of each version that was sent offer it as “JSON theo QCVN 125”.
- `tinhso reports read FILE` checks such a file and prints its figures; `tinhso reports schema` prints the JSON Schema.
- What the mapping does not know is named (REP-290: message, row, unit, component, value) and nothing is written. A file
  of another shape is refused (REP-291).
- Figures are exact decimals as text; empty components are left out; the file is canonical JSON: the same version is the
  same bytes.
"""


def exchange_page() -> str:
    """Return the reference page of the mapping."""
    return HEAD + "".join(_mapping(one) for one in exchange_mappings())


def _mapping(mapping: ExchangeMapping) -> str:
    state = "checked" if mapping.confirmed else "cần kiểm tra"
    lines = [
        f"\n## Mapping {mapping.version}, from {mapping.valid_from.isoformat()} ({state})\n",
        f"{mapping.source}.\n",
    ]
    for message in mapping.messages:
        lines.append(_message(message))
    lines.append("\n### Codes\n")
    for name, table in mapping.values.items():
        pairs = ", ".join(f"`{ours}` → `{theirs}`" for ours, theirs in table.items())
        lines.append(f"- `{name}`: {pairs}")
    return "\n".join(lines) + "\n"


def _message(message: MappedMessage) -> str:
    head = f"\n### {message.no}. {message.name_vi} ({message.name_en})\n"
    about = f"Our object: {OBJECTS[message.object]}.\n"
    table = ["| component | ours | holds | needed | codes |", "|---|---|---|---|---|", *_rows(message.fields, "")]
    return "\n".join([head, about, *table])


def _rows(fields: Iterable[MappedField], above: str) -> list[str]:
    found = []
    for field in fields:
        codes = f"`{field.values}`" if field.values else ""
        needed = "yes" if field.needed else "no"
        found.append(f"| `{above}{field.key}` | `{above}{field.source}` | {field.type} | {needed} | {codes} |")
        found += _rows(field.items, f"{above}{field.key}.")
    return found
