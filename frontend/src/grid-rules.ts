// The rules of one form in its table, while somebody types and without asking the server, whose answer replaces them.
// <table data-grid-rules="rules-42"> names a data block like that of a form (rules-form.ts); its fields hold cell keys.
import type { DataGrid } from "./grid.ts";
import { type CellValue, evaluateRules, type Finding, grouped, type Packed, type Packet } from "./rules-packet.ts";
import { readTyped } from "./rules-typed.ts";

interface Given {
  readonly packet: Packet;
  readonly fields: Readonly<Record<string, { readonly name?: string; readonly value?: Packed }>>;
  readonly words: { readonly doubted: string; readonly wrong: string };
}
export interface RuleSaid {
  readonly state: string;
  readonly words: string;
  readonly message?: string;
  readonly suggestion?: string;
}

export class GridRules {
  readonly #grid: DataGrid;
  readonly #given: Given;
  readonly #language: "vi" | "en" = document.documentElement.lang.startsWith("en") ? "en" : "vi";

  static of(grid: DataGrid): GridRules | null {
    const source = document.getElementById(grid.table.dataset["gridRules"] ?? "");
    return source?.textContent ? new GridRules(grid, JSON.parse(source.textContent) as Given) : null;
  }

  private constructor(grid: DataGrid, given: Given) {
    this.#grid = grid;
    this.#given = given;
  }

  /** What the rules say now: by cell key, and an empty state for a cell of which they spoke before. */
  look(): Map<string, RuleSaid> {
    const { findings } = evaluateRules(this.#given.packet, this.#values(), this.#language);
    const said = new Map<string, RuleSaid>();
    for (const [row, { name }] of Object.entries(this.#given.fields)) {
      const cell = name ? this.#grid.cellOf(name) : null;
      if (!name || !cell || cell.dataset["refused"] !== undefined || cell.dataset["ask"] !== undefined) continue;
      const finding = findings.find((one) => one.row === row && !(one.severity === "warning" && cell.dataset["note"]));
      if (finding) said.set(name, this.#saidOf(finding));
      else if (cell.dataset["ruled"] !== undefined) said.set(name, { state: "", words: "" });
      cell.toggleAttribute("data-ruled", finding !== undefined);
    }
    return said;
  }

  #saidOf(finding: Finding): RuleSaid {
    const state = finding.severity === "error" ? "wrong" : "doubted";
    const suggestion = finding.suggestion === null ? {} : { suggestion: grouped(finding.suggestion, this.#language) };
    return { state, words: this.#given.words[state], message: finding.message, ...suggestion };
  }

  #values(): Record<string, CellValue> {
    const values: Record<string, CellValue> = {};
    for (const [row, { name, value }] of Object.entries(this.#given.fields)) {
      const cell = name ? this.#grid.cellOf(name) : null;
      const typed = cell && !cell.classList.contains("is-known") ? this.#grid.textAt(cell).trim() : "";
      values[row] = typed ? readTyped(typed, this.#language) : (value ?? { missing: "not_reported" });
    }
    return values;
  }
}
