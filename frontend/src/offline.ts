// Registers the service worker, says when a page comes from this device, and sees to it that nothing stays on it after
// signing out. Pages are kept by sw.ts, what is typed by draft-queue.ts.
const PAGES = "tinhso-pages-";
const OWN = /^tinhso-pages-\d+-u(\d+)$/;

export function startOffline(root: Document): void {
  sayKept(root);
  stopPostsWithoutNetwork(root);
  if (!("serviceWorker" in navigator) || !window.isSecureContext || !("caches" in window)) return;
  const user = root.body.dataset["user"] ?? "";
  const ready = user && root.body.dataset["keptAt"] === undefined ? forgetPages(user) : Promise.resolve();
  for (const form of root.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      if (!event.defaultPrevented) void forgetPages("");
    });
  }
  void listKept(root);
  if (user) void ready.then(() => register(root));
}

/** The first page of a visit was loaded before there was a worker to keep it: ask for it once more. */
async function register(root: Document): Promise<void> {
  const had = navigator.serviceWorker.controller !== null;
  try {
    await navigator.serviceWorker.register("/sw.js");
    const worker = (await navigator.serviceWorker.ready).active;
    if (!had && root.body.dataset["keptAt"] === undefined) worker?.postMessage({ keep: location.href });
  } catch {
    // Without a worker the page still keeps what is typed; it only does not open again without a network.
  }
}

/** Removes the pages kept of everybody but `user`. */
async function forgetPages(user: string): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && OWN.exec(name)?.[1] !== user);
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** “Đang mất mạng. Đây là bản giữ trên máy này từ 5 phút trước”, and when the network is back, the way to the real page. */
function sayKept(root: Document): void {
  const at = root.body.dataset["keptAt"];
  const note = root.querySelector<HTMLElement>("[data-offline-note]");
  if (at === undefined || !note) return;
  const minutes = Math.max(1, Math.round((Date.now() - Date.parse(at)) / 60_000));
  const ago = new Intl.RelativeTimeFormat(root.documentElement.lang || "vi");
  const time = minutes < 60 ? ago.format(-minutes, "minute") : ago.format(-Math.round(minutes / 60), "hour");
  const words = note.querySelector<HTMLElement>("[data-words]");
  if (words) words.textContent = (note.dataset["kept"] ?? "").replace("{time}", time);
  note.hidden = false;
  window.addEventListener("online", () => {
    if (words) words.textContent = note.dataset["back"] ?? "";
    const again = note.querySelector<HTMLElement>("[data-again]");
    if (again) again.hidden = false;
  });
}

/** A form that is posted without a network would end on the browser's own error page and lose what it holds. */
function stopPostsWithoutNetwork(root: Document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (navigator.onLine || !(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset["autosave"] !== undefined) return; // says so itself, beside what waits
    event.preventDefault();
    const note = root.querySelector<HTMLElement>("[data-offline-note]");
    const words = note?.querySelector<HTMLElement>("[data-words]");
    if (!note || !words) return;
    words.textContent = note.dataset["refused"] ?? "";
    note.hidden = false;
    note.scrollIntoView({ block: "nearest" });
  });
}

/** On the page that says there is no network: the pages that can still be opened. */
async function listKept(root: Document): Promise<void> {
  const list = root.querySelector<HTMLElement>("[data-kept-pages]");
  if (!list) return;
  for (const name of (await caches.keys()).filter((one) => one.startsWith(PAGES))) {
    const pages = await caches.open(name);
    for (const request of await pages.keys()) {
      const title = /<title>([^<]*)<\/title>/.exec((await (await pages.match(request))?.text()) ?? "")?.[1];
      if (title) list.append(lineOf(request.url, title.replace(/\s*·[^·]*$/, "")));
    }
  }
  const box = root.querySelector<HTMLElement>("[data-kept-box]");
  if (box) box.hidden = list.childElementCount === 0;
}

function lineOf(url: string, title: string): HTMLElement {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = decoded(title);
  line.append(link);
  return line;
}

function decoded(text: string): string {
  return new DOMParser().parseFromString(text, "text/html").documentElement.textContent ?? text;
}
