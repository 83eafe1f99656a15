// <form data-autosave="/address" data-autosave-form="42">: posts changed cells, says when they were saved, and keeps
// them on the device while the network is away. The same form still works as a plain POST.
//
// Request: form-encoded changed fields + header X-Autosave: 1. Answer (JSON), 200 or 422:
//   {"saved_at": "13:42", "summary": "còn 1 ô, 1 cảnh báo",
//    "cells": {"<field name>": {"value": "4.120", "state": "doubted", "message": "Có thừa một chữ số 0 không?",
//                               "suggestion": "412"}},
//    "fields": {"<name of a hidden field>": "3"}, "texts": {"<element id>": "4.395"}}
// <input data-autosave-with="_v4"> sends the hidden field _v4 (the version that was seen) along with its own change.
// 401/403 keep the queue until the same person signs in again; 409 asks to reload.
import { counted } from "./counted.ts";
import { clearDrafts, DraftQueue, waitingCells } from "./draft-queue.ts";
import { isFromDevice, KeptAnswers } from "./kept-answers.ts";
import { fresh } from "./once.ts";

export interface CellAnswer {
  value?: string;
  state?: "typed" | "known" | "kept" | "doubted" | "wrong";
  message?: string;
  suggestion?: string;
  conflict?: string;
}
interface Answer {
  saved_at?: string;
  summary?: string;
  cells?: Record<string, CellAnswer>;
  fields?: Record<string, string>;
  texts?: Record<string, string>;
}

const PAUSE_MS = 600;
const RETRY_MS = 15_000;
const STATES = ["known", "kept", "doubted", "wrong"];

/** Starts autosaving forms under `root` and guards drafts at sign-out. */
export function startAutosave(root: ParentNode): void {
  const user = document.body.dataset["user"] ?? "";
  if (user) clearDrafts(localStorage, { keep: user });
  for (const form of fresh<HTMLFormElement>(root, "form[data-autosave]", "autosave")) {
    if (user) new Autosave(form, user).start();
  }
  for (const form of fresh<HTMLFormElement>(root, "form[data-sign-out]", "sign-out")) {
    form.addEventListener("submit", (event) => guardSignOut(event, form, user));
  }
}

class Autosave {
  readonly #form: HTMLFormElement;
  readonly #queue: DraftQueue;
  readonly #answers: KeptAnswers;
  // Cells whose text the server did not take: what is wrong with them stays until they are typed again.
  readonly #refused = new Set<string>();
  #timer = 0;
  #underWay: Promise<void> = Promise.resolve();
  // Cells that were typed while the network was away, or in an earlier visit: they say when.
  #waited = false;

  constructor(form: HTMLFormElement, user: string) {
    this.#form = form;
    const name = form.dataset["autosaveForm"] ?? form.action;
    this.#queue = new DraftQueue(localStorage, user, name);
    this.#answers = new KeptAnswers(localStorage, user, name + location.search);
  }

  start(): void {
    const said = this.#answers.begin(isFromDevice());
    if (said) this.#show(said as Answer, {});
    this.#restore();
    this.#form.addEventListener("change", (event) => this.#changed(event.target));
    this.#form.addEventListener("click", (event) => this.#keepMine(event.target));
    window.addEventListener("online", () => this.#later(0));
    this.#form.addEventListener("submit", (event) => this.#sendBefore(event));
  }

  #changed(target: EventTarget | null): void {
    const field = target as HTMLInputElement | null;
    if (!field?.name || field.dataset["autosaveSkip"] !== undefined) return;
    const value = field.type === "checkbox" && !field.checked ? "" : field.value;
    this.#queue.put(field.name, value);
    this.#putCompanion(field);
    this.#later(PAUSE_MS);
  }

  /** What waits on the device goes first: a submit that never arrives must not be the only one to carry it. */
  #sendBefore(event: SubmitEvent): void {
    if (this.#queue.size === 0 && navigator.onLine) return;
    event.preventDefault();
    const pressed = event.submitter;
    void this.#send().then(() => {
      if (this.#queue.size === 0 && navigator.onLine) this.#form.requestSubmit(pressed);
      else if (!this.#waiting()) this.#say("offline");
    });
  }

