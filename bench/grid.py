"""A grid of 102 units × 60 columns in Chromium: first paint and paste, against a plain table of the same figures.

The page is the product's own (template, styles, script); only the figures are made up. Printed are milliseconds of this
machine and their ratios; read the ratios.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "src" / "tinhso" / "web_kit" / "static" / "dist"
ROWS, COLUMNS, RUNS = 102, 60, 5
PASTED = (8, COLUMNS)
PAINTED = (
    """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"""
)
PASTE = """([rows, columns]) => new Promise(done => {
    const text = Array.from({length: rows}, (_, row) =>
        Array.from({length: columns}, (_, column) => String(1000 + row * column)).join("\\t")).join("\\n");
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const cell = document.querySelector("td.is-active");
    const start = performance.now();
    cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
    const written = performance.now() - start;
    requestAnimationFrame(() => requestAnimationFrame(() => done([written, performance.now() - start])));
})"""


def page_of(*, as_grid: bool) -> str:
    """The page: a grid, or the same figures as a table to read."""
    names = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    head = "".join(f"<th scope='col'>Chỉ tiêu {number}<small>hộ</small></th>" for number in range(COLUMNS))
    rows = []
    for row in range(ROWS):
        cells = "".join(
            f"<td class='num' data-cell='{row}/{column}/value' data-v='1' data-previous='412'>{row * column}</td>"
            if as_grid
            else f"<td class='num'>{row * column}</td>"
            for column in range(COLUMNS)
        )
        rows.append(f"<tr><th scope='row'>Xã {row}</th>{cells}</tr>")
    table = "<table class='table table-grid' id='g' role='grid' aria-label='Bảng' data-grid>" if as_grid else "<table>"
    script = f"<script type='module' src='{names['app.js']}'></script>" if as_grid else ""
    return (
        f"<!doctype html><html lang='vi'><meta charset='utf-8'><title>Bảng</title>"
        f"<link rel='stylesheet' href='{names['app.css']}'>{script}<body><main class='page page-grid'>"
        f"<div class='grid-wrap grid-entry'>{table}<thead><tr><th scope='col'>Đơn vị</th>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div></main></body></html>"
    )


def main() -> int:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("playwright is not installed: nothing measured")
        return 0
    browser_path = next((found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None)
    if browser_path is None or not (DIST / "manifest.json").exists():
        print("no Chromium, or the front end is not built: nothing measured")
        return 0
    paints: dict[str, list[float]] = {"plain table": [], "grid": []}
    written: dict[int, list[float]] = {width: [] for width in PASTED}
    shown: dict[int, list[float]] = {width: [] for width in PASTED}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder)
        for file in DIST.iterdir():
            shutil.copy(file, site / file.name)
        (site / "plain table.html").write_text(page_of(as_grid=False), encoding="utf-8")
        (site / "grid.html").write_text(page_of(as_grid=True), encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--allow-file-access-from-files"]
        )
        for _ in range(RUNS):
            for name, found in paints.items():
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.goto((site / f"{name}.html").as_uri())
                found.append(page.evaluate(PAINTED))
                if name == "grid":
                    page.wait_for_selector("td.is-active")
                    for width in PASTED:
                        one, other = page.evaluate(PASTE, [ROWS, width])
                        written[width].append(one)
                        shown[width].append(other)
                page.close()
        browser.close()
    plain, grid = (statistics.median(paints[name]) for name in ("plain table", "grid"))
    print(f"first paint {ROWS} × {COLUMNS}: plain table {plain:.0f} ms, grid {grid:.0f} ms: {grid / plain:.2f} times")
    for width in PASTED:
        one, other = statistics.median(written[width]), statistics.median(shown[width])
        share = f"{other / plain:.2f} of a plain table's first paint"
        print(f"paste {ROWS} × {width}: written {one:.0f} ms, painted {other:.0f} ms: {share}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
