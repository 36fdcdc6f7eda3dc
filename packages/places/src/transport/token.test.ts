import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing/loopback.ts";
import { readToken, writeNewToken } from "./token.ts";

const fileWith = (text: string): string => {
  const path = join(temporaryDirectory(), "token");
  writeFileSync(path, text);
  return path;
};

test("a new token is random, long enough, and readable by its owner only", () => {
  const directory = temporaryDirectory();
  const [first, second] = ["a", "b"].map((name) => {
    const path = join(directory, name);
    writeNewToken(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    return readToken(path);
  });
  expect(first).toMatch(/^[\w-]{43}$/);
  expect(first).not.toBe(second);
});

test("a new token never replaces a file", () => {
  const path = fileWith("precious");
  expect(() => writeNewToken(path)).toThrow(
    `--new-token ${path}: the file cannot be written: a file of that name already exists.`,
  );
  expect(readFileSync(path, "utf8")).toBe("precious");
});

test("white space around a token is not part of it", () => {
  expect(readToken(fileWith(`\n ${"x".repeat(32)} \r\n`))).toBe("x".repeat(32));
});

test.each([
  ["an empty file", "", "the token has 0 characters and needs at least 32"],
  ["a short token", "secret\n", "the token has 6 characters and needs at least 32"],
  ["a file that is not a token", "x".repeat(5_000), "the file is not a token: it has more than 4,096 characters"],
])("%s is refused with a sentence that does not show it", (_, text, problem) => {
  const path = fileWith(text);
  expect(() => readToken(path)).toThrow(`--token-file ${path}: ${problem}`);
});

test("a missing file is refused with its name", () => {
  expect(() => readToken("/nowhere/token")).toThrow(
    "--token-file /nowhere/token: the file cannot be read: there is no such file or directory.",
  );
});
