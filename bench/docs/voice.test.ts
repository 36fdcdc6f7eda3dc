// Everything that a person reads is free of the turns of phrase that voice.ts lists: documentation, claims, comments,
// messages, test names.
import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { hashComments, jsonPassages, markdownPassages, offencesIn, type Passage, sourcePassages } from "./voice.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Sentences that a rule finds and that are right as they are. */
const ALLOWED: readonly { readonly path: RegExp; readonly sentence: RegExp; readonly reason: string }[] = [
  { path: /^bench\/docs\/voice(?:\.test)?\.ts$/, sentence: /./, reason: "The list of turns and its tests quote them." },
];

const READERS: Readonly<Record<string, (text: string) => Passage[]>> = {
  ".md": markdownPassages,
  ".json": jsonPassages,
  ".yml": hashComments,
  ".sh": hashComments,
  ".ts": sourcePassages,
  ".mjs": sourcePassages,
};

/** Files below these places, relative to the root. */
const PLACES = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "docs",
  "bench",
  "packages",
  ".github",
  "docker-compose.yml",
];
const SKIPPED =
  /(?:^|\/)(?:node_modules|dist|testdata|schema)\/|(?:^|\/)(?:package|tsconfig)\.json$|^bench\/scenarios\//;

const files = PLACES.flatMap((place) =>
  extname(place) === ""
    ? readdirSync(`${ROOT}/${place}`, { recursive: true, encoding: "utf8" }).map((name) => `${place}/${name}`)
    : [place],
).filter((path) => extname(path) in READERS && !SKIPPED.test(path));

function offencesOf(path: string): string[] {
  const text = readFileSync(`${ROOT}/${path}`, "utf8");
  // Earlier versions of the changelog stay as they were published.
  const current = path === "CHANGELOG.md" ? (text.split(/\n## \[(?!Unreleased)/)[0] ?? "") : text;
  return offencesIn(READERS[extname(path)]?.(current) ?? [])
    .filter(({ sentence }) => !ALLOWED.some((entry) => entry.path.test(path) && entry.sentence.test(sentence)))
    .map(({ line, turn, sentence }) => `${path}:${line}: "${turn.name}" in: ${sentence} → ${turn.instead}`);
}

const groups = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "docs/",
  "bench/",
  "packages/",
  ".github/",
  "docker-compose.yml",
];

test.each(groups)("%s has no ruled-out turn of phrase", (group) => {
  const inGroup = files.filter((path) => path.startsWith(group));
  expect(inGroup).not.toEqual([]);
  expect(inGroup.flatMap((path) => offencesOf(path))).toEqual([]);
});

const found = (passages: Passage[]): string[] => offencesIn(passages).map(({ turn }) => turn.name);

describe("a planted turn of phrase is found", () => {
  test.each([
    ["mend", "An error names the flag and the mend."],
    ["in good order", "Stops it in good order, and starts it again."],
    ["who is heavy", "Who is heavy"],
    ["nobody got", "Lost are tasks that the broker had taken and that nobody got."],
    ["nobody got", "This hit nobody."],
    ["whose", "Whose handler fails, at the end of its work"],
    ["X is no Y", "--skew zipf is no skew."],
    ["see to it", "The script sees to it that no service runs."],
    ["is told to", "A worker that is told to quit finishes its task."],
    ["what it took", "What it took: producers and workers 1.84 s of CPU"],
    ["gets … through", "Prefetch 10 gets most tasks through."],
    ["theirs too", "Other programs ran: the numbers are theirs too."],
    ["itself broke", "Fairhare itself broke."],
    ["serves after", "RabbitMQ 3.10.8 serves after 6.4 s."],
    ["a clause with who or what as subject", "Leave it out. Who joins stays."],
    ["a clause with who or what as subject", "What was not acknowledged goes back to the queue."],
    ["a sentence that begins with who or what", "What a kill takes of messages is the broker's choice."],
  ])("%s: %s", (name, sentence) => {
    expect(found([{ line: 1, text: sentence, isComment: false }])).toContain(name);
  });

  test("in a comment over two lines", () => {
    expect(found(sourcePassages("// The broker stops in good\n// order.\n"))).toEqual(["in good order"]);
  });

  test("in a docstring, a string and a template", () => {
    const source = '/**\n * Sees to\n * it.\n */\nfail("the mend");\nfail(`${name} is no file`);\n';
    expect(found(sourcePassages(source))).toEqual(["see to it", "mend", "X is no Y"]);
  });

  test("in a string within a template, and behind a regular expression with quotes", () => {
    const source = 'const a = `${b ? `the ${c("mend")}` : ""} for ever`;\nconst d = /["`]/;\nconst e = "theirs too";\n';
    expect(found(sourcePassages(source)).toSorted()).toEqual(["for ever", "mend", "theirs too"]);
  });

  test("in a Markdown paragraph, a list item and a table cell, not in code", () => {
    const page = "It is told\nto quit.\n\n- the mend\n\n| for ever |\n\n```\nmend\n```\n\n`mend`\n";
    expect(found(markdownPassages(page))).toEqual(["is told to", "mend", "for ever"]);
  });
});

test.each([
  "There is no broker at this address.",
  "The run is no longer measured.",
  "What does durability cost?",
  "What to do with unconfirmed publishes after a connection loss.",
  "What is wrong with the plan",
  "A worker that joins stays until the end of the run.",
])("a correct sentence is not found: %s", (sentence) => {
  expect(found([{ line: 1, text: sentence, isComment: false }])).toEqual([]);
});
