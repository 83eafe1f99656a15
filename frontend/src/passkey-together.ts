// Of several reports one passkey signs the root of a tree over their digests (RFC 6962, digests in the order of their
// bytes); of one report its digest itself. The server makes the same root from what it would write.

/** The root over digests in hex, at least one; 32 bytes. */
export async function rootOver(digests: readonly string[]): Promise<Uint8Array> {
  let level = [...digests].sort().map(bytesOfHex);
  if (level.length > 1) level = await Promise.all(level.map((digest) => hashed(0, digest)));
  while (level.length > 1) level = await above(level);
  const [root] = level;
  if (!root) throw new Error("nothing to sign");
  return root;
}

// Neighbours are joined, an odd last one goes up unchanged.
async function above(level: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const joined: Promise<Uint8Array>[] = [];
  for (let at = 0; at + 1 < level.length; at += 2) joined.push(hashed(1, ...level.slice(at, at + 2)));
  return [...(await Promise.all(joined)), ...level.slice(level.length & ~1)];
}

async function hashed(kind: number, ...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const whole = Uint8Array.from([kind, ...parts.flatMap((part) => [...part])]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

function bytesOfHex(written: string): Uint8Array {
  return Uint8Array.from(written.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
