// The cells of a grid as texts: writing, undoing, copying, pasting, filling down. No DOM here.

export interface Spot {
  row: number;
  column: number;
}
export interface Range {
  top: number;
  left: number;
  bottom: number;
  right: number;
}
export interface Write {
  spot: Spot;
  text: string;
}
export interface GridCell {
  text: string;
  locked: boolean;
}
export interface Pasted {
  writes: Write[];
  locked: number;
  outside: number;
}

const MOST_STEPS = 200;

export class GridModel {
  readonly #cells: GridCell[][];
  #done: { before: Write[]; after: Write[] }[] = [];
  #undone: { before: Write[]; after: Write[] }[] = [];

  constructor(cells: GridCell[][]) {
    this.#cells = cells;
  }

  get rows(): number {
    return this.#cells.length;
  }

  get columns(): number {
    return this.#cells[0]?.length ?? 0;
  }

  text(spot: Spot): string {
    return this.#cells[spot.row]?.[spot.column]?.text ?? "";
  }

  isLocked(spot: Spot): boolean {
    return this.#cells[spot.row]?.[spot.column]?.locked ?? true;
  }

  /** Puts texts into cells as one step that can be undone; returns what really changed. */
  write(writes: readonly Write[]): Write[] {
    const after = writes.filter(({ spot, text }) => !this.isLocked(spot) && this.text(spot) !== text);
    if (after.length === 0) return [];
    const before = after.map(({ spot }) => ({ spot, text: this.text(spot) }));
    this.#put(after);
    this.#done.push({ before, after });
    if (this.#done.length > MOST_STEPS) this.#done.shift();
    this.#undone = [];
    return after;
  }

  /** Shows what the server made of a cell (1234 became 1.234): nothing to undo. */
  settle(spot: Spot, text: string): void {
    this.#put([{ spot, text }]);
  }

  undo(): Write[] {
    const step = this.#done.pop();
    if (!step) return [];
    this.#undone.push(step);
    this.#put(step.before);
    return step.before;
  }

  redo(): Write[] {
    const step = this.#undone.pop();
    if (!step) return [];
    this.#done.push(step);
    this.#put(step.after);
    return step.after;
  }

  block(range: Range): string[][] {
    const rows: string[][] = [];
    for (let row = range.top; row <= range.bottom; row += 1) {
      const texts: string[] = [];
      for (let column = range.left; column <= range.right; column += 1) texts.push(this.text({ row, column }));
      rows.push(texts);
    }
    return rows;
  }

  /** What pasting a block would write: from the range's first cell on; one single text fills the whole range. */
  paste(range: Range, block: readonly (readonly string[])[]): Pasted {
    const single = block.length === 1 && block[0]?.length === 1 ? block[0][0] : undefined;
    if (single !== undefined) return this.#judge(spotsOf(range).map((spot) => ({ spot, text: single.trim() })));
    const writes = block.flatMap((texts, down) =>
      texts.map((text, right) => ({
        spot: { row: range.top + down, column: range.left + right },
        text: text.trim(),
      })),
    );
    return this.#judge(writes);
  }

  /** The first row of the range once more in every row below it; of a single row, the row above comes down. */
  fillDown(range: Range): Write[] {
    const from = range.top === range.bottom ? range.top - 1 : range.top;
    if (from < 0) return [];
    return spotsOf(range)
      .filter((spot) => spot.row > from)
      .map((spot) => ({ spot, text: this.text({ row: from, column: spot.column }) }));
  }

  clear(range: Range): Write[] {
    return spotsOf(range).map((spot) => ({ spot, text: "" }));
  }

  #judge(writes: Write[]): Pasted {
    const inside = writes.filter(({ spot }) => spot.row < this.rows && spot.column < this.columns);
    const open = inside.filter(({ spot }) => !this.isLocked(spot));
    return { writes: open, locked: inside.length - open.length, outside: writes.length - inside.length };
  }

  #put(writes: readonly Write[]): void {
    for (const { spot, text } of writes) {
      const cell = this.#cells[spot.row]?.[spot.column];
      if (cell) cell.text = text;
    }
  }
}

export function rangeOf(one: Spot, other: Spot): Range {
  return {
    top: Math.min(one.row, other.row),
    left: Math.min(one.column, other.column),
    bottom: Math.max(one.row, other.row),
    right: Math.max(one.column, other.column),
  };
}

export function spotsOf(range: Range): Spot[] {
  const spots: Spot[] = [];
  for (let row = range.top; row <= range.bottom; row += 1) {
    for (let column = range.left; column <= range.right; column += 1) spots.push({ row, column });
  }
  return spots;
}
