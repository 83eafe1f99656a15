// <input data-number>: groups digits when the field is left. What is unclear stays exactly as typed.
import { fresh } from "./once.ts";
import { readVietnamese, showVietnamese } from "./vietnamese-number.ts";

/** Tidies every figure field under `root` on leaving it, and answers the "keep the previous value" buttons. */
export function startNumberInputs(root: ParentNode): void {
  for (const input of fresh<HTMLInputElement>(root, "input[data-number]", "number")) {
    input.addEventListener("change", () => tidy(input));
  }
  // <button type="button" data-fill="38" data-fill-for="cell-12">giữ như kỳ trước</button>
  for (const button of fresh<HTMLButtonElement>(root, "button[data-fill]", "fill")) {
    button.addEventListener("click", () => fill(button));
  }
}

function tidy(input: HTMLInputElement): void {
  if (document.documentElement.lang !== "vi") return;
  const plain = readVietnamese(input.value);
  if (plain !== null) input.value = showVietnamese(plain);
}

function fill(button: HTMLButtonElement): void {
  const input = document.getElementById(button.dataset["fillFor"] ?? "");
  if (!(input instanceof HTMLInputElement)) return;
  input.value = button.dataset["fill"] ?? "";
  input.dispatchEvent(new Event("change", { bubbles: true }));
  input.focus();
}
