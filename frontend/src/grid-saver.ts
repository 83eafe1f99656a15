// Sends the changed cells of a grid in batches and keeps them on the device until the server has them.
//
// Request: JSON {"beside": true?, "cells": {"12/2/value": {"text": "405", "version": 3, "note": "…", "dispute": "…",
// "typed_at": ISO time, of cells that waited for a network}}}.
// Answer, 200 or 422: {"saved_at": "13:42", "summary": "còn 1 ô", "texts": {"element id": "4.395"}, "cells": {key:
// {"text": "405", "version": 4, "state": "doubted", "words": "cần xem lại", "message": "…", "suggestion": "412",
//  "ask": "mark|conflict|reason", "theirs": "410"}}}; a refused cell has no "text".
import { DraftQueue } from "./draft-queue.ts";

export interface CellSaid {
  text?: string;
  version?: number;
  state?: string;
  words?: string;
  theirs?: string;
  [fact: string]: string | number | undefined;
}
export interface GridAnswer {
  saved_at?: string;
  summary?: string;
  cells?: Record<string, CellSaid>;
  texts?: Record<string, string>;
}
export interface SaverOptions {
  url: string;
  token: string;
  beside: boolean;
  user: string;
  draft: string;
  answered: (answer: GridAnswer, sent: Record<string, string>) => void;
  say: (state: string, count: number, time?: string) => void;
}

const PAUSE_MS = 500;
const RETRY_MS = 15_000;
const BATCH = 2_000;

/** Names in the queue: a cell's text by its key, its note `n:key`, its dispute `d:key`, the version seen `_key`. */
export class GridSaver {
  readonly #options: SaverOptions;
  readonly #queue: DraftQueue;
  #timer = 0;
  #underWay: Promise<void> = Promise.resolve();
  #waited = false;

  constructor(options: SaverOptions) {
    this.#options = options;
    this.#queue = new DraftQueue(localStorage, options.user, options.draft);
    this.#waited = this.#queue.size > 0;
    window.addEventListener("online", () => this.#later(0));
  }

  /** What waited on this device from an earlier visit. */
  waiting(): Record<string, string> {
    return this.#queue.cells();
  }

  put(texts: Record<string, string>, versions: Record<string, string>): void {
    const waiting = this.#queue.cells();
    const known = Object.fromEntries(Object.entries(versions).map(([key, version]) => [`_${key}`, version]));
    // The version that was seen when a waiting cell was first typed over stays: it says what the person built on.
    const kept = Object.fromEntries(Object.entries(known).filter(([name]) => !(name in waiting)));
    this.#queue.putAll({ ...texts, ...kept });
    this.#later(PAUSE_MS);
  }

  /** The person chose between both values of a conflict: from here on the server's state is what they have seen. */
  rebase(key: string, version: string, text: string): void {
    this.#queue.putAll({ [key]: text, [`_${key}`]: version });
    this.#later(0);
  }

  sendNow(): void {
    if (this.#queue.size > 0) this.#later(0);
  }

  /** Sends everything that waits and says whether the server has it all. */
  async flush(): Promise<boolean> {
    window.clearTimeout(this.#timer);
    await this.#send();
    return this.#queue.size === 0;
  }

  get isEmpty(): boolean {
    return this.#queue.size === 0;
  }

  #later(delay: number): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#send(), delay);
  }

  /** One request after the other. */
  #send(): Promise<void> {
    this.#underWay = this.#underWay.then(() => this.#sendWaiting());
    return this.#underWay;
  }

  async #sendWaiting(): Promise<void> {
    if (this.#queue.size === 0) return;
    this.#options.say("saving", this.#queue.size);
    let again = PAUSE_MS;
    try {
      again = await this.#post(firstOf(this.#queue.toSend(this.#waited), BATCH));
      this.#waited = this.#waited && this.#queue.size > 0;
    } catch {
      this.#waited = true;
      this.#options.say("offline", this.#queue.size);
      again = RETRY_MS;
    }
    if (this.#queue.size > 0 && again > 0) this.#later(again);
  }

  async #post(sent: Record<string, string>): Promise<number> {
    const response = await fetch(this.#options.url, {
      method: "POST",
      body: JSON.stringify(payloadOf(sent, this.#options.beside)),
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.#options.token },
      redirect: "error",
    });
    const stops: Record<number, string> = { 401: "signed-out", 403: "signed-out", 404: "conflict", 409: "conflict" };
    const stopped = stops[response.status];
    if (stopped) {
      this.#options.say(stopped, this.#queue.size);
      return 0;
    }
    if (!response.ok && response.status !== 422) throw new Error(String(response.status));
    const answer = (await response.json()) as GridAnswer;
    this.#queue.settle(sent);
    this.#carryVersions(answer);
    this.#options.answered(answer, sent);
    this.#options.say("saved", this.#queue.size, answer.saved_at);
    return PAUSE_MS;
  }

  /** A cell typed over while its saving was under way builds on what that saving made of it. */
  #carryVersions(answer: GridAnswer): void {
    const left = this.#queue.cells();
    const versions = Object.keys(left)
      .filter((name) => !name.startsWith("_"))
      .map((name) => name.replace(/^[nd]:/, ""))
      .filter((key) => !(`_${key}` in left) && answer.cells?.[key]?.version !== undefined)
      .map((key) => [`_${key}`, String(answer.cells?.[key]?.version)]);
    if (versions.length > 0) this.#queue.putAll(Object.fromEntries(versions));
  }
}

export function payloadOf(sent: Record<string, string>, beside: boolean): unknown {
  const cells: Record<string, Record<string, string | number>> = {};
  for (const [name, value] of Object.entries(sent)) {
    if (name.startsWith("_")) continue;
    const [key, what] = /^[nd]:/.test(name) ? [name.slice(2), name[0] === "n" ? "note" : "dispute"] : [name, "text"];
    const cell = (cells[key] ??= {});
    cell[what] = value;
    const version = sent[`_${key}`];
    if (version !== undefined) cell["version"] = Number(version);
    const typed = sent[`_at:${name}`];
    if (typed !== undefined) cell["typed_at"] = typed;
  }
  return beside ? { beside, cells } : { cells };
}

function firstOf(cells: Record<string, string>, most: number): Record<string, string> {
  const names = Object.keys(cells).filter((name) => !name.startsWith("_"));
  if (names.length <= most) return cells;
  const chosen = names.slice(0, most);
  const keys = chosen.flatMap((name) => [name, `_${name.replace(/^[nd]:/, "")}`, `_at:${name}`]);
  return Object.fromEntries(keys.filter((key) => key in cells).map((key) => [key, cells[key] as string]));
}
