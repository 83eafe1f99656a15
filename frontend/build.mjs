// Builds src/ into ../src/tinhso/web_kit/static/dist with hashed names and a manifest.json that the `asset` tag reads.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.env.TINHSO_DIST ?? join(here, "..", "src", "tinhso", "web_kit", "static", "dist");

await mkdir(out, { recursive: true });
const stale = await readdir(out);

const result = await build({
  absWorkingDir: here,
  entryPoints: { app: "src/main.ts", style: "src/app.css" },
  outdir: out,
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  // Chromium 109 is the last browser that Windows 7 can run, and communes still have such machines.
  target: ["chrome109", "firefox115", "safari16.4"],
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "linked",
  charset: "utf8",
  metafile: true,
  logLevel: "warning",
});

// What a page needs to open again without a network: the application, its style and fonts, and the table to type into.
const outputs = Object.entries(result.metafile.outputs);
const entryOf = (source) => outputs.find(([, output]) => output.entryPoint === source)?.[0];
const offline = new Set();
function needs(path) {
  if (!path || offline.has(path)) return;
  offline.add(path);
  for (const one of result.metafile.outputs[path]?.imports ?? []) if (one.kind === "import-statement") needs(one.path);
}
needs(entryOf("src/main.ts"));
needs(entryOf("src/grid-desk.ts"));
needs(entryOf("src/app.css"));
for (const [path] of outputs) if (/inter-(latin|vietnamese)-opsz-normal/.test(path)) needs(path);

// The service worker is one classic script: not every browser of the offices runs modules there.
const worker = await build({
  absWorkingDir: here,
  entryPoints: { sw: "src/sw.ts" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome109", "firefox115", "safari16.4"],
  entryNames: "[name]-[hash]",
  define: { BUILT_FILES: JSON.stringify([...offline].map((path) => basename(path))) },
  charset: "utf8",
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
const written = new Set(["manifest.json"]);
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  const file = basename(path);
  written.add(file);
  if (output.entryPoint === "src/main.ts") manifest["app.js"] = file;
  else if (output.entryPoint === "src/app.css") manifest["app.css"] = file;
  else if (/inter-(latin|vietnamese)-opsz/.test(file)) manifest[file.replace(/-[A-Z0-9]{8}\./, ".")] = file;
}
for (const path of Object.keys(worker.metafile.outputs)) {
  written.add(basename(path));
  manifest["sw.js"] = basename(path);
}
await writeFile(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
// Old hashed files go last, so that a page being served while we build still finds what it names.
await Promise.all(stale.filter((file) => !written.has(file)).map((file) => rm(join(out, file))));

for (const [path, output] of Object.entries(result.metafile.outputs)) {
  if (/\.(js|css)$/.test(path)) console.log(`${(output.bytes / 1024).toFixed(1).padStart(8)} kB  ${basename(path)}`);
}
