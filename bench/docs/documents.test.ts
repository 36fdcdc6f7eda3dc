// The documentation is checked against the repository: its links and its commands.
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parsePlan } from "./bench-command.ts";
import { benchCommands, DOCUMENTS, headingAnchors, localAnchors, localLinks } from "./documents.ts";

const links = DOCUMENTS.flatMap((document) => localLinks(document).map((target) => [document.path, target] as const));

test.each(links)("%s links to %s, which exists", (path, target) => {
  expect(existsSync(new URL(target, new URL(`../../${path}`, import.meta.url)))).toBe(true);
});

const anchors = DOCUMENTS.flatMap((document) =>
  localAnchors(document).map(({ target, anchor }) => [document.path, target, anchor] as const),
);

test.each(anchors)("%s links to %s#%s, which is a heading", (_path, target, anchor) => {
  const document = DOCUMENTS.find(({ path }) => path === target);
  expect(document && headingAnchors(document)).toContain(anchor);
});

const runs = DOCUMENTS.flatMap((document) =>
  benchCommands(document)
    .filter(([first]) => first?.startsWith("-"))
    .map((words) => [document.path, words] as const),
);

test.each(runs)("%s: npm run bench -- %j is a valid plan", (_, words) => {
  expect(parsePlan(words).experiment.trials.length).toBeGreaterThan(0);
});

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

const commandTable = read("docs/cli.md").split("`--help` after a command")[0] ?? "";
const commandNames = new Set(
  [...commandTable.matchAll(/^\| (`[a-z].*?) \| /gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([a-z-]+)/g)].map(([, name]) => name),
  ),
);

const otherCommands = DOCUMENTS.flatMap((document) =>
  benchCommands(document)
    .filter(([first]) => !/^[-[]/.test(first ?? ""))
    .map(([first]) => [document.path, first] as const),
);

test.each(otherCommands)("%s: npm run bench -- %s is in the table of commands", (_path, name) => {
  expect(commandNames).toContain(name);
});

const taskPages = DOCUMENTS.map(({ path }) => path).filter((path) => path.startsWith("docs/tasks/"));

test.each(taskPages)("README and docs/getting-started.md link to %s", (path) => {
  expect(read("README.md")).toContain(`](${path})`);
  expect(read("docs/getting-started.md")).toContain(`](${path.replace("docs/", "")})`);
});
