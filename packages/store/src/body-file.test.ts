import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { measureBodyFile } from "./body-file.ts";

const directory = mkdtempSync(join(tmpdir(), "body-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("a body file", () => {
  it("has its bytes, and a path that leads to it from the working directory", () => {
    const file = join(directory, "order.json");
    writeFileSync(file, '{"ö":1}');
    const { path, bytes } = measureBodyFile(file);
    expect(bytes).toBe(8);
    expect(resolve(path)).toBe(file);
  });

  it("that does not exist, or is a directory, is a mistake", () => {
    expect(() => measureBodyFile(join(directory, "none.json"))).toThrow(/cannot be read/);
    expect(() => measureBodyFile(directory)).toThrow(/not a file/);
  });
});
