// The documentation is checked against the repository: its links and its commands.
import { existsSync } from "node:fs";
import { metricNames, metricPath } from "@fairhare/results";
import { OPTION_KEYS, type OptionKey, OPTIONS, parseExperiment } from "@fairhare/plan";
import { expect, test } from "vitest";
import { benchCommands, DOCUMENTS, headingAnchors, localAnchors, localLinks } from "./documents.ts";

const KEY_OF_FLAG: ReadonlyMap<string, OptionKey> = new Map(
  OPTION_KEYS.flatMap((key) => {
    const { flag, letter } = OPTIONS[key];
    return [[`--${flag}`, key] as const, ...(letter === undefined ? [] : [[`-${letter}`, key] as const])];
  }),
);

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
  const flags: Partial<Record<OptionKey, string[]>> = {};
  for (let index = 0; index < words.length; index++) {
    const key = KEY_OF_FLAG.get(words[index] ?? "");
    if (key === undefined) throw new Error(`unknown flag ${words[index]}`);
    const { isSwitch, whenAlone } = OPTIONS[key];
    const isAlone = whenAlone !== undefined && !/^\d/.test(words[index + 1] ?? "");
    const value = isSwitch ? "true" : isAlone ? whenAlone : (words[++index] ?? "");
    flags[key] = [...(flags[key] ?? []), value];
  }
  const context = { metrics: { names: metricNames(), path: metricPath }, readTraceFile: () => "" };
  expect(parseExperiment({ flags }, context).experiment.trials.length).toBeGreaterThan(0);
});
