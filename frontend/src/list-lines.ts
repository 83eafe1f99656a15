// <form data-lines data-lines-save="/address" data-lines-draft="lines-r7">: lists whose lines are saved as they are typed.
// Each [data-lines-unit="12"] is one unit's list: hidden fields [data-lines-seen] and [data-lines-count] say what the page
// was made of, tbody[data-lines-body] has the lines. What is sent and answered: reporting/web/lists/list_saving.py.
// The same form still works as a plain POST; what waits for a network is kept on the device like every draft.
import { counted } from "./counted.ts";
import { DraftQueue } from "./draft-queue.ts";
import { fresh } from "./once.ts";

type Line = Record<string, string>;
interface ListSaid {
  readonly seen?: number;
  readonly count?: number;
  readonly figures?: string;
  readonly message?: string;
  readonly faults?: readonly { readonly line: number; readonly column: string; readonly message: string }[];
}
interface Answer {
  readonly saved_at?: string;
  readonly lists?: Readonly<Record<string, ListSaid>>;
}

const PAUSE_MS = 800, RETRY_MS = 15_000;

export function startLists(root: ParentNode): void {
  const user = document.body.dataset["user"] ?? "";
  for (const form of fresh<HTMLFormElement>(root, "form[data-lines]", "lines")) if (user) new ListDesk(form, user).start();
}

class ListDesk {
  readonly #form: HTMLFormElement;
  readonly #queue: DraftQueue;
  #timer = 0;
  #underWay: Promise<void> = Promise.resolve();

  constructor(form: HTMLFormElement, user: string) {
    this.#form = form;
    this.#queue = new DraftQueue(localStorage, user, form.dataset["linesDraft"] ?? form.id);
  }

  start(): void {
    this.#restore();
    this.#form.addEventListener("change", (event) => this.#changed(event.target));
    this.#form.addEventListener("click", (event) => this.#add(event));
    this.#form.addEventListener("submit", (event) => this.#sendFirst(event));
    window.addEventListener("online", () => this.#later(0));
  }

  #unitOf(target: EventTarget | null): HTMLElement | null {
    return target instanceof Element ? target.closest<HTMLElement>("[data-lines-unit]") : null;
  }

  #changed(target: EventTarget | null): void {
    const unit = this.#unitOf(target);
    const task = unit?.dataset["linesUnit"];
    if (!unit || !task) return;
    const waits = `l:${task}` in this.#queue.cells();
    // What the person built on stays the list that was seen when the first waiting line was typed.
    const seen = waits ? {} : { [`_l:${task}`]: baseOf(unit) };
    this.#queue.putAll({ [`l:${task}`]: JSON.stringify(linesOf(unit)), ...seen });
    this.#later(PAUSE_MS);
  }

  /** One more empty line, without asking the server. */
  #add(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest("[data-lines-add]") : null;
    const unit = button && this.#unitOf(button);
    if (!unit) return;
    event.preventDefault();
    addLine(unit)?.querySelector("input")?.focus();
  }

  #sendFirst(event: SubmitEvent): void {
    if (this.#queue.size === 0) return;
    event.preventDefault();
    const pressed = event.submitter;
    void this.#send().then(() => {
      if (this.#queue.size === 0) this.#form.requestSubmit(pressed);
    });
  }

  #restore(): void {
    for (const [name, kept] of Object.entries(this.#queue.cells())) {
      const unit = name.startsWith("l:") ? this.#unit(name.slice(2)) : null;
      if (unit) fill(unit, JSON.parse(kept) as Line[]);
    }
    if (this.#queue.size > 0) this.#later(0);
  }

  #unit(task: string): HTMLElement | null {
    return this.#form.querySelector<HTMLElement>(`[data-lines-unit="${CSS.escape(task)}"]`);
  }

  #later(delay: number): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#send(), delay);
  }

  /** One request after the other. */
  #send(): Promise<void> {
    window.clearTimeout(this.#timer);
    this.#underWay = this.#underWay.then(() => this.#sendWaiting());
    return this.#underWay;
  }

  async #sendWaiting(): Promise<void> {
    const sent = this.#queue.toSend(false);
    if (this.#queue.size === 0) return;
    this.#say("saving");
    try {
      await this.#post(sent);
    } catch {
      this.#say("offline");
      this.#later(RETRY_MS);
    }
  }

  async #post(sent: Record<string, string>): Promise<void> {
    const response = await fetch(this.#form.dataset["linesSave"] ?? "", {
      method: "POST",
      body: JSON.stringify({ lists: payloadOf(sent) }),
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": tokenOf(this.#form) },
      redirect: "error",
    });
    if (response.status === 401 || response.status === 403) return this.#say("signed-out");
    if (response.status === 404 || response.status === 409) return this.#say("conflict");
    if (!response.ok && response.status !== 422) throw new Error(String(response.status));
    const answer = (await response.json()) as Answer;
    let refused = 0;
    for (const [task, said] of Object.entries(answer.lists ?? {})) {
      const unit = this.#unit(task);
      if (unit) show(unit, said);
      // A list that was not taken stays on the device until it is mended; its person sees where.
      if (said.seen === undefined) refused += 1;
      else this.#settle(task, sent, unit);
    }
    if (refused === 0) this.#say("saved", answer.saved_at ?? "");
    else this.#say("refused");
  }

  #settle(task: string, sent: Record<string, string>, unit: HTMLElement | null): void {
    const name = `l:${task}`;
    const now = this.#queue.cells()[name];
    if (now === sent[name]) this.#queue.settle({ [name]: now ?? "", [`_${name}`]: sent[`_${name}`] ?? "" });
    else if (unit) {
      // Typed over while the request was under way: it builds on what that request made of the list.
      this.#queue.putAll({ [name]: now ?? "", [`_${name}`]: baseOf(unit) });
      this.#later(PAUSE_MS);
    }
  }

  #say(state: string, time = ""): void {
    const place = document.querySelector<HTMLElement>(`[data-save-state="${this.#form.id}"]`);
    if (!place) return;
    place.dataset["state"] = state;
    const words = place.getAttribute(`data-${state}`) ?? "";
    place.textContent = counted(words, this.#queue.size).replace("{time}", time);
  }
}

