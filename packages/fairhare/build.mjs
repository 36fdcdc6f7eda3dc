// Build step: bundles the workspaces into dist/, the content of the published package. Each child process is one file,
// because that loads faster. Packages from npm stay outside, as dependencies, except for echarts: the bundle needs 2 MB of
// its 67 MB. Also writes types and data files.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { experimentJsonSchema } from "@fairhare/plan";
import { rolldown } from "rolldown";
import { bundleTypes } from "./build-types.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = join(HERE, "../..");
const DIST = join(HERE, "dist");
const { dependencies } = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));
const EXTERNAL = [...Object.keys(dependencies), "vitest"];

// From an earlier build.
for (const name of readdirSync(DIST)) if (name !== "compiled") rmSync(join(DIST, name), { recursive: true });

const compiled = (/** @type {string} */ name) => join(DIST, "compiled", `${name}.js`);
const inside = await bundle({
  input: {
    index: compiled("index"),
    matchers: compiled("matchers"),
    vitest: compiled("vitest"),
    jest: compiled("jest"),
    cli: join(ROOT, "packages/cli/dist/main.js"),
  },
  external: (name) =>
    isBuiltin(name) || EXTERNAL.some((dependency) => name === dependency || name.startsWith(`${dependency}/`)),
});
const programs = {
  worker: join(ROOT, "packages/worker/dist/main.js"),
  producer: join(ROOT, "packages/producer/dist/main.js"),
  "guardian-main": join(ROOT, "packages/broker/dist/guardian/guardian-main.js"),
};
for (const [name, path] of Object.entries(programs))
  inside.push(...(await bundle({ input: { [name]: path }, external: isBuiltin })));

bundleTypes(["index", "matchers", "vitest", "jest"], join(DIST, "compiled"), join(DIST, "types"));
cpSync(join(ROOT, "bench/claims"), join(DIST, "claims"), { recursive: true });
cpSync(join(ROOT, "packages/broker/docker-compose.yml"), join(DIST, "docker-compose.yml"));
cpSync(join(ROOT, "packages/dashboard/dist/page.html"), join(DIST, "page.html"));
for (const name of ["results", "tuning"])
  cpSync(join(ROOT, "packages", name, "schema"), join(DIST, "schema"), { recursive: true });
write("schema/experiment.schema.json", `${JSON.stringify(experimentJsonSchema(), null, 2)}\n`);
write("THIRD-PARTY-LICENSES.txt", licences([...inside, ...filesOfPage()]));

/**
 * @param {{ input: Record<string, string>, external: (name: string) => boolean }} options
 * @returns {Promise<string[]>} the files that are in the bundle
 */
async function bundle({ input, external }) {
  const build = await rolldown({
    input,
    external: (name) => external(name),
    platform: "node",
    treeshake: { moduleSideEffects: (id) => Object.values(input).includes(id) || !id.includes("/packages/") },
    transform: { define: { FAIRHARE_COMMAND: '"npx fairhare"' } },
    onLog: (level, log) => {
      throw new Error(`The bundle is incomplete: ${level}: ${log.message}`);
    },
  });
  const { output } = await build.write({
    dir: DIST,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
  });
  await build.close();
  return output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
}

/** Entry files of the packages from npm whose code is in page.html. */
function filesOfPage() {
  const { resolve } = createRequire(join(ROOT, "packages/dashboard/package.json"));
  return ["preact", "uplot"].map((name) => resolve(name));
}

/**
 * The licences of the packages from npm whose code is in the bundle.
 * @param {string[]} files
 */
function licences(files) {
  const foreign = files.filter((file) => file.includes("/node_modules/"));
  const directories = [...new Set(foreign.map((file) => packageDirectory(file)))];
  const texts = directories.map((directory) => {
    const { name, version, license } = manifestOf(directory);
    // echarts also has a folder of licences.
    const names = ["licenses", "."].flatMap((folder) => filesIn(directory, folder));
    const notices = names.filter((file) => /^(?:licen[cs]es?|notice|copying)\b/i.test(file));
    return [`${name} ${version} (${license})`, ...notices.map((file) => read(join(directory, file)).trim())].join(
      "\n\n",
    );
  });
  return `${texts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** @param {string} file */
function packageDirectory(file) {
  let directory = dirname(file);
  // Some packages have further package.json files, without a name, in their folders.
  while (manifestOf(directory).version === undefined) directory = dirname(directory);
  return directory;
}

/**
 * @param {string} directory
 * @returns {{ name?: string, version?: string, license?: string }}
 */
function manifestOf(directory) {
  const path = join(directory, "package.json");
  return existsSync(path) ? JSON.parse(read(path)) : {};
}

/**
 * @param {string} directory
 * @param {string} folder
 */
function filesIn(directory, folder) {
  if (!existsSync(join(directory, folder))) return [];
  const entries = readdirSync(join(directory, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
}

/** @param {string} path */
function read(path) {
  return readFileSync(path, "utf8");
}

/**
 * @param {string} name relative to dist/
 * @param {string} text
 */
function write(name, text) {
  mkdirSync(dirname(join(DIST, name)), { recursive: true });
  writeFileSync(join(DIST, name), text);
}
