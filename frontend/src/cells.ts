// Tables marked data-cells: the arrow keys, Home and End move between the links of cells. Tab works without this.
type Step = { row: number; column: number };

const STEPS: Record<string, Step> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
};

function linkIn(row: HTMLTableRowElement | undefined, column: number): HTMLAnchorElement | null {
  return row?.cells[column]?.querySelector("a") ?? null;
}

/** The next link in a direction; cells without one are passed over. */
export function nextLink(table: HTMLTableElement, from: HTMLTableCellElement, key: string): HTMLAnchorElement | null {
  const rows = [...table.rows];
  let row = rows.indexOf(from.parentElement as HTMLTableRowElement);
  if (key === "Home" || key === "End") {
    const links = rows[row]?.querySelectorAll("a") ?? [];
    return (key === "Home" ? links[0] : links[links.length - 1]) ?? null;
  }
  const step = STEPS[key];
  if (!step) return null;
  let column = from.cellIndex;
  for (;;) {
    row += step.row;
    column += step.column;
    if (row < 0 || row >= rows.length || column < 0 || column >= (rows[row]?.cells.length ?? 0)) return null;
    const link = linkIn(rows[row], column);
    if (link) return link;
  }
}

export function startCells(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>("table[data-cells]")) {
    table.addEventListener("keydown", (event) => {
      const cell = (event.target as Element).closest<HTMLTableCellElement>("td, th");
      if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
      const link = nextLink(table, cell, event.key);
      if (!link) return;
      event.preventDefault();
      link.focus();
    });
  }
}
