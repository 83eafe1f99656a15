"""docs/reference/target-keys.md and scorecard-keys.md, written from the tables that files are read by."""

from __future__ import annotations

from collections.abc import Iterable

from tinhso.engines.evaluation.logic.packages.plan_files import MILESTONE_KEYS, PLAN_KEYS, RULE_KEYS, TARGET_KEYS
from tinhso.engines.evaluation.logic.packages.scorecard_files import (
    CARD_KEYS,
    CLUSTER_KEYS,
    COLUMN_KEYS,
    COMMENDATION_KEYS,
)
from tinhso.kernel.files.keys import Key

HEAD = "| key | holds | needed | meaning | nghĩa |\n|---|---|---|---|---|\n"
_PARTS = (
    ("`targets/CODE.yaml`", "One file a plan, one version of it.", PLAN_KEYS),
    (
        "`rules[]`",
        "By the rules in force on the day of judgement. A target that pulls up or down and is reached before its "
        "date is\nachieved early. Else: hard to reach where reaching it is less likely than `hard_probability`; behind "
        "where it stands\nbehind its path, or is less likely than `on_track_probability`; on track otherwise.",
        RULE_KEYS,
    ),
    ("`targets[]`", "A target that no rule could decide is refused.", TARGET_KEYS),
    ("`milestones[]`", "Between two of them nothing more is asked than the last one did.", MILESTONE_KEYS),
)


def target_keys_page() -> str:
    """Return the page of keys of plans and targets."""
    parts = [
        "# Keys of plans and targets\n\n"
        "Written from the tables by which `targets/CODE.yaml` of a package is read; a test compares both. A key that "
        "is not listed\nor has an unusable value refuses the whole package, with file, line, field and reason. Exact "
        "numbers stand in quotes: YAML would\nmake a floating one of them.\n"
    ]
    parts += [f"\n## {title}\n{about}\n\n{HEAD}{_rows(keys)}" for title, about, keys in _PARTS]
    return "".join(parts)


def scorecard_keys_page() -> str:
    """Return the page of keys of scorecards."""
    columns = "".join(f"| `{name}` | {english} | {vietnamese} |\n" for name, english, vietnamese in COLUMN_KEYS)
    return (
        "# Keys of scorecards\n\n"
        "Written from the tables by which `scorecards/CODE.yaml` and `scorecards/CODE.csv` of a package are read; a "
        "test compares both.\nRefused with file, line and field: points that do not sum, a component without a rule, a "
        "rule without its bounds, a code twice.\n\n"
        f"## `scorecards/CODE.yaml`\n{HEAD}{_rows(CARD_KEYS)}\n"
        f"## `clusters[]`\n{HEAD}{_rows(CLUSTER_KEYS)}\n"
        f"## `commendation`\nTies share a place; who shares the last place is in.\n\n{HEAD}{_rows(COMMENDATION_KEYS)}\n"
        "## `scorecards/CODE.csv`\nOne row a criterion. A row without a shape is a node; a criterion whose parent row "
        "is absent gets a node by its code.\n\n"
        f"| column | holds | nghĩa |\n|---|---|---|\n{columns}"
    )


def _rows(keys: Iterable[Key]) -> str:
    return "".join(
        f"| `{key.name}` | {key.holds} | {'yes' if key.required else 'no'} | {key.meaning_en} | {key.meaning_vi} |\n"
        for key in keys
    )
