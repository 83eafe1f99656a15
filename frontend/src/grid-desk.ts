// Puts a grid to work: saves what is written, shows what the server made of it, and fills the bar above the table.
import { counted } from "./counted.ts";
import { DataGrid, type GridSentence, type GridWrites } from "./grid.ts";
import { GridBar } from "./grid-bar.ts";
import { GridRules } from "./grid-rules.ts";
import { GridSaver, type CellSaid, type GridAnswer } from "./grid-saver.ts";
import { isFromDevice, KeptAnswers } from "./kept-answers.ts";
import { fresh } from "./once.ts";

const FACTS = ["message", "suggestion", "ask", "note", "dispute", "known", "source", "origin", "year", "theirs", "question", "about"];
const STATES = ["known", "kept", "doubted", "wrong"];

export function startGrids(root: ParentNode): void {
  const user = document.body.dataset["user"] ?? "";
  for (const table of fresh<HTMLTableElement>(root, "table[data-grid]", "grid")) {
    const grid = new DataGrid(table);
    const bar = GridBar.of(table, grid);
    grid.start();
    if (table.dataset["gridSave"] && user) new GridDesk(grid, bar, user).start();
  }
}

class GridDesk {
  readonly #grid: DataGrid;
  readonly #bar: GridBar | null;
  readonly #saver: GridSaver;
  readonly #answers: KeptAnswers;
  readonly #rules: GridRules | null;

  constructor(grid: DataGrid, bar: GridBar | null, user: string) {
    const { table } = grid;
    this.#grid = grid;
    this.#bar = bar;
    this.#rules = GridRules.of(grid);
    this.#answers = new KeptAnswers(localStorage, user, table.dataset["gridDraft"] ?? table.id);
    this.#saver = new GridSaver({
      url: table.dataset["gridSave"] ?? "",
      token: tokenOf(table),
      beside: table.dataset["gridBeside"] !== undefined,
      user,
      draft: table.dataset["gridDraft"] ?? table.id,
      answered: (answer, sent) => {
        this.#answers.add(answer);
        this.#answered(answer, sent);
      },
      say: (state, count, time) => this.#say(state, count, time ?? ""),
    });
  }

  start(): void {
    const { table } = this.#grid;
    table.addEventListener("grid:write", (event) => this.#written((event as CustomEvent<GridWrites>).detail));
    table.addEventListener("grid:note", (event) => this.#remarked((event as CustomEvent<Record<string, string>>).detail));
    table.addEventListener("grid:settle", (event) => this.#settled((event as CustomEvent<{ mine: boolean }>).detail.mine));
    table.addEventListener("grid:say", (event) => this.#bar?.sentence((event as CustomEvent<GridSentence>).detail));
    const said = this.#answers.begin(isFromDevice());
    if (said) this.#answered(said as GridAnswer, {});
    for (const [name, text] of Object.entries(this.#saver.waiting())) {
      if (this.#grid.cellOf(name)) this.#grid.show(name, text);
    }
    if (this.#saver.isEmpty) this.#bar?.refresh();
    else this.#look(Object.keys(this.#saver.waiting()).map((name) => name.replace(/^(?:[nd]:|_)/, "")));
    this.#saver.sendNow();
    for (const form of document.querySelectorAll<HTMLFormElement>(`form[data-grid-first="${table.id}"]`)) {
      form.addEventListener("submit", (event) => this.#sendFirst(event, form));
    }
  }

  /** A form that sends the table to the leader waits until the last cell is on the server. */
  #sendFirst(event: SubmitEvent, form: HTMLFormElement): void {
    if (this.#saver.isEmpty) return;
    event.preventDefault();
    const pressed = event.submitter;
    void this.#saver.flush().then((all) => {
      if (all) form.requestSubmit(pressed);
    });
  }

  #written({ writes }: GridWrites): void {
    const texts = Object.fromEntries(writes.map(({ key, text }) => [key, text]));
    for (const { key } of writes) this.#unmark(key);
    this.#saver.put(texts, this.#versions(Object.keys(texts)));
    this.#look(Object.keys(texts));
  }

  /** Says at once what the rules find; the server's answer comes when there is a network. */
  #look(keys: readonly string[]): void {
    for (const [key, said] of this.#rules?.look(keys) ?? []) {
      const cell = this.#grid.cellOf(key);
      if (cell) mark(cell, { ...said }, false, true);
    }
    this.#bar?.refresh();
  }

  #remarked(remarks: Record<string, string>): void {
    const keys = Object.keys(remarks).map((name) => name.replace(/^[nd]:/, ""));
    this.#saver.put(remarks, this.#versions(keys));
  }

  /** One of two values was chosen: ours goes to the server again, theirs is shown as it stands there. */
  #settled(mine: boolean): void {
    const cell = this.#grid.chosen;
    const key = cell?.dataset["cell"];
    if (!cell || !key) return;
    const theirs = cell.dataset["theirs"] ?? "";
    const own = this.#grid.textAt(cell);
    this.#unmark(key);
    if (mine) this.#saver.rebase(key, cell.dataset["v"] ?? "0", own);
    else this.#grid.show(key, theirs);
    this.#bar?.refresh();
  }

  #versions(keys: string[]): Record<string, string> {
    return Object.fromEntries(keys.map((key) => [key, this.#grid.cellOf(key)?.dataset["v"] ?? "0"]));
  }

  #answered(answer: GridAnswer, sent: Record<string, string>): void {
    const waiting = this.#saver.waiting();
    for (const [key, said] of Object.entries(answer.cells ?? {})) {
      const cell = this.#grid.cellOf(key);
      // What is being typed meanwhile is newer than the answer; what was refused stays until it is typed again.
      if (!cell || key in waiting || (!isSent(key, sent) && cell.dataset["refused"] !== undefined)) continue;
      if (said.text !== undefined) this.#grid.show(key, said.text);
      mark(cell, said, isSent(key, sent));
    }
    for (const [id, words] of Object.entries(answer.texts ?? {})) {
      const place = document.getElementById(id);
      if (place && place.firstElementChild === null) place.textContent = words;
      else if (place?.firstChild?.nodeType === 3) place.firstChild.nodeValue = words;
    }
    const summary = document.querySelector(`[data-grid-summary="${this.#grid.table.id}"]`);
    if (summary && answer.summary) summary.textContent = answer.summary;
    this.#bar?.refresh();
  }

  #unmark(key: string): void {
    const cell = this.#grid.cellOf(key);
    if (cell) mark(cell, { state: "" }, false, true);
  }

  #say(state: string, count: number, time: string): void {
    const place = document.querySelector<HTMLElement>(`[data-save-state="${this.#grid.table.id}"]`);
    if (!place) return;
    place.dataset["state"] = state;
    const words = place.getAttribute(`data-${state}`) ?? "";
    place.textContent = counted(words, count).replace("{time}", time);
  }
}

