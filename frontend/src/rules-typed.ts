// What a typed text says, as far as it is clear: the server decides; what is unclear here leaves its rules undecided.
import type { Operator } from "./rules-certainty.ts";
import type { CellValue } from "./rules-packet.ts";
import { readVietnamese } from "./vietnamese-number.ts";

const OPERATORS: Readonly<Record<string, Operator>> = {
  "": 0, "=": 0, ">": 1, "≥": 2, ">=": 2, "<": 3, "≤": 4, "<=": 4, "≈": 5, "~": 5,
};
const UNCLEAR: CellValue = { missing: "unclear" };

/** Reads a field: `4.120`, `> 96`, `139,5%`, empty. */
export function readTyped(text: string, language: "vi" | "en"): CellValue {
  const tidy = text.normalize("NFC").trim();
  if (!tidy) return { missing: "not_reported" };
  const match = /^(>=|<=|[=><≥≤≈~]?)\s*([^%]*?)\s*%?$/.exec(tidy);
  const operator = OPERATORS[match?.[1] ?? ""];
  if (!match || operator === undefined) return UNCLEAR;
  const plain = language === "vi" ? readVietnamese(match[2] ?? "") : readEnglish(match[2] ?? "");
  return plain === null ? UNCLEAR : { value: plain, operator, typed: true };
}

function readEnglish(text: string): string | null {
  const tidy = text.replace(/[\u00a0\u202f ]/g, "").replace(/^−/, "-");
  if (!/^-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/.test(tidy)) return null;
  return tidy.replaceAll(",", "");
}
