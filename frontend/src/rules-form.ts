// <form data-rules="rules-42">: shows at each figure what the rules find while it is typed, without asking the server.
// <script type="application/json" id="rules-42"> holds {"packet": …, "fields": {"<row>": {"name": "c4"} | {"value": …}},
// "words": {"later": "{count} quy tắc sẽ kiểm tra khi có mạng"}}. The server's own answer replaces what stands here.
import { paint } from "./autosave.ts";
import { counted } from "./counted.ts";
import { fresh } from "./once.ts";
import { type CellValue, evaluateRules, type Finding, grouped, type Packet, type Packed } from "./rules-packet.ts";
import { readTyped } from "./rules-typed.ts";

interface FieldOfRow {
  /** Name of the field that holds the row's figure. */
  readonly name?: string;
  /** What stands while the field is empty, or where there is none: what the system knows. */
  readonly value?: Packed;
}
interface Given {
  readonly packet: Packet;
  readonly fields: Readonly<Record<string, FieldOfRow>>;
  readonly words: { readonly later: string };
}

/** Starts the rules of forms under `root`. */
export function startRules(root: ParentNode): void {
  for (const form of fresh<HTMLFormElement>(root, "form[data-rules]", "rules")) {
    const source = document.getElementById(form.dataset["rules"] ?? "");
    if (source?.textContent) new RulesOfForm(form, JSON.parse(source.textContent) as Given).start();
  }
}

class RulesOfForm {
  readonly #form: HTMLFormElement;
  readonly #given: Given;
  readonly #language: "vi" | "en" = document.documentElement.lang.startsWith("en") ? "en" : "vi";
  // Several may be typed before the rules run: what waited on the device comes back all at once.
  readonly #typed = new Set<EventTarget>();
  #timer = 0;

  constructor(form: HTMLFormElement, given: Given) {
    this.#form = form;
    this.#given = given;
  }

  start(): void {
    this.#form.addEventListener("input", (event) => {
      if (event.target) this.#typed.add(event.target);
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#check(), 250);
    });
    window.addEventListener("offline", () => this.#check());
    window.addEventListener("online", () => this.#check());
  }

  #check(): void {
    const { findings, later } = evaluateRules(this.#given.packet, this.#values(), this.#language);
    for (const [row, { name }] of Object.entries(this.#given.fields)) {
      const field = name ? this.#form.elements.namedItem(name) : null;
      if (!(field instanceof HTMLInputElement)) continue;
      const finding = findings.find((one) => one.row === row && !this.#isAnswered(one, field));
      if (finding) this.#show(field, finding);
      else if (this.#typed.has(field) || field.dataset["ruled"] !== undefined) this.#clear(field);
    }
    this.#typed.clear();
    this.#sayLater(later.length);
  }

  #values(): Record<string, CellValue> {
    const values: Record<string, CellValue> = {};
    for (const [row, { name, value }] of Object.entries(this.#given.fields)) {
      const field = name ? this.#form.elements.namedItem(name) : null;
      const typed = field instanceof HTMLInputElement ? field.value.trim() : "";
      values[row] = typed ? readTyped(typed, this.#language) : (value ?? { missing: "not_reported" });
    }
    return values;
  }

  /** A warning with a note beside it is answered. */
  #isAnswered(finding: Finding, field: HTMLInputElement): boolean {
    const note = this.#form.elements.namedItem(field.name.replace(/^c/, "n"));
    return finding.severity === "warning" && note instanceof HTMLInputElement && note.value.trim() !== "";
  }

  #show(field: HTMLInputElement, finding: Finding): void {
    field.dataset["ruled"] = "";
    const suggestion = finding.suggestion === null ? {} : { suggestion: grouped(finding.suggestion, this.#language) };
    paint(field, { state: finding.severity === "error" ? "wrong" : "doubted", message: finding.message, ...suggestion });
  }

  #clear(field: HTMLInputElement): void {
    delete field.dataset["ruled"];
    paint(field, {});
  }

  #sayLater(count: number): void {
    const place = this.#form.querySelector<HTMLElement>("[data-rules-later]");
    if (!place) return;
    place.hidden = count === 0;
    place.textContent = counted(this.#given.words.later, count);
  }
}
