// Exact fractions of whole numbers without bounds: what the server's evaluator computes with, in the browser.

/** A fraction in lowest terms; `below` is never zero or negative. */
export interface Fraction {
  readonly above: bigint;
  readonly below: bigint;
}

/** Makes a fraction in lowest terms; `below` must not be zero. */
export function fraction(above: bigint, below: bigint = 1n): Fraction {
  const common = divisor(above < 0n ? -above : above, below < 0n ? -below : below) * (below < 0n ? -1n : 1n);
  return common === 0n ? { above: 0n, below: 1n } : { above: above / common, below: below / common };
}

/** Reads a plain decimal text such as `-1234.5`, or `405/414`. */
export function readFraction(text: string): Fraction {
  const [left = "", right] = text.split("/");
  if (right !== undefined) return fraction(BigInt(left), BigInt(right));
  const [whole = "", decimals = ""] = left.split(".");
  return fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
}

export const plus = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.above * other.below + other.above * one.below, one.below * other.below);

export const minus = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.above * other.below - other.above * one.below, one.below * other.below);

export const times = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.above * other.above, one.below * other.below);

/** Divides; `other` must not be zero. */
export const over = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.above * other.below, one.below * other.above);

/** −1, 0 or 1. */
export const signOf = (one: Fraction): number => (one.above > 0n ? 1 : one.above < 0n ? -1 : 0);

/** −1, 0 or 1 as `one` is below, equal to or above `other`. */
export const compare = (one: Fraction, other: Fraction): number => signOf(minus(one, other));

/** Writes a fraction rounded half away from zero to so many decimals, as plain text. */
export function rounded(value: Fraction, decimals: number): string {
  const size = value.above < 0n ? -value.above : value.above;
  const scaled = (2n * size * 10n ** BigInt(decimals) + value.below) / (2n * value.below);
  const digits = scaled.toString().padStart(decimals + 1, "0");
  const text = decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
  return value.above < 0n && scaled !== 0n ? `-${text}` : text;
}

/** Whether the fraction can be written with so many decimals without rounding. */
export const fits = (value: Fraction, decimals: number): boolean => (10n ** BigInt(decimals)) % value.below === 0n;

function divisor(one: bigint, other: bigint): bigint {
  while (other) [one, other] = [other, one % other];
  return one;
}