/** Seen change, first line of the page, lines that the page stands for. */
function baseOf(unit: HTMLElement): string {
  const seen = unit.querySelector<HTMLInputElement>("[data-lines-seen]")?.value ?? "0";
  const count = unit.querySelector<HTMLInputElement>("[data-lines-count]")?.value ?? "0";
  return `${seen}/${unit.dataset["linesFirst"] ?? "0"}/${count}`;
}

function rowsOf(unit: HTMLElement): HTMLTableRowElement[] {
  return [...unit.querySelectorAll<HTMLTableRowElement>("[data-lines-body] > tr")];
}

/** The lines as typed; one that is ticked to go is empty. */
function linesOf(unit: HTMLElement): Line[] {
  return rowsOf(unit).map((row) => {
    if (row.querySelector<HTMLInputElement>("input[type=checkbox]")?.checked) return {};
    const fields = [...row.querySelectorAll<HTMLInputElement>("input[data-code]")];
    return Object.fromEntries(fields.map((field) => [field.dataset["code"] ?? "", field.value]));
  });
}

function addLine(unit: HTMLElement): HTMLTableRowElement | null {
  const last = rowsOf(unit).at(-1);
  if (!last) return null;
  const row = last.cloneNode(true) as HTMLTableRowElement;
  const number = Number(last.querySelector("th")?.textContent ?? "0");
  const head = row.querySelector("th");
  if (head) head.textContent = String(number + 1);
  clearFaults(row);
  for (const field of row.querySelectorAll("input")) {
    if (field.type === "checkbox") {
      field.checked = false;
      field.value = String(rowsOf(unit).length);
    } else {
      field.value = "";
      field.setAttribute("aria-label", (field.getAttribute("aria-label") ?? "").replace(String(number), String(number + 1)));
    }
  }
  last.after(row);
  return row;
}

function fill(unit: HTMLElement, lines: readonly Line[]): void {
  while (rowsOf(unit).length < lines.length && addLine(unit)) continue;
  rowsOf(unit).forEach((row, at) => {
    const line = lines[at] ?? {};
    for (const field of row.querySelectorAll<HTMLInputElement>("input[data-code]")) {
      field.value = line[field.dataset["code"] ?? ""] ?? "";
    }
  });
}

function show(unit: HTMLElement, said: ListSaid): void {
  const seen = unit.querySelector<HTMLInputElement>("[data-lines-seen]");
  const count = unit.querySelector<HTMLInputElement>("[data-lines-count]");
  if (seen && said.seen !== undefined) seen.value = String(said.seen);
  if (count && said.count !== undefined) count.value = String(said.count);
  const figures = unit.querySelector("[data-lines-figures]");
  if (figures && said.seen !== undefined) figures.textContent = said.figures ?? "";
  const message = unit.querySelector<HTMLElement>("[data-lines-message]");
  if (message) {
    message.hidden = !said.message;
    message.textContent = said.message ?? "";
  }
  rowsOf(unit).forEach((row, at) => {
    clearFaults(row);
    // A line that is still being typed is not found fault with.
    if (row.contains(document.activeElement)) return;
    for (const fault of said.faults ?? []) if (fault.line === at) paint(row, fault.column, fault.message);
  });
}

function paint(row: HTMLElement, column: string, message: string): void {
  const field = row.querySelector<HTMLInputElement>(`input[data-code="${CSS.escape(column)}"]`);
  if (!field) return;
  field.classList.add("is-wrong");
  field.setAttribute("aria-invalid", "true");
  const words = document.createElement("p");
  words.className = "small bad";
  words.dataset["linesFault"] = "";
  words.textContent = message;
  field.after(words);
}

function clearFaults(row: HTMLElement): void {
  for (const words of row.querySelectorAll("[data-lines-fault]")) words.remove();
  for (const field of row.querySelectorAll("input.is-wrong")) {
    field.classList.remove("is-wrong");
    field.removeAttribute("aria-invalid");
  }
}

export function payloadOf(sent: Record<string, string>): Record<string, unknown> {
  const lists: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(sent)) {
    if (!name.startsWith("l:")) continue;
    const [seen = 0, first = 0, replaced = 0] = (sent[`_${name}`] ?? "").split("/").map(Number);
    lists[name.slice(2)] = { seen, first, replaced, lines: JSON.parse(text) as Line[] };
  }
  return lists;
}

function tokenOf(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}
