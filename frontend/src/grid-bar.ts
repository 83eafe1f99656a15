// The bar above a grid: which cell is chosen, what stands beside it, the question it raises, and what can be done.
import { counted } from "./counted.ts";
import type { DataGrid, GridSentence } from "./grid.ts";

type Marked = HTMLTableCellElement;
const MOST_LOOKS = 8;

export class GridBar {
  readonly #bar: HTMLElement;
  readonly #grid: DataGrid;

  static of(table: HTMLTableElement, grid: DataGrid): GridBar | null {
    const bar = document.querySelector<HTMLElement>(`[data-grid-bar="${table.id}"]`);
    return bar ? new GridBar(bar, table, grid) : null;
  }

  private constructor(bar: HTMLElement, table: HTMLTableElement, grid: DataGrid) {
    this.#bar = bar;
    this.#grid = grid;
    table.addEventListener("grid:choose", () => this.refresh());
    bar.addEventListener("click", (event) => this.#clicked(event));
    bar.addEventListener("change", (event) => this.#changed(event.target));
  }

  refresh(): void {
    const cell = this.#grid.chosen;
    if (!cell) return;
    const { row, column } = this.#grid.nameOf(cell);
    this.#put("place", [row, column].filter(Boolean).join(" · "));
    this.#put("beside", this.#beside(cell));
    this.#message(cell);
    this.#question(cell);
    const isEntry = cell.dataset["cell"] !== undefined && cell.getAttribute("aria-readonly") !== "true";
    const asks = cell.dataset["ask"] ?? "";
    const can: Record<string, boolean> = {
      zero: isEntry && this.#grid.headOf(cell)?.dataset["zero"] !== undefined,
      na: isEntry,
      keep: isEntry && cell.dataset["keep"] !== undefined,
      system: isEntry && cell.dataset["known"] !== undefined && !cell.classList.contains("is-known"),
      theirs: asks === "conflict",
      mine: asks === "conflict",
    };
    for (const button of this.#bar.querySelectorAll<HTMLButtonElement>("button[data-bar-act]")) {
      button.hidden = !can[button.dataset["barAct"] ?? ""];
      button.textContent = (button.dataset["words"] ?? button.textContent ?? "")
        .replace("{theirs}", cell.dataset["theirs"] || "–")
        .replace("{mine}", this.#grid.textAt(cell) || "–")
        .replace("{known}", cell.dataset["known"] ?? "");
    }
    this.#cellPage(cell.dataset["cell"] ?? cell.dataset["about"] ?? "");
    this.#field("note", isEntry, cell.dataset["note"] ?? "");
    this.#field("dispute", isEntry && cell.dataset["known"] !== undefined, cell.dataset["dispute"] ?? "");
    this.#marks();
    this.#looks();
  }

  sentence(said: GridSentence): void {
    const place = this.#bar.querySelector<HTMLElement>("[data-bar-say]");
    if (!place) return;
    const words = [counted(place.getAttribute(`data-${said.what}`) ?? "", said.count)];
    if (said.locked) words.push(counted(place.dataset["locked"] ?? "", said.locked, "locked"));
    if (said.outside) words.push(counted(place.dataset["outside"] ?? "", said.outside, "outside"));
    place.textContent = words.join(", ");
  }

  #beside(cell: Marked): string {
    const place = this.#bar.querySelector<HTMLElement>("[data-bar-beside]");
    const facts = ["previous", "lastYear", "year", "source"] as const;
    const words = facts.map((fact) => {
      const value = cell.dataset[fact];
      return value ? (place?.dataset[fact] ?? "{value}").replace("{value}", value) : "";
    });
    return words.filter(Boolean).join(" · ");
  }

  #message(cell: Marked): void {
    const note = this.#bar.querySelector<HTMLElement>("[data-bar-note]");
    if (!note) return;
    note.hidden = !cell.dataset["message"];
    const words = note.querySelector("[data-words]");
    if (words) words.textContent = cell.dataset["message"] ?? "";
    const isError = cell.classList.contains("is-wrong");
    note.classList.toggle("tone-bad", isError);
    note.classList.toggle("tone-warn", !isError);
    const then = note.querySelector<HTMLElement>("[data-bar-then]");
    if (then) then.textContent = cell.dataset["ask"] ? "" : (then.getAttribute(isError ? "data-wrong" : "data-doubted") ?? "");
    const repair = note.querySelector<HTMLButtonElement>("[data-bar-repair]");
    if (!repair) return;
    repair.hidden = !cell.dataset["suggestion"];
    repair.textContent = (repair.dataset["words"] ?? "{value}").replace("{value}", cell.dataset["suggestion"] ?? "");
  }

  /** What whoever receives the report asks about the cell, and where it is answered. */
  #question(cell: Marked): void {
    const note = this.#bar.querySelector<HTMLElement>("[data-bar-question]");
    const words = note?.querySelector("[data-words]");
    if (!note || !words) return;
    note.hidden = !cell.dataset["question"];
    words.textContent = cell.dataset["question"] ?? "";
  }

