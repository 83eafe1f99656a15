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

const manifest = {};
const written = new Set(["manifest.json"]);
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  const file = basename(path);
  written.add(file);
  if (output.entryPoint === "src/main.ts") manifest["app.js"] = file;
  else if (output.entryPoint === "src/app.css") manifest["app.css"] = file;
  else if (/inter-(latin|vietnamese)-opsz/.test(file)) manifest[file.replace(/-[A-Z0-9]{8}\./, ".")] = file;
}
await writeFile(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
// Old hashed files go last, so that a page being served while we build still finds what it names.
await Promise.all(stale.filter((file) => !written.has(file)).map((file) => rm(join(out, file))));

for (const [path, output] of Object.entries(result.metafile.outputs)) {
  if (/\.(js|css)$/.test(path)) console.log(`${(output.bytes / 1024).toFixed(1).padStart(8)} kB  ${basename(path)}`);
}
