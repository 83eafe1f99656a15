import assert from "node:assert/strict";
import { test } from "node:test";
import { clearDrafts, DraftQueue, waitingCells, type DraftStore } from "../src/draft-queue.ts";

class MemoryStore implements DraftStore {
  readonly #items = new Map<string, string>();
  get length(): number {
    return this.#items.size;
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
}

test("a cell waits until it was sent", () => {
  const queue = new DraftQueue(new MemoryStore(), "7", "42");
  queue.put("c3", "412");
  assert.deepEqual(queue.toSend(false), { c3: "412" });
  queue.settle({ c3: "412" });
  assert.deepEqual(queue.cells(), {});
});

test("a cell typed over while its old value was on the way keeps waiting", () => {
  const queue = new DraftQueue(new MemoryStore(), "7", "42");
  queue.put("c3", "4120");
  const sent = queue.cells();
  queue.put("c3", "412");
  queue.settle(sent);
  assert.deepEqual(queue.toSend(false), { c3: "412" });
});

test("the version travels with its cell, is not counted, and does not wait alone", () => {
  const store = new MemoryStore();
  const queue = new DraftQueue(store, "7", "42");
  queue.put("c3", "412");
  queue.put("_v3", "2");
  assert.equal(queue.size, 1);
  assert.equal(waitingCells(store, "7"), 1);
  queue.settle({ c3: "412" });
  assert.deepEqual(queue.cells(), {});
});

test("a cell that waited for the network says when it was typed, and nothing else of it stays", () => {
  const queue = new DraftQueue(new MemoryStore(), "7", "42");
  queue.putAll({ c3: "412", _v3: "2" }, new Date("2026-11-17T09:40:00Z"));
  queue.putAll({ c4: "7" }, new Date("2026-11-17T09:41:00Z"));
  const sent = queue.toSend(true);
  assert.deepEqual([sent["_at:c3"], sent["_at:c4"], sent["_at:_v3"]],
    ["2026-11-17T09:40:00.000Z", "2026-11-17T09:41:00.000Z", undefined]);
  queue.settle({ c3: "412", _v3: "2" });
  assert.deepEqual(queue.cells(), { c4: "7", "_at:c4": "2026-11-17T09:41:00.000Z" });
  assert.equal(queue.size, 1);
});

test("drafts belong to one user and one form", () => {
  const store = new MemoryStore();
  new DraftQueue(store, "7", "42").put("c1", "1");
  assert.equal(new DraftQueue(store, "8", "42").size, 0);
  assert.equal(new DraftQueue(store, "7", "43").size, 0);
});

test("signing out clears the own drafts, signing in clears everybody else's", () => {
  const store = new MemoryStore();
  for (const user of ["7", "77", "8"]) new DraftQueue(store, user, "42").put("c1", "1");
  store.setItem("something.else", "stays");
  clearDrafts(store, { user: "7" });
  assert.deepEqual(["7", "77", "8"].map((user) => waitingCells(store, user)), [0, 1, 1]);
  clearDrafts(store, { keep: "8" });
  assert.deepEqual(["77", "8"].map((user) => waitingCells(store, user)), [0, 1]);
  assert.equal(store.getItem("something.else"), "stays");
});

test("a broken entry is no draft", () => {
  const store = new MemoryStore();
  store.setItem("tinhso.draft.7.42", "{broken");
  assert.equal(new DraftQueue(store, "7", "42").size, 0);
  assert.equal(waitingCells(store, "7"), 0);
});
