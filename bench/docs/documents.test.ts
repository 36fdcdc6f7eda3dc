// The documentation is checked against the repository: its links and its commands.
import { existsSync } from "node:fs";
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
