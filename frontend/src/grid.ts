// <table role="grid" data-grid>: a table that behaves like a spreadsheet (docs/howto/build-a-screen.md, "A grid").
//
// Cells that can be typed into are <td data-cell="key">; others are read. The table tells of every change with the event
// "grid:write" {writes: [{key, text}]}, of the chosen cell with "grid:choose", and says sentences with "grid:say".
import { actOf, nextSpot } from "./grid-keys.ts";
import { GridModel, rangeOf, spotsOf, type Range, type Spot, type Write } from "./grid-model.ts";
import { readTsv, writeTsv } from "./tsv.ts";

export interface GridWrites {
  writes: { key: string; text: string }[];
}
export interface GridSentence {
  what: "pasted" | "copied" | "filled" | "undone" | "redone";
  count: number;
  locked: number;
  outside: number;
}

/** Pixels that a hand at rest may move. */
const HAND = 4;

export class DataGrid {
  readonly table: HTMLTableElement;
  readonly #cells: HTMLTableCellElement[][];
  readonly #places = new Map<HTMLTableCellElement, Spot>();
  readonly #keys = new Map<string, HTMLTableCellElement>();
  readonly #model: GridModel;
  #at: Spot = { row: 0, column: 0 };
  #anchor: Spot = { row: 0, column: 0 };
  #painted: HTMLTableCellElement[] = [];
  #editor: HTMLInputElement | null = null;
  #pressedAt: { x: number; y: number } | null = null;

