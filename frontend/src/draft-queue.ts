// Cells typed but not yet on the server: kept per user and form in localStorage, so a cut network loses nothing.

export interface DraftStore {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const PREFIX = "tinhso.draft.";
// Fields whose name begins so travel with a cell (the version that was seen) and are no cells of their own.
const COMPANION = "_";

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
    this.#write({ ...this.cells(), [name]: value });
  }

  putAll(cells: Record<string, string>): void {
    this.#write({ ...this.cells(), ...cells });
  }

  /** Forgets the cells that were sent, unless they were typed over while the request was under way. */
  settle(sent: Record<string, string>): void {
    const left = Object.entries(this.cells()).filter(([name, value]) => sent[name] !== value);
    this.#write(left.some(([name]) => isCell(name)) ? Object.fromEntries(left) : {});
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
  return draftKeys(store)
    .filter((key) => key.startsWith(`${PREFIX}${user}.`))
    .reduce((sum, key) => sum + Object.keys(cellsAt(store, key)).filter(isCell).length, 0);
}

/** Removes drafts from this device: those of `user`, or with `keep` those of everybody else. */
export function clearDrafts(store: DraftStore, which: { user: string } | { keep: string }): void {
  for (const key of draftKeys(store)) {
    const own = key.startsWith(`${PREFIX}${"user" in which ? which.user : which.keep}.`);
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

function draftKeys(store: DraftStore): string[] {
  const keys: string[] = [];
  for (let index = 0; index < store.length; index += 1) {
    const key = store.key(index);
    if (key?.startsWith(PREFIX)) keys.push(key);
  }
  return keys;
}
