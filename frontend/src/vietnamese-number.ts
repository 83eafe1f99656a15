// Showing and reading 1.234,5 as figures are typed. It only groups digits; the server decides what a text means.

/** Reads a typed Vietnamese number; returns its plain form (`-1234.5`) or null when it is not clearly one. */
export function readVietnamese(text: string): string | null {
  const tidy = text.trim().replace(/[\u00a0\u202f ]/g, "").replace(/^−/, "-");
  if (!/^-?\d+(\.\d{3})*(,\d+)?$/.test(tidy)) return null;
  const [whole = "", ...groups] = (tidy.split(",")[0] ?? "").replace("-", "").split(".");
  // 1.234 groups; 12345.678 does not: leave what is not grouped properly to the server's question.
  if (groups.length > 0 && whole.length > 3) return null;
  const decimals = tidy.split(",")[1];
  const digits = (whole + groups.join("")).replace(/^0+(?=\d)/, "");
  return (tidy.startsWith("-") ? "-" : "") + digits + (decimals ? `.${decimals}` : "");
}

/** Writes a plain decimal text the Vietnamese way: `1234.5` becomes `1.234,5`. */
export function showVietnamese(plain: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(plain);
  if (!match) return plain;
  const [, sign = "", whole = "", decimals] = match;
  return (sign ? "−" : "") + whole.replace(/\B(?=(\d{3})+$)/g, ".") + (decimals ? `,${decimals}` : "");
}
