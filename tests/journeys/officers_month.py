"""Writes docs/learn/officers-month.md from what story 1's journey counted: `python -m tests.journeys.officers_month`.

Run the journey first (`pytest tests/journeys/test_story_one.py`); it leaves touches, keys and seconds of each step.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = Path(__file__).with_name("output")
PAGE = ROOT / "docs" / "learn" / "officers-month.md"

# Keystroke-level model (Card, Moran, Newell 1980): deciding, pointing, a key of somebody who types slowly on glass.
DECIDE, POINT, KEY = Decimal("1.35"), Decimal("1.1"), Decimal("0.5")
READ = Decimal(4)
"""Seconds to look at one figure with what stands beside it: an assumption."""

STEPS = {
    "open": ("Mở việc, mở biểu", "open the task"),
    "read": ("Đọc 14 số hệ thống đã biết", "read the 14 known figures"),
    "keep": ("Giữ 3 ô như kỳ trước", "keep 3 figures of last month"),
    "slip": ("Gõ 4.120, đọc câu hỏi", "type 4.120, read the question"),
    "cut": ("Mất mạng: gõ 405, mở lại biểu, có mạng lại", "network cut: type 405, open again, network back"),
    "type": ("Gõ 2 ô còn lại", "type the last 2 figures"),
    "dispute": ("Báo một số hệ thống không đúng, ghi lý do", "say that a known figure is wrong, and why"),
    "send": ("Trình phê duyệt", "send for approval"),
    "leader-read": ("Lãnh đạo mở và đọc biểu", "the leader opens and reads the form"),
    "approve": ("Lãnh đạo phê duyệt, nhận phiếu xác nhận", "the leader approves and gets the receipt"),
}
HEAD = """# An officer's month

What the commune's month of story 1 costs its people: 20 figures on a phone of 390 px, 14 known to the system, 3 kept, 3
typed, one slip, one dispute, the network cut once. Made by `python -m tests.journeys.officers_month` from what the
journey `tests/journeys/test_story_one.py` counted (demonstration, Chromium, 2 cores with other work beside
them); make it again after each change of these screens.

- **touches**, **keys**: what a finger does.
- **machine**: seconds the step took in the journey, where nobody thinks; mostly the server, the network being away, and
  the browser.
- **person**: an estimate, not a measurement of people: {decide} s to decide and {point} s to point for each touch,
  {key} s a key, {read} s for each figure read, and the machine's seconds on top.

| step | touches | keys | figures read | machine, s ({languages}) | person, s |
|---|---|---|---|---|---|
"""


def person_seconds(row: dict[str, object]) -> Decimal:
    """What a step may cost somebody who does it with care."""
    touches, keys, reads = (Decimal(str(row[name])) for name in ("touches", "keys", "reads"))
    return touches * (DECIDE + POINT) + keys * KEY + reads * READ + Decimal(str(row["seconds"]))


def page_of(walks: dict[str, list[dict[str, object]]]) -> str:
    """Return the page's text."""
    first = next(iter(walks.values()))
    lines = [HEAD.format(decide=DECIDE, point=POINT, key=KEY, read=READ, languages=", ".join(walks))]
    totals = {"touches": 0, "keys": 0, "reads": 0}
    person = Decimal(0)
    for at, row in enumerate(first):
        machine = " / ".join(f"{walk[at]['seconds']}" for walk in walks.values())
        vi, en = STEPS[str(row["step"])]
        seconds = person_seconds(row)
        person += seconds
        for name in totals:
            totals[name] += int(str(row[name]))
        lines.append(
            f"| {vi} ({en}) | {row['touches']} | {row['keys']} | {row['reads']} | {machine} | {seconds:.0f} |\n"
        )
    machine = " / ".join(f"{sum(Decimal(str(row['seconds'])) for row in walk)}" for walk in walks.values())
    lines.append(
        f"| **all** | {totals['touches']} | {totals['keys']} | {totals['reads']} | {machine} | {person:.0f} |\n"
    )
    minutes = person / 60
    lines.append(
        f"\nAbout {minutes:.1f} minutes for both people together; the bar of the story is 10 minutes. "
        "Nobody has been timed yet: a commune's officer with a watch is worth more than this table.\n"
    )
    return "".join(lines)


def main() -> None:
    found = {path.stem.rsplit("-", 1)[-1]: path for path in sorted(OUTPUT.glob("story-1-*.json"), reverse=True)}
    walks = {language: json.loads(path.read_text(encoding="utf-8")) for language, path in found.items()}
    PAGE.write_text(page_of(walks), encoding="utf-8")
    print(PAGE.relative_to(ROOT))


if __name__ == "__main__":
    main()
