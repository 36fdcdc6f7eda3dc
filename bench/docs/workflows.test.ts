// Scripts and files that the documentation and the CI workflows use exist.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { DOCUMENTS } from "./documents.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WORKFLOWS = ".github/workflows";
const { scripts } = JSON.parse(readFileSync(`${ROOT}/package.json`, "utf8")) as { scripts: Record<string, string> };

const workflows = readdirSync(`${ROOT}/${WORKFLOWS}`).map((name) => ({
  path: `${WORKFLOWS}/${name}`,
  text: readFileSync(`${ROOT}/${WORKFLOWS}/${name}`, "utf8"),
}));
const called = [...workflows, ...DOCUMENTS].flatMap(({ path, text }) =>
  [...new Set(text.match(/(?<=\bnpm run )[a-z][a-z:-]*[a-z]/g))].map((script) => [path, script] as const),
);

test.each(called)("%s: npm run %s is a script", (_path, script) => {
  expect(Object.keys(scripts)).toContain(script);
});

test("workflows use only files that exist", () => {
  const files = workflows.flatMap(({ text }) => text.match(/\bbench\/[\w/.-]+\.\w+/g) ?? []);
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(`${ROOT}/${file}`))).toEqual([]);
});

test("CI runs the integration tests on every RabbitMQ that is supported, and the Docker provider on an engine", () => {
  const ci = workflows.find(({ path }) => path.endsWith("/ci.yml"))?.text ?? "";
  const jobs = ci.slice(ci.indexOf("\njobs:")).split(/\n {2}(?=[a-z]+:\n)/);
  const withTests = jobs.filter((job) => /run: npm test$/m.test(job)).join("\n");
  for (const version of ["bookworm", "trixie", '"4.3"']) expect(withTests).toContain(version);
  expect(ci).toContain("npm run test:docker");
});
