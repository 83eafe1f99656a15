// The rules of many units' forms of one request: `packetOfUnit(block, task)` is what each form alone would have been given.
import type { Packed, Packet } from "./rules-packet.ts";
import type { Tree } from "./rules-evaluate.ts";

/** An exact figure as its text, null where nobody reported one, false where the unit's packet has no such figure. */
export type ShortFigure = string | null | false | Packed;

export interface PackedUnits {
  readonly packet: Packet;
  readonly keys: readonly string[];
  readonly units: Readonly<Record<string, {
    readonly values: readonly ShortFigure[];
    readonly computed: Readonly<Record<string, Tree>>;
    /** By row what nobody types there, or what the system knows. */
    readonly given?: Readonly<Record<string, Packed>>;
  }>>;
}

export function packetOfUnit(given: PackedUnits, task: string): Packet | null {
  const unit = given.units[task];
  if (!unit) return null;
  const values: Record<string, Packed> = {};
  unit.values.forEach((short, at) => {
    const key = given.keys[at];
    if (key !== undefined && short !== false) values[key] = unpacked(short);
  });
  return { ...given.packet, values, computed: { ...given.packet.computed, ...unit.computed } };
}

function unpacked(short: Exclude<ShortFigure, false>): Packed {
  if (short === null) return { missing: "not_reported" };
  return typeof short === "string" ? { value: short, operator: 0 } : short;
}
