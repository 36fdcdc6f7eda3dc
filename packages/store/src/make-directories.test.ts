import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeDirectories, makeFreeDirectory } from "./make-directories.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-directories-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("directories", () => {
  it("are created with their missing parents, and may exist already", () => {
    const path = join(home, "a", "b", "c");
    makeDirectories(path);
    makeDirectories(path);
    expect(existsSync(path)).toBe(true);
  });

  it.runIf(process.platform === "linux").each(["/proc/x", "/proc/x/y"])(
    "that the system does not create end with its error: %s",
    (path) => {
      expect(() => makeDirectories(path)).toThrow(/ENOENT/);
      expect(() => makeFreeDirectory(path)).toThrow(/ENOENT/);
    },
  );

  it("below a file are refused, and the parents created on the way are removed", () => {
    writeFileSync(join(home, "file"), "");
    expect(() => makeDirectories(join(home, "file", "a", "b"))).toThrow(/ENOTDIR/);
    expect(() => makeDirectories(join(home, "new", "x".repeat(300)))).toThrow(/ENAMETOOLONG/);
    expect(readdirSync(home)).toEqual(["file"]);
  });

  it("behind symbolic links that form a loop are refused", () => {
    symlinkSync("b", join(home, "a"));
    symlinkSync("a", join(home, "b"));
    expect(() => makeDirectories(join(home, "a", "c"))).toThrow(/ELOOP/);
  });

  it("of the same name get a number that no directory or file has", () => {
    writeFileSync(join(home, "run-2"), "");
    const paths = [1, 2, 3].map(() => makeFreeDirectory(join(home, "run")));
    expect(paths).toEqual(["run", "run-3", "run-4"].map((name) => join(home, name)));
  });
});