  /** Of two values the person chose their own: it goes again, now knowing the other one. */
  #keepMine(target: EventTarget | null): void {
    const button = target instanceof Element ? target.closest<HTMLElement>("button[data-keep-mine]") : null;
    const field = button && this.#form.elements.namedItem(button.dataset["keepMine"] ?? "");
    if (field instanceof HTMLInputElement) this.#changed(field);
  }

  #putCompanion(field: Element | RadioNodeList | null): void {
    const name = field instanceof HTMLElement ? field.dataset["autosaveWith"] : undefined;
    const companion = name ? this.#form.elements.namedItem(name) : null;
    if (companion instanceof HTMLInputElement) this.#queue.put(companion.name, companion.value);
  }

  #restore(): void {
    for (const [name, value] of Object.entries(this.#queue.cells())) {
      const field = this.#form.elements.namedItem(name);
      if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.#waited = this.#queue.size > 0;
    if (!this.#waited) return;
    this.#leaveOpen();
    this.#later(0);
  }

  /** What is made of a figure that has not arrived is not known here: the server says it with its answer. */
  #leaveOpen(): void {
    for (const name of Object.keys(this.#queue.cells())) {
      const field = this.#form.elements.namedItem(name);
      if (!(field instanceof HTMLInputElement) || field.dataset["number"] === undefined) continue;
      for (const place of field.closest("tr")?.querySelectorAll("[data-follows]") ?? []) place.textContent = "–";
    }
  }

  #later(delay: number): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#send(), delay);
  }

  /** One request after the other. */
  #send(): Promise<void> {
    this.#underWay = this.#underWay.then(() => this.#sendWaiting());
    return this.#underWay;
  }

  async #sendWaiting(): Promise<void> {
    const sent = this.#queue.toSend(this.#waited);
    if (this.#queue.size === 0) return;
    this.#say("saving");
    try {
      await this.#post(sent);
      this.#waited = false;
    } catch {
      this.#waited = true;
      this.#leaveOpen();
      this.#say("offline");
      this.#later(RETRY_MS);
    }
    if (this.#queue.size > 0 && navigator.onLine && !this.#waiting()) this.#later(PAUSE_MS);
  }

  async #post(sent: Record<string, string>): Promise<void> {
    const response = await fetch(this.#form.dataset["autosave"] || this.#form.action, {
      method: "POST",
      body: new URLSearchParams(sent),
      headers: { Accept: "application/json", "X-Autosave": "1", "X-CSRFToken": token(this.#form) },
      redirect: "error",
    });
    if (response.status === 409) return this.#say("conflict");
    if (response.status === 401 || response.status === 403) return this.#say("signed-out");
    if (!response.ok && response.status !== 422) throw new Error(String(response.status));
    const answer = (await response.json()) as Answer;
    this.#queue.settle(sent);
    this.#answers.add(answer);
    this.#show(answer, sent);
    this.#say("saved", answer.saved_at ?? "");
  }

  #show(answer: Answer, sent: Record<string, string>): void {
    for (const [name, cell] of Object.entries(answer.cells ?? {})) {
      const field = this.#form.elements.namedItem(name);
      if (!(field instanceof HTMLInputElement)) continue;
      if (!(name in sent) && this.#refused.has(name)) continue;
      if (cell.state === "wrong" && cell.value === undefined && name in sent) this.#refused.add(name);
      else this.#refused.delete(name);
      // Never overwrite what is being typed right now.
      if (cell.value !== undefined && (!(name in sent) || field.value === sent[name])) field.value = cell.value;
      paint(field, cell);
    }
    for (const [name, value] of Object.entries(answer.fields ?? {})) {
      const field = this.#form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value;
    }
    for (const [id, words] of Object.entries(answer.texts ?? {})) {
      const place = document.getElementById(id);
      if (place) place.textContent = words;
    }
    // Typed over while the request was under way: the next one carries the version just learnt.
    for (const name of Object.keys(this.#queue.cells())) this.#putCompanion(this.#form.elements.namedItem(name));
    const summary = this.#form.querySelector("[data-autosave-summary]");
    if (summary && answer.summary) summary.textContent = answer.summary;
  }

  #waiting(): boolean {
    const state = this.#place()?.dataset["state"] ?? "";
    return ["offline", "conflict", "signed-out"].includes(state);
  }

  #place(): HTMLElement | null {
    return document.querySelector<HTMLElement>(`[data-save-state="${this.#form.id}"]`);
  }

  // Words live in the template (data-saved="lưu lúc {time}"), so both languages come from one catalogue.
  #say(state: string, time = ""): void {
    const place = this.#place();
    if (!place) return;
    place.dataset["state"] = state;
    const words = place.getAttribute(`data-${state}`) ?? "";
    place.textContent = counted(words, this.#queue.size).replace("{time}", time);
  }
}

/** Shows a cell's state, its message and its repair. */
export function paint(field: HTMLInputElement, cell: CellAnswer): void {
  const box = field.closest(".figure-field") ?? field;
  for (const state of STATES) box.classList.toggle(`is-${state}`, cell.state === state);
  field.setAttribute("aria-invalid", String(cell.state === "wrong"));
  const note = document.getElementById(`${field.id}-note`);
  if (!note) return;
  note.hidden = !cell.message;
  const words = note.querySelector("[data-words]") ?? note;
  words.textContent = cell.message ?? "";
  const mine = note.querySelector<HTMLButtonElement>("button[data-keep-mine]");
  if (mine) mine.hidden = !cell.conflict;
  const repair = note.querySelector<HTMLButtonElement>("button[data-fill]");
  if (!repair) return;
  repair.hidden = !cell.suggestion;
  repair.dataset["fill"] = cell.suggestion ?? "";
  const value = repair.querySelector("[data-fill-shown]");
  if (value) value.textContent = cell.suggestion ?? "";
}

function token(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

function guardSignOut(event: Event, form: HTMLFormElement, user: string): void {
  const waiting = waitingCells(localStorage, user);
  const question = counted(form.dataset["signOut"] ?? "", waiting);
  if (waiting > 0 && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  clearDrafts(localStorage, { user });
}
