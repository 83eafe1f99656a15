// Light, dark, auto. The server renders <html data-theme> from the cookie, so there is no flash; this only saves a reload.
import { fresh } from "./once.ts";

/** Changes the theme in place when its form is sent, and lets the server set the cookie in the background. */
export function startThemeSwitch(root: ParentNode): void {
  for (const form of fresh<HTMLFormElement>(root, "form[data-theme-switch]", "theme")) {
    form.addEventListener("submit", (event) => {
      const button = (event as SubmitEvent).submitter;
      if (!(button instanceof HTMLButtonElement)) return;
      event.preventDefault();
      apply(form, button.value);
      const body = new URLSearchParams(new FormData(form, button) as unknown as Record<string, string>);
      // If the background request fails, the plain form still does it.
      fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } }).catch(() => form.submit());
    });
  }
}

function apply(form: HTMLFormElement, theme: string): void {
  document.documentElement.dataset["theme"] = theme;
  for (const each of form.querySelectorAll<HTMLButtonElement>("button[name=theme]")) {
    each.setAttribute("aria-pressed", String(each.value === theme));
  }
  document.dispatchEvent(new CustomEvent("tinhso:theme"));
}
