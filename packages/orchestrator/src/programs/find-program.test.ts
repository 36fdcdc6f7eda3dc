import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { whyNotExecutable } from "./find-program.ts";

const directory = mkdtempSync(join(tmpdir(), "fairhare-find-"));
afterAll(() => rmSync(directory, { recursive: true }));

const path = join(directory, "tool");
const text = join(directory, "text.py");
writeFileSync(path, "#!/bin/sh\n");
chmodSync(path, 0o755);
writeFileSync(text, "print()\n");
chmodSync(text, 0o644);

describe("a program", () => {
  it("is found by its path, and by its name in PATH", () => {
    expect(whyNotExecutable(path)).toBeUndefined();
    expect(whyNotExecutable("tool", `/nonexistent:${directory}`)).toBeUndefined();
  });

  it.each([
    ["nothing", /not found in a directory of PATH/],
    ["./nothing", /A relative path begins at the current directory/],
    [directory, /was not found/],
  ])("%s is refused", (file, problem) => {
    expect(whyNotExecutable(file, directory)).toMatch(problem);
  });

  it("that is a script without the permission names its remedy", () => {
    expect(whyNotExecutable(text)).toMatch(/chmod \+x.*python3 /);
    expect(whyNotExecutable("text.py", directory)).toMatch(/not executable/);
  });
});
