// Which key does what in a grid: the keys of a spreadsheet, as the ARIA grid pattern allows them.
import type { Spot } from "./grid-model.ts";

export type Act =
  | { do: "move"; to: Spot; extend: boolean }
  | { do: "edit" | "clear" | "fill-down" | "undo" | "redo" | "select-all" | "leave" }
  | { do: "type" }
  | { do: "next"; step: 1 | -1 };

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  isComposing?: boolean;
}

const PAGE = 15;

/** What a key means while no cell is being edited; null leaves it to the browser. */
export function actOf(event: Pressed, at: Spot, rows: number, columns: number): Act | null {
  const control = event.ctrlKey || event.metaKey;
  const last = { row: rows - 1, column: columns - 1 };
  const move = (row: number, column: number): Act => ({
    do: "move",
    to: { row: clamp(row, last.row), column: clamp(column, last.column) },
    extend: event.shiftKey,
  });
  switch (event.key) {
    case "ArrowUp":
      return move(control ? 0 : at.row - 1, at.column);
    case "ArrowDown":
      return move(control ? last.row : at.row + 1, at.column);
    case "ArrowLeft":
      return move(at.row, control ? 0 : at.column - 1);
    case "ArrowRight":
      return move(at.row, control ? last.column : at.column + 1);
    case "Home":
      return move(control ? 0 : at.row, 0);
    case "End":
      return move(control ? last.row : at.row, last.column);
    case "PageUp":
      return move(at.row - PAGE, at.column);
    case "PageDown":
      return move(at.row + PAGE, at.column);
    case "Tab":
      return control ? null : { do: "next", step: event.shiftKey ? -1 : 1 };
    case "Enter":
    case "F2":
      return { do: "edit" };
    case "Escape":
      return { do: "leave" };
    case "Delete":
    case "Backspace":
      return { do: "clear" };
  }
  if (control && !event.altKey) {
    const letter = event.key.toLowerCase();
    if (letter === "d") return { do: "fill-down" };
    if (letter === "a") return { do: "select-all" };
    if (letter === "y" || (letter === "z" && event.shiftKey)) return { do: "redo" };
    return letter === "z" ? { do: "undo" } : null;
  }
  // A key of a Vietnamese input method arrives as "Process": it begins a text like any other.
  const types = event.key.length === 1 || event.key === "Process" || event.isComposing === true;
  return types && !event.altKey ? { do: "type" } : null;
}

/** The cell that Tab leads to: along the row, then the next row; null beyond the last, where Tab leaves the grid. */
export function nextSpot(at: Spot, step: 1 | -1, rows: number, columns: number): Spot | null {
  const place = at.row * columns + at.column + step;
  if (place < 0 || place >= rows * columns) return null;
  return { row: Math.floor(place / columns), column: place % columns };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}
