import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestInDirection } from "../src/nearest.ts";

const places = [
  { x: 0, y: 0 },
  { x: 10, y: 0 },
  { x: 10, y: 9 },
  { x: 0, y: 10 },
  { x: 30, y: 1 },
];

test("arrows find the neighbour in their direction", () => {
  assert.equal(nearestInDirection(places, 0, { x: 1, y: 0 }), 1);
  assert.equal(nearestInDirection(places, 0, { x: 0, y: 1 }), 3);
  assert.equal(nearestInDirection(places, 1, { x: -1, y: 0 }), 0);
});

test("straight ahead beats near but sideways", () => {
  assert.equal(nearestInDirection(places, 1, { x: 1, y: 0 }), 4);
});

test("at the edge there is nowhere to go", () => {
  assert.equal(nearestInDirection(places, 0, { x: 0, y: -1 }), -1);
  assert.equal(nearestInDirection([], 0, { x: 1, y: 0 }), -1);
});
