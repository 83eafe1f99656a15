// The rules of a table's forms, while somebody types and without asking the server, whose answer replaces them.
// <table data-grid-rules="rules-42"> names a data block like that of a form (rules-form.ts); its fields hold cell keys.
// A table of many units has what their forms share once, and of each unit its figures (form_rules.py, units_rules_block).
import type { DataGrid } from "./grid.ts";
import { type CellValue, evaluateRules, type Finding, grouped, type Packed, type Packet } from "./rules-packet.ts";
import { type PackedUnits, packetOfUnit } from "./rules-units.ts";
import { readTyped } from "./rules-typed.ts";

type Words = { readonly doubted: string; readonly wrong: string };
type Fields = Readonly<Record<string, { readonly name?: string; readonly value?: Packed }>>;
type OneForm = { readonly packet: Packet; readonly fields: Fields; readonly words: Words };
type ManyForms = PackedUnits & { readonly column: string; readonly words: Words };

interface Form {
  readonly packet: Packet;
  readonly fields: Fields;
}
export interface RuleSaid {
  readonly state: string;
  readonly words: string;
  readonly message?: string;
  readonly suggestion?: string;
}

export class GridRules {
  readonly #grid: DataGrid;
  readonly #given: OneForm | ManyForms;
  readonly #forms = new Map<string, Form | null>();
  readonly #language: "vi" | "en" = document.documentElement.lang.startsWith("en") ? "en" : "vi";

  static of(grid: DataGrid): GridRules | null {
    const source = document.getElementById(grid.table.dataset["gridRules"] ?? "");
    return source?.textContent ? new GridRules(grid, JSON.parse(source.textContent) as OneForm | ManyForms) : null;
  }

  private constructor(grid: DataGrid, given: OneForm | ManyForms) {
    this.#grid = grid;
    this.#given = given;
  }

  /** What the rules say now of the forms of some cells: by cell key, an empty state where they spoke before. */
  look(keys: readonly string[]): Map<string, RuleSaid> {
    const said = new Map<string, RuleSaid>();
    for (const task of new Set(keys.map((key) => key.split("/")[0] ?? ""))) {
      const form = this.#formOf(task);
      if (form) this.#lookAt(form, said);
    }
    return said;
  }

  #lookAt(form: Form, said: Map<string, RuleSaid>): void {
    const { findings } = evaluateRules(form.packet, this.#values(form), this.#language);
    for (const [row, { name }] of Object.entries(form.fields)) {
      const cell = name ? this.#grid.cellOf(name) : null;
      if (!name || !cell || cell.dataset["refused"] !== undefined || cell.dataset["ask"] !== undefined) continue;
      const finding = findings.find((one) => one.row === row && !(one.severity === "warning" && cell.dataset["note"]));
      if (finding) said.set(name, this.#saidOf(finding));
      else if (cell.dataset["ruled"] !== undefined) said.set(name, { state: "", words: "" });
      cell.toggleAttribute("data-ruled", finding !== undefined);
    }
  }

  /** The form of a task; put together when it is first written to. */
  #formOf(task: string): Form | null {
    const given = this.#given;
    if ("fields" in given) return given;
    const kept = this.#forms.get(task);
    if (kept !== undefined) return kept;
    const unit = given.units[task];
    const packet = packetOfUnit(given, task);
    const fields: Record<string, { name: string; value?: Packed }> = {};
    for (const row of Object.keys(given.packet.rows)) {
      const value = unit?.given?.[row];
      fields[row] = { name: `${task}/${row}/${given.column}`, ...(value ? { value } : {}) };
    }
    const form = packet && { packet, fields };
    this.#forms.set(task, form);
    return form;
  }

  #saidOf(finding: Finding): RuleSaid {
    const state = finding.severity === "error" ? "wrong" : "doubted";
    const suggestion = finding.suggestion === null ? {} : { suggestion: grouped(finding.suggestion, this.#language) };
    return { state, words: this.#given.words[state], message: finding.message, ...suggestion };
  }

  #values(form: Form): Record<string, CellValue> {
    const values: Record<string, CellValue> = {};
    for (const [row, { name, value }] of Object.entries(form.fields)) {
      const cell = name ? this.#grid.cellOf(name) : null;
      const typed = cell && !cell.classList.contains("is-known") ? this.#grid.textAt(cell).trim() : "";
      values[row] = typed ? readTyped(typed, this.#language) : (value ?? { missing: "not_reported" });
    }
    return values;
  }
}