  constructor(table: HTMLTableElement) {
    this.table = table;
    const rows = [...(table.tBodies[0]?.rows ?? [])].filter((row) => row.cells.length > 1);
    this.#cells = rows.map((row) => [...row.cells].filter((cell) => cell.tagName === "TD"));
    this.#model = new GridModel(
      this.#cells.map((row) => row.map((cell) => ({ text: textOf(cell), locked: isLocked(cell) }))),
    );
    this.#cells.forEach((row, down) =>
      row.forEach((cell, right) => {
        this.#places.set(cell, { row: down, column: right });
        const key = cell.dataset["cell"];
        if (key) this.#keys.set(key, cell);
      }),
    );
  }

  start(): void {
    const { table } = this;
    if (this.#cells.length === 0) return;
    table.addEventListener("keydown", (event) => this.#pressed(event));
    table.addEventListener("mousedown", (event) => this.#mouse(event, event.shiftKey));
    table.addEventListener("mouseover", (event) => this.#isDragged(event) && this.#mouse(event, true));
    document.addEventListener("mouseup", () => (this.#pressedAt = null));
    table.addEventListener("dblclick", () => this.#edit());
    table.addEventListener("copy", (event) => this.#copy(event));
    table.addEventListener("cut", (event) => this.#copy(event, true));
    table.addEventListener("paste", (event) => this.#paste(event));
    table.addEventListener("focusin", (event) => this.#focused(event.target));
    // Until now the frame around the table was what the keyboard could scroll; the chosen cell takes its place.
    table.parentElement?.removeAttribute("tabindex");
    this.#choose(this.#firstOpen(), false, false);
  }

  cellOf(key: string): HTMLTableCellElement | undefined {
    return this.#keys.get(key);
  }

  /** Every typed-into cell with its key. */
  entries(): IterableIterator<[string, HTMLTableCellElement]> {
    return this.#keys.entries();
  }

  get chosen(): HTMLTableCellElement | undefined {
    return this.#cells[this.#at.row]?.[this.#at.column];
  }

  textAt(cell: HTMLTableCellElement): string {
    const spot = this.#places.get(cell);
    return spot ? this.#model.text(spot) : "";
  }

  /** Words that name a cell: its row and its column. */
  nameOf(cell: HTMLTableCellElement): { row: string; column: string } {
    const head = this.table.tHead?.rows[0]?.cells[cell.cellIndex];
    const row = cell.closest("tr")?.querySelector("th");
    return { row: leadingText(row), column: leadingText(head) };
  }

  headOf(cell: HTMLTableCellElement): HTMLTableCellElement | undefined {
    return this.table.tHead?.rows[0]?.cells[cell.cellIndex];
  }

  /** Puts a text into cells as a person would; can be undone. */
  writeKeys(writes: { key: string; text: string }[]): void {
    const spots = writes.flatMap(({ key, text }) => {
      const cell = this.#keys.get(key);
      const spot = cell && this.#places.get(cell);
      return spot ? [{ spot, text }] : [];
    });
    this.#write(spots);
  }

  /** Shows what the server made of a cell, unless it is being typed in right now. */
  show(key: string, text: string): void {
    const cell = this.#keys.get(key);
    const spot = cell && this.#places.get(cell);
    if (!cell || !spot || (this.#editor && this.#editor.parentElement === cell)) return;
    this.#model.settle(spot, text);
    setText(cell, text);
  }

  chooseKey(key: string): void {
    const cell = this.#keys.get(key);
    const spot = cell && this.#places.get(cell);
    if (spot) this.#choose(spot, false);
  }

  get #range(): Range {
    return rangeOf(this.#anchor, this.#at);
  }

  /** Where work begins: the first empty cell, else the first that can be typed into. */
  #firstOpen(): Spot {
    const open = this.#cells.flat().filter((cell) => !isLocked(cell));
    const first = open.find((cell) => textOf(cell) === "") ?? open[0];
    return (first && this.#places.get(first)) ?? { row: 0, column: 0 };
  }

  #choose(to: Spot, extend: boolean, focus = true): void {
    const target = this.#cells[to.row]?.[to.column];
    if (!target) return;
    const before = this.chosen;
    before?.classList.remove("is-active");
    before?.setAttribute("tabindex", "-1");
    this.#at = to;
    if (!extend) this.#anchor = to;
    target.classList.add("is-active");
    target.setAttribute("tabindex", "0");
    this.#paint();
    if (focus) {
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    this.#tell("choose", { cell: target });
  }

  #paint(): void {
    for (const cell of this.#painted) {
      cell.classList.remove("is-selected");
      cell.removeAttribute("aria-selected");
    }
    const spots = spotsOf(this.#range);
    this.#painted = spots.length > 1 ? spots.flatMap((spot) => this.#cells[spot.row]?.[spot.column] ?? []) : [];
    for (const cell of this.#painted) {
      cell.classList.add("is-selected");
      cell.setAttribute("aria-selected", "true");
    }
  }

  #focused(target: EventTarget | null): void {
    const cell = target instanceof Element ? target.closest("td") : null;
    const spot = cell ? this.#places.get(cell) : undefined;
    if (spot && cell !== this.chosen && !this.#editor) this.#choose(spot, false, false);
  }

  #mouse(event: MouseEvent, extend: boolean): void {
    const cell = event.target instanceof Element ? event.target.closest("td") : null;
    const spot = cell ? this.#places.get(cell) : undefined;
    if (!spot || event.button !== 0 || this.#editor?.parentElement === cell) return;
    this.#commit();
    event.preventDefault();
    this.#pressedAt ??= { x: event.clientX, y: event.clientY };
    this.#choose(spot, extend);
  }

  /** The button is down and the hand has moved: the bar above grows with what it says of a cell, and rows slip away
   * under a pointer that stands still. */
  #isDragged({ clientX, clientY }: MouseEvent): boolean {
    const from = this.#pressedAt;
    return from !== null && Math.hypot(clientX - from.x, clientY - from.y) > HAND;
  }

  #pressed(event: KeyboardEvent): void {
    if (this.#editor) return this.#pressedInEditor(event);
    const act = actOf(event, this.#at, this.#model.rows, this.#model.columns);
    if (!act) return;
    switch (act.do) {
      case "move":
        this.#choose(act.to, act.extend);
        break;
      case "next": {
        const to = nextSpot(this.#at, act.step, this.#model.rows, this.#model.columns);
        // After Escape, and beyond the last cell, Tab leaves the grid: nobody is held in it.
        if (!to || this.table.dataset["leaving"] !== undefined) return;
        this.#choose(to, false);
        break;
      }
      case "leave":
        this.table.dataset["leaving"] = "";
        this.#choose(this.#at, false);
        return;
      case "type":
        // The editor takes the focus before the key arrives, so the sign lands in it, also from an input method.
        delete this.table.dataset["leaving"];
        this.#edit("");
        return;
      case "edit":
        this.#edit();
        break;
      case "clear":
        this.#write(this.#model.clear(this.#range));
        break;
      case "fill-down":
        this.#say("filled", this.#write(this.#model.fillDown(this.#range)));
        break;
      case "undo":
        this.#say("undone", this.#showWrites(this.#model.undo()));
        break;
      case "redo":
        this.#say("redone", this.#showWrites(this.#model.redo()));
        break;
      case "select-all":
        this.#anchor = { row: 0, column: 0 };
        this.#choose({ row: this.#model.rows - 1, column: this.#model.columns - 1 }, true);
        break;
    }
    delete this.table.dataset["leaving"];
    event.preventDefault();
  }

  #pressedInEditor(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") this.#cancel();
    else if (step !== undefined) {
      this.#commit();
      this.#choose({ row: clamp(this.#at.row + step, this.#model.rows), column: this.#at.column }, false);
    } else if (event.key === "Tab") {
      this.#commit();
      const to = nextSpot(this.#at, event.shiftKey ? -1 : 1, this.#model.rows, this.#model.columns);
      this.#choose(to ?? this.#at, false);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #edit(text?: string): void {
    const cell = this.chosen;
    if (!cell || this.#editor || this.#model.isLocked(this.#at)) return;
    const input = document.createElement("input");
    const { row, column } = this.nameOf(cell);
    input.className = "grid-editor";
    input.value = text ?? this.#model.text(this.#at);
    input.inputMode = "decimal";
    input.autocomplete = "off";
    input.setAttribute("aria-label", `${row}, ${column}`);
    this.#editor = input;
    cell.classList.add("is-editing");
    cell.append(input);
    input.addEventListener("blur", () => this.#commit());
    input.focus();
    if (text === undefined) input.select();
  }

  #commit(): void {
    const input = this.#editor;
    if (!input) return;
    const text = input.value.trim();
    this.#close();
    this.#write([{ spot: this.#at, text }]);
  }

  #cancel(): void {
    this.#close();
    this.chosen?.focus();
  }

  #close(): void {
    const input = this.#editor;
    this.#editor = null;
    input?.parentElement?.classList.remove("is-editing");
    input?.remove();
  }

  #copy(event: ClipboardEvent, cut = false): void {
    if (this.#editor || !event.clipboardData) return;
    const block = this.#model.block(this.#range);
    event.clipboardData.setData("text/plain", writeTsv(block));
    event.preventDefault();
    const count = spotsOf(this.#range).length;
    if (cut) this.#write(this.#model.clear(this.#range));
    this.#tell("say", { what: "copied", count, locked: 0, outside: 0 });
  }

  #paste(event: ClipboardEvent): void {
    if (this.#editor || !event.clipboardData) return;
    event.preventDefault();
    const block = readTsv(event.clipboardData.getData("text/plain"));
    const { writes, locked, outside } = this.#model.paste(this.#range, block);
    this.#write(writes);
    const last = { row: this.#range.top + block.length - 1, column: this.#range.left + (block[0]?.length ?? 1) - 1 };
    const first = { row: this.#range.top, column: this.#range.left };
    if (block.length > 1 || (block[0]?.length ?? 0) > 1) {
      this.#at = {
        row: clamp(last.row, this.#model.rows),
        column: clamp(last.column, this.#model.columns),
      };
      this.#anchor = first;
      const end = this.#at;
      this.#choose(first, false);
      this.#anchor = end;
      this.#paint();
    }
    this.#tell("say", { what: "pasted", count: writes.length, locked, outside });
  }

  #write(writes: readonly Write[]): Write[] {
    return this.#showWrites(this.#model.write(writes));
  }

  #showWrites(writes: Write[]): Write[] {
    const told: GridWrites["writes"] = [];
    for (const { spot, text } of writes) {
      const cell = this.#cells[spot.row]?.[spot.column];
      const key = cell?.dataset["cell"];
      if (!cell || !key) continue;
      setText(cell, text);
      told.push({ key, text });
    }
    if (told.length > 0) this.#tell("write", { writes: told });
    return writes;
  }

  #say(what: GridSentence["what"], writes: Write[]): void {
    this.#tell("say", { what, count: writes.length, locked: 0, outside: 0 });
  }

  #tell(name: string, detail: unknown): void {
    this.table.dispatchEvent(new CustomEvent(`grid:${name}`, { detail }));
  }
}

/** The text of a cell without the words for screen readers behind it. */
export function textOf(cell: Element): string {
  const first = cell.firstChild;
  return first?.nodeType === 3 ? (first.nodeValue ?? "").trim() : "";
}

export function setText(cell: Element, text: string): void {
  const first = cell.firstChild;
  if (first?.nodeType === 3) first.nodeValue = text;
  else cell.prepend(text);
}

function leadingText(cell: Element | null | undefined): string {
  const link = cell?.querySelector("a");
  return link ? (link.textContent ?? "") : cell ? textOf(cell) : "";
}

function isLocked(cell: HTMLElement): boolean {
  return cell.dataset["cell"] === undefined || cell.getAttribute("aria-readonly") === "true";
}

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(value, count - 1));
}
