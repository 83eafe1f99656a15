import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { rootOver } from "../src/passkey-together.ts";

const digest = (name: string) => createHash("sha256").update(name).digest();
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

// The tree of RFC 6962 as the RFC writes it: split at the largest power of two below the number of leaves.
function asTheRfcSays(leaves: Buffer[]): Buffer {
  const [only] = leaves;
  if (leaves.length === 1 && only) return createHash("sha256").update(Buffer.concat([Buffer.of(0), only])).digest();
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  const halves = [asTheRfcSays(leaves.slice(0, left)), asTheRfcSays(leaves.slice(left))];
  return createHash("sha256").update(Buffer.concat([Buffer.of(1), ...halves])).digest();
}

test("one report is signed by its own digest", async () => {
  assert.equal(hex(await rootOver([hex(digest("a"))])), hex(digest("a")));
});

test("several reports are signed by the root that the RFC gives, whatever their order", async () => {
  for (let count = 2; count <= 40; count++) {
    const digests = Array.from({ length: count }, (_, at) => digest(`report ${at}`));
    const expected = asTheRfcSays([...digests].sort(Buffer.compare));
    assert.equal(hex(await rootOver(digests.map(hex))), hex(expected));
    assert.equal(hex(await rootOver(digests.map(hex).reverse())), hex(expected));
  }
});

test("nothing chosen is nothing to sign", async () => {
  await assert.rejects(rootOver([]));
});