  #cellPage(key: string): void {
    const [task, row] = key.split("/");
    for (const link of this.#bar.querySelectorAll<HTMLAnchorElement>("a[data-bar-cell]")) {
      link.hidden = !task || !row;
      link.href = (link.dataset["barCell"] ?? "")
        .replace("{task}", encodeURIComponent(task ?? ""))
        .replace("{row}", encodeURIComponent(row ?? ""));
    }
  }

  /** Cells that hold a dash or a cross, by the sign: one answer for all of them. */
  #marks(): void {
    const box = this.#bar.querySelector<HTMLElement>("[data-bar-marks]");
    if (!box) return;
    const unclear = this.#unclear();
    box.hidden = unclear.length === 0;
    const words = box.querySelector<HTMLElement>("[data-words]");
    if (words) {
      const signs = [...new Set(unclear.map(({ text }) => `“${text}”`))].join(", ");
      const template = words.dataset["template"] ?? "";
      words.textContent = counted(template, unclear.length).replace("{signs}", signs);
    }
  }

  #unclear(): { key: string; text: string }[] {
    const found: { key: string; text: string }[] = [];
    for (const [key, cell] of this.#grid.entries()) {
      if (cell.dataset["ask"] === "mark") found.push({ key, text: this.#grid.textAt(cell) });
    }
    return found;
  }

  /** Every cell that asks something, with its message: what would keep the form from being sent stands first. */
  #looks(): void {
    const box = this.#bar.querySelector<HTMLElement>("[data-bar-looks]");
    const list = box?.querySelector("ul");
    const words = box?.querySelector<HTMLElement>("[data-words]");
    if (!box || !list || !words) return;
    const asking = [...this.#grid.entries()].filter(([, cell]) => asksOf(cell));
    const first = asking.filter(([, cell]) => cell.classList.contains("is-wrong"));
    const shown = [...first, ...asking.filter((one) => !first.includes(one))].slice(0, MOST_LOOKS);
    box.hidden = asking.length === 0;
    words.textContent = counted(words.dataset["template"] ?? "", asking.length);
    const told = shown.map(([key, cell]) => `${key} ${cell.className} ${asksOf(cell)}`).join("\n");
    if (list.dataset["told"] === told) return;
    list.dataset["told"] = told;
    list.replaceChildren(...shown.map(([key, cell]) => this.#lookAt(box, key, cell)));
  }

  #lookAt(box: HTMLElement, key: string, cell: Marked): HTMLElement {
    const line = document.createElement("li");
    const button = document.createElement("button");
    const { row, column } = this.#grid.nameOf(cell);
    button.type = "button";
    button.className = "btn-link";
    button.dataset["barLook"] = key;
    button.textContent = [row, column].filter(Boolean).join(" · ");
    const isDoubt = cell.dataset["message"] !== undefined;
    const kind = isDoubt ? (box.getAttribute(cell.classList.contains("is-wrong") ? "data-wrong" : "data-doubted") ?? "") : "";
    line.append(button, ` ${kind} ${asksOf(cell)}`);
    return line;
  }

  #clicked(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const cell = this.#grid.chosen;
    const key = cell?.dataset["cell"];
    if (!button || !cell) return;
    const look = button.dataset["barLook"];
    if (look !== undefined) return this.#grid.chooseKey(look);
    const all = button.dataset["barMarks"];
    if (all !== undefined) {
      this.#grid.writeKeys(this.#unclear().map((one) => ({ key: one.key, text: all })));
    } else if (key && button.dataset["barRepair"] !== undefined) {
      this.#grid.writeKeys([{ key, text: cell.dataset["suggestion"] ?? "" }]);
    } else if (key && button.dataset["barAct"]) {
      this.#act(button.dataset["barAct"], button, key);
    } else return;
    this.#grid.chosen?.focus({ preventScroll: true });
  }

  #act(act: string, button: HTMLButtonElement, key: string): void {
    if (act === "mine" || act === "theirs") {
      this.#grid.table.dispatchEvent(new CustomEvent("grid:settle", { detail: { mine: act === "mine" } }));
    } else this.#grid.writeKeys([{ key, text: button.dataset["text"] ?? "" }]);
  }

  #changed(target: EventTarget | null): void {
    const field = target instanceof HTMLInputElement ? target : null;
    const what = field?.dataset["barField"];
    const cell = this.#grid.chosen;
    const key = cell?.dataset["cell"];
    if (!field || !what || !cell || !key) return;
    cell.dataset[what] = field.value;
    const remarks: Record<string, string> = { [`${what === "note" ? "n" : "d"}:${key}`]: field.value };
    // A figure that waits for its reason goes along with it.
    if (what === "note" && cell.dataset["ask"] === "reason") remarks[key] = this.#grid.textAt(cell);
    this.#grid.table.dispatchEvent(new CustomEvent("grid:note", { detail: remarks }));
  }

  #field(name: string, isShown: boolean, value: string): void {
    const field = this.#bar.querySelector<HTMLInputElement>(`input[data-bar-field="${name}"]`);
    const box = field?.closest<HTMLElement>(".field");
    if (!field || !box) return;
    box.hidden = !isShown;
    if (document.activeElement !== field) field.value = value;
  }

  #put(name: string, words: string): void {
    const place = this.#bar.querySelector(`[data-bar-${name}]`);
    if (place) place.textContent = words;
  }
}

/** What a cell wants of whoever types: a rule's message before a person's question. */
function asksOf(cell: Marked): string {
  return cell.dataset["message"] ?? cell.dataset["question"] ?? "";
}
