// The service worker: keeps built files and the forms that were opened, so that a form opens again without a network.
//
// 1. A page is kept only of whoever is signed in, under that person's name, and never longer than the province allows.
// 2. The first page of another person, a page that leads to signing in, and signing out (offline.ts, and the server's
//    Clear-Site-Data) take away what was kept.
// 3. What is typed waits in localStorage (draft-queue.ts), not here.
// Only where the browser allows it: https, or localhost.

interface ExtendableLike extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchLike extends ExtendableLike {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface MessageLike extends ExtendableLike {
  readonly data: unknown;
}
interface Given {
  /** Address of the built files, with a slash at the end; how many hours a page is kept, 0 for not at all. */
  readonly dist: string;
  readonly hours: number;
}

declare const BUILT_FILES: readonly string[];

const worker = self as unknown as {
  addEventListener(type: "install" | "activate", listener: (event: ExtendableLike) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchLike) => void): void;
  addEventListener(type: "message", listener: (event: MessageLike) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
  readonly tinhso: Given;
};
const { dist, hours } = worker.tinhso;

const FILES = "tinhso-files-1";
const PAGES = "tinhso-pages-1-u";
const LANGUAGE = "/_language-of-the-reader";
const MOST_PAGES = 30;
const MOST_OLD_FILES = 40;
const PATIENCE_MS = 8_000;
// “Việc của tôi”, a form, its table, a cell; nothing else is kept on a device that people may share.
const KEPT_PAGE = /^\/viec(\/\d+(\/bang|\/o\/[^/]+)?|\/bang\/\d+)?$/;
const SIGNED_IN = /<body data-user="(\d+)"/;

worker.addEventListener("install", (event) => event.waitUntil(prepare().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(dropOld().then(() => worker.clients.claim())));
worker.addEventListener("message", (event) => {
  const asked = event.data as { keep?: string } | null;
  if (typeof asked?.keep === "string") event.waitUntil(keepByAddress(asked.keep));
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== worker.location.origin) return;
  if (address.pathname.startsWith(dist)) event.respondWith(fileFirst(request));
  else if (request.mode === "navigate") event.respondWith(networkFirst(event, address));
});

/** Built files and the page that says there is no network, in both languages, asked for as nobody. */
async function prepare(): Promise<void> {
  const files = await caches.open(FILES);
  await Promise.allSettled(BUILT_FILES.map((name) => files.add(`${dist}${name}`)));
  await Promise.all(["vi", "en"].map((language) => keepOfflinePage(files, language)));
}

async function keepOfflinePage(files: Cache, language: string): Promise<void> {
  const address = `/_offline/${language}`;
  const answer = await fetch(address, { credentials: "omit", cache: "no-store" });
  if (answer.ok) await files.put(address, answer);
}

/** A built file never changes under its name. */
async function fileFirst(request: Request): Promise<Response> {
  const files = await caches.open(FILES);
  const known = await files.match(request.url, { ignoreVary: true });
  if (known) return known;
  return fetch(request);
}

/** The server's page whenever there is one; the one kept last while the network is away or does not answer. */
async function networkFirst(event: FetchLike, address: URL): Promise<Response> {
  const { request } = event;
  const keeps = hours > 0 && KEPT_PAGE.test(address.pathname);
  const asked = fetch(request);
  const kept = keeps ? await keptPage(request.url) : null;
  try {
    const answer = await (kept ? soonEnough(asked) : asked);
    if (keeps || isSignIn(address)) event.waitUntil(note(request.url, keeps, answer.clone()));
    return answer;
  } catch (failure) {
    const page = kept ?? (await offlinePage());
    if (page) return page;
    throw failure;
  }
}

/** Fails when the server has not answered within some seconds: a phone at the edge of a network waits for minutes. */
function soonEnough(asked: Promise<Response>): Promise<Response> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("too slow")), PATIENCE_MS);
    asked.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

async function keepByAddress(url: string): Promise<void> {
  const address = new URL(url, worker.location.origin);
  if (hours <= 0 || address.origin !== worker.location.origin || !KEPT_PAGE.test(address.pathname)) return;
  const answer = await fetch(address.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer) await note(address.href, !answer.redirected, answer);
}

/** Sees whose page this is: takes away what was kept of others (of everybody, where nobody is signed in), keeps it. */
async function note(url: string, keeps: boolean, answer: Response): Promise<void> {
  if (!answer.ok) return;
  const text = await answer.text();
  const user = SIGNED_IN.exec(text)?.[1] ?? "";
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && name !== PAGES + user);
  await Promise.all(names.map((name) => caches.delete(name)));
  if (!keeps || !user) return;
  await rememberLanguage(answer.headers.get("Content-Language"));
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  const pages = await caches.open(PAGES + user);
  await pages.delete(url);
  await pages.put(url, new Response(text, { status: 200, headers }));
  const all = await pages.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST_PAGES)).map((old) => pages.delete(old)));
}

/** The page as it was kept, saying when; null where there is none or it is too old. */
async function keptPage(url: string): Promise<Response | null> {
  for (const name of (await caches.keys()).filter((one) => one.startsWith(PAGES))) {
    const pages = await caches.open(name);
    const found = await pages.match(url, { ignoreVary: true });
    if (!found) continue;
    const at = found.headers.get("X-Kept-At") ?? "";
    if (Date.now() - Date.parse(at) > hours * 3_600_000) {
      await pages.delete(url);
      continue;
    }
    const text = (await found.text()).replace("<body ", `<body data-kept-at="${at}" `);
    return new Response(text, { status: 200, headers: found.headers });
  }
  return null;
}

async function offlinePage(): Promise<Response | null> {
  const files = await caches.open(FILES);
  const language = await files.match(LANGUAGE).then((one) => one?.text() ?? "vi");
  return (await files.match(`/_offline/${language}`)) ?? (await files.match("/_offline/vi")) ?? null;
}

async function rememberLanguage(language: string | null): Promise<void> {
  if (language !== "vi" && language !== "en") return;
  await (await caches.open(FILES)).put(LANGUAGE, new Response(language));
}

function isSignIn(address: URL): boolean {
  return address.pathname.startsWith("/tai-khoan/");
}

async function dropOld(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("tinhso-") && name !== FILES && !name.startsWith(PAGES));
  await Promise.all(old.map((name) => caches.delete(name)));
  const files = await caches.open(FILES);
  const built = new Set(BUILT_FILES.map((name) => new URL(dist + name, worker.location.origin).href));
  // Pages kept under the version before still name its files: the oldest go, not all.
  const stale = (await files.keys()).filter((one) => new URL(one.url).pathname.startsWith(dist) && !built.has(one.url));
  await Promise.all(stale.slice(0, Math.max(0, stale.length - MOST_OLD_FILES)).map((one) => files.delete(one)));
}
