import assert from "node:assert/strict";
import { test } from "node:test";
import { nextRow } from "../src/workbench.ts";

test("j and k walk the units and stop at both ends", () => {
  assert.equal(nextRow(-1, 1, 3), 0);
  assert.equal(nextRow(2, 1, 3), 2);
  assert.equal(nextRow(0, -1, 3), 0);
  assert.equal(nextRow(0, 1, 0), -1);
});
