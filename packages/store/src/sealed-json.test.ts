import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { readSealedJson, sealedJson, StoredFileDamagedError, StoredFileInvalidError } from "./sealed-json.ts";

const schema = z.strictObject({ name: z.string(), runs: z.array(z.object({ count: z.int().max(9) })) });
const VALUE = { name: "x", runs: [{ count: 1 }, { count: 2 }] };

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), "fairhare-sealed-")), "file.json");
});
afterEach(() => rmSync(join(path, ".."), { recursive: true, force: true }));

const read = (mayLackSeal = false) => readSealedJson({ path, what: "a list of runs", schema, mayLackSeal });

describe("a sealed file", () => {
  it("is read as it was written, also with other white space", () => {
    writeFileSync(path, sealedJson(VALUE));
    expect(read()).toEqual(VALUE);
    writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(path, "utf8"))));
    expect(read()).toEqual(VALUE);
  });

  it("is the same text after it is read and written again", () => {
    const text = sealedJson(VALUE);
    expect(sealedJson(JSON.parse(text) as object)).toBe(text);
  });

  it("is undefined for a missing file or a broken link", () => {
    expect(read()).toBeUndefined();
    symlinkSync("nothing", path);
    expect(read()).toBeUndefined();
  });

  it.each([
    ["a number", (text: string) => text.replace('"count": 2', '"count": 3')],
    ["a character", (text: string) => text.replace('"x"', '"y"')],
    ["the checksum", (text: string) => text.replace(/sha256:./, "sha256:_")],
    ["the checksum's name", (text: string) => text.replace("checksum", "checksun")],
  ])("is damaged or invalid when %s was changed", (_, change) => {
    writeFileSync(path, change(sealedJson(VALUE)));
    expect(() => read()).toThrow(/file\.json is (damaged: .* checksum|not a list of runs\. .*checksun)/);
  });

  it("without a checksum is read only where the caller allows it", () => {
    writeFileSync(path, JSON.stringify(VALUE));
    expect(() => read()).toThrow(StoredFileDamagedError);
    expect(read(true)).toEqual(VALUE);
  });

  it("names the invalid fields, and the number of further ones", () => {
    writeFileSync(path, sealedJson({ name: 1, runs: Array.from({ length: 9 }, () => ({ count: 1e9 })) }));
    expect(() => read()).toThrow(StoredFileInvalidError);
    expect(() => read()).toThrow(
      /file\.json is not a list of runs\. name: expects string, not number\. runs\[0\]\.count: .* And 5 more\.$/,
    );
  });

  it.each([
    ["cut off", sealedJson(VALUE).slice(0, 40), /not valid JSON/],
    ["empty", "", /not valid JSON/],
    ["binary", "\u0000\u0001PK\u0003", /not valid JSON/],
    ["a text", '"x"', /The whole file: /],
    ["null", "null", /The whole file: /],
    ["a list", "[]", /The whole file: /],
    ["nested 100,000 deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, /The whole file: |not valid JSON/],
  ])("is invalid when it is %s", (_, text, message) => {
    writeFileSync(path, text);
    expect(() => read()).toThrow(StoredFileInvalidError);
    expect(() => read()).toThrow(message);
  });

  it("is damaged when its path is not a regular file, and reading a pipe does not block", () => {
    mkdirSync(path);
    expect(() => read()).toThrow(/cannot be read: it is a directory\.$/);
    rmSync(path, { recursive: true });
    symlinkSync("file.json", path);
    expect(() => read()).toThrow(/cannot be read: the symbolic links form a loop\.$/);
    rmSync(path);
    execFileSync("mkfifo", [path]);
    expect(() => read()).toThrow(/cannot be read: it is not a regular file\.$/);
    expect(() => read()).toThrow(StoredFileDamagedError);
  });
});