function mark(cell: HTMLTableCellElement, said: CellSaid, wasSent: boolean, keepFacts = false): void {
  for (const state of STATES) cell.classList.toggle(`is-${state}`, said.state === state);
  cell.toggleAttribute("data-refused", wasSent && said.state === "wrong" && said.text === undefined);
  if (said.state === "wrong") cell.setAttribute("aria-invalid", "true");
  else cell.removeAttribute("aria-invalid");
  if (said.version !== undefined) cell.dataset["v"] = String(said.version);
  for (const fact of FACTS) {
    const value = said[fact];
    if (value !== undefined) cell.dataset[fact] = String(value);
    else if (!keepFacts || ["message", "suggestion", "ask", "theirs"].includes(fact)) delete cell.dataset[fact];
  }
  wordsIn(cell, said.words ?? "");
}

/** The state in words, behind the figure, for people who do not see the colour. */
function wordsIn(cell: HTMLTableCellElement, words: string): void {
  const place = cell.querySelector(":scope > .visually-hidden");
  if (!words) return place?.remove();
  const span = place ?? document.createElement("span");
  span.className = "visually-hidden";
  span.textContent = ` ${words}`;
  if (!place) cell.append(span);
}

function isSent(key: string, sent: Record<string, string>): boolean {
  return key in sent || `n:${key}` in sent || `d:${key}` in sent;
}

function tokenOf(table: HTMLTableElement): string {
  return document.querySelector<HTMLInputElement>(`#${table.id}-token input[name=csrfmiddlewaretoken]`)?.value ?? "";
}
