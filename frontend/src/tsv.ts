// What spreadsheets put on the clipboard: rows by line feed, cells by tab, quotes around cells that hold either.

/** Reads a copied block. A trailing line feed is not a row; a quoted cell may hold tabs, line feeds and doubled quotes. */
export function readTsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  let started = false;
  const tidy = text.replace(/\r\n?/g, "\n");
  const end = tidy.endsWith("\n") ? tidy.length - 1 : tidy.length;
  for (let index = 0; index < end; index += 1) {
    const sign = tidy[index] as string;
    if (quoted) {
      if (sign === '"' && tidy[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && !started) quoted = started = true;
    else if (sign === "\t" || sign === "\n") {
      rows.at(-1)?.push(cell);
      if (sign === "\n") rows.push([]);
      cell = "";
      started = false;
    } else {
      cell += sign;
      started = true;
    }
  }
  rows.at(-1)?.push(cell);
  return rows;
}

/** Writes a block the way spreadsheets read it. */
export function writeTsv(block: readonly (readonly string[])[]): string {
  return block.map((row) => row.map(quote).join("\t")).join("\n");
}

function quote(cell: string): string {
  return /[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
