// What the server answered since a page was loaded. A page that opens again without a network is the copy of its last
// loading: these answers bring it to where its person left it. Gone at sign-out with the drafts (draft-queue.ts).
import { answersKey, type DraftStore } from "./draft-queue.ts";

export interface MergedAnswer {
  cells?: Record<string, object>;
  fields?: Record<string, string>;
  texts?: Record<string, string>;
  summary?: string;
}

export class KeptAnswers {
  readonly #store: DraftStore;
  readonly #key: string;

  constructor(store: DraftStore, user: string, page: string) {
    this.#store = store;
    this.#key = answersKey(user, page);
  }

  /** Begins a visit: the answers of earlier ones for a copy of this device, nothing for a page of the server. */
  begin(fromDevice: boolean): MergedAnswer | null {
    const known = this.#store.getItem(this.#key);
    if (fromDevice) return known === null ? null : (JSON.parse(known) as MergedAnswer);
    this.#store.removeItem(this.#key);
    return null;
  }

  add(answer: MergedAnswer): void {
    const before = JSON.parse(this.#store.getItem(this.#key) ?? "{}") as MergedAnswer;
    const cells = { ...before.cells };
    for (const [name, said] of Object.entries(answer.cells ?? {})) cells[name] = { ...cells[name], ...said };
    const merged = {
      ...before, ...answer, cells,
      fields: { ...before.fields, ...answer.fields },
      texts: { ...before.texts, ...answer.texts },
    };
    try {
      this.#store.setItem(this.#key, JSON.stringify(merged));
    } catch {
      // The device is full: the copy stays as it was loaded, and what the server has is not lost.
    }
  }
}

/** Whether this page was answered by the device and not by the server. */
export function isFromDevice(): boolean {
  return document.body.dataset["keptAt"] !== undefined;
}
