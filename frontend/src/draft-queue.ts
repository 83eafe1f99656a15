// Cells typed but not yet on the server: kept per user and form in localStorage, so a cut network loses nothing.
// Beside each cell stands when it was typed by this device's clock: a claim that the server keeps and never trusts.

export interface DraftStore {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const PREFIX = "tinhso.draft.";
const ANSWERS = "tinhso.said.";
// Fields whose name begins so travel with a cell (the version that was seen) and are no cells of their own.
const COMPANION = "_";
/** The time at which a cell was typed travels as `_at:<name>`. */
const TYPED_AT = "_at:";

/** The waiting cells of one user and one form. Values are the texts as typed. */
export class DraftQueue {
  readonly #store: DraftStore;
  readonly #key: string;

  constructor(store: DraftStore, user: string, form: string) {
    this.#store = store;
    this.#key = `${PREFIX}${user}.${form}`;
  }

  /** Every waiting cell by field name. */
  cells(): Record<string, string> {
    return cellsAt(this.#store, this.#key);
  }

  put(name: string, value: string): void {
    this.putAll({ [name]: value });
  }

  putAll(cells: Record<string, string>, now: Date = new Date()): void {
    const typed = Object.keys(cells).filter(isCell).map((name) => [TYPED_AT + name, now.toISOString()]);
    this.#write({ ...this.cells(), ...cells, ...Object.fromEntries(typed) });
  }

  /** What to send now; the times of typing only where the cells had to wait for a network. */
  toSend(waited: boolean): Record<string, string> {
    const cells = Object.entries(this.cells());
    return Object.fromEntries(waited ? cells : cells.filter(([name]) => !name.startsWith(TYPED_AT)));
  }

  /** Forgets the cells that were sent, unless they were typed over while the request was under way. */
  settle(sent: Record<string, string>): void {
    const left = Object.fromEntries(Object.entries(this.cells()).filter(([name, value]) => sent[name] !== value));
    const waits = Object.keys(left).some(isCell);
    const kept = Object.entries(left).filter(([name]) => !name.startsWith(TYPED_AT) || name.slice(TYPED_AT.length) in left);
    this.#write(waits ? Object.fromEntries(kept) : {});
  }

  get size(): number {
    return Object.keys(this.cells()).filter(isCell).length;
  }

  #write(cells: Record<string, string>): void {
    if (Object.keys(cells).length === 0) this.#store.removeItem(this.#key);
    else this.#store.setItem(this.#key, JSON.stringify(cells));
  }
}

/** How many cells of `user` wait on this device, over all forms. */
export function waitingCells(store: DraftStore, user: string): number {
  return keysOf(store, PREFIX)
    .filter((key) => key.startsWith(`${PREFIX}${user}.`))
    .reduce((sum, key) => sum + Object.keys(cellsAt(store, key)).filter(isCell).length, 0);
}

/** Under which key the answers about one page stand (kept-answers.ts). */
export function answersKey(user: string, page: string): string {
  return `${ANSWERS}${user}.${page}`;
}

/** Removes drafts, and what was answered to them, from this device: those of `user`, or with `keep` those of everybody else. */
export function clearDrafts(store: DraftStore, which: { user: string } | { keep: string }): void {
  const user = "user" in which ? which.user : which.keep;
  for (const key of [...keysOf(store, PREFIX), ...keysOf(store, ANSWERS)]) {
    const own = key.startsWith(`${PREFIX}${user}.`) || key.startsWith(`${ANSWERS}${user}.`);
    if ("user" in which ? own : !own) store.removeItem(key);
  }
}

function isCell(name: string): boolean {
  return !name.startsWith(COMPANION);
}

function cellsAt(store: DraftStore, key: string): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(store.getItem(key) ?? "{}");
    return parsed && typeof parsed === "object" ? (parsed as Record<string, string>) : {};
  } catch {
    return {};
  }
}

function keysOf(store: DraftStore, prefix: string): string[] {
  const keys: string[] = [];
  for (let index = 0; index < store.length; index += 1) {
    const key = store.key(index);
    if (key?.startsWith(prefix)) keys.push(key);
  }
  return keys;
}
