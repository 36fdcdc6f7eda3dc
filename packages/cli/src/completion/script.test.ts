// Runs the scripts in the shells that are installed; bash is always there.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runWords } from "../testing/run-words.ts";

const isInstalled = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;

let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "fairhare-completion-"));
  for (const shell of ["bash", "zsh", "fish"])
    writeFileSync(join(directory, shell), (await runWords(directory, ["completion", shell])).out);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const output = (shell: string, script: string): string[] =>
  execFileSync(shell, ["-c", script], { cwd: directory, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
    .trimEnd()
    .split("\n");

/** The last word is the one to complete. */
const completedByBash = (...words: string[]): string[] =>
  output(
    "bash",
    `source ./bash; COMP_WORDS=(fairhare ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _fairhare; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );

/** The arguments of `_arguments` or `_describe`, which zsh's completion system defines. */
const askedByZsh = (...words: string[]): string[] =>
  output(
    "zsh",
    `compdef() { :; }; _arguments() { print -rl -- $words[1] "$@"; }; _describe() { print -rl -- describe $names; }
     source ./zsh; words=(fairhare ${words.map((word) => `'${word}'`).join(" ")}); CURRENT=${words.length + 1}; _fairhare`,
  );

const completedByFish = (line: string): string[] =>
  output("fish", `source ./fish; complete -C '${line}'`).map((candidate) => candidate.split("\t", 1)[0] ?? "");

describe.runIf(isInstalled("bash"))("the completion of bash", () => {
  it("completes commands, subcommands and flags", () => {
    expect(completedByBash("do")).toEqual(["doctor"]);
    expect(completedByBash("--queue-d")).toEqual(["--queue-durable"]);
    expect(completedByBash("run", "--print")).toEqual(["--print-plan"]);
    expect(completedByBash("check", "--q")).toEqual(["--quiet"]);
    expect(completedByBash("history", "e")).toEqual(["export"]);
    expect(completedByBash("completion", "")).toEqual(["bash", "zsh", "fish"]);
  });

  it("completes values, also in a comma list and after an equals sign", () => {
    expect(completedByBash("--queue-type", "")).toEqual(["classic", "quorum"]);
    expect(completedByBash("run", "--queue-type", "classic,q")).toEqual(["classic,quorum"]);
    expect(completedByBash("--queue-type", "=", "q")).toEqual(["quorum"]);
    expect(completedByBash("history", "export", "--format", "c")).toEqual(["csv"]);
    expect(completedByBash("-q", "u")).toEqual(["unlimited"]);
  });

  it("completes files where a file is meant", () => {
    writeFileSync(join(directory, "plan.yaml"), "");
    expect(completedByBash("--experiment", "pl")).toEqual(["plan.yaml"]);
    expect(completedByBash("--out", "pl")).toEqual([""]);
  });
});

describe.runIf(isInstalled("zsh"))("the completion of zsh", () => {
  it("asks for commands first, and then for the flags of the command", () => {
    expect(askedByZsh("")).toContain("doctor:check this machine and its broker");
    expect(askedByZsh("check", "")).toEqual(
      expect.arrayContaining(["check", expect.stringMatching(/^\*--quiet\[Print only/)]),
    );
    expect(askedByZsh("--queue-type", "").find((spec) => spec.startsWith("*--queue-type"))).toContain(
      ":value:_values -s , value classic quorum",
    );
    expect(askedByZsh("history", "export", "").find((spec) => spec.startsWith("*--format"))).toContain(
      ":value:(ndjson csv)",
    );
  });
});

describe.runIf(isInstalled("fish"))("the completion of fish", () => {
  it("completes commands, flags and values", () => {
    expect(completedByFish("fairhare do")).toEqual(["doctor"]);
    expect(completedByFish("fairhare --queue")).toEqual(expect.arrayContaining(["--queue-type", "--queue-durable"]));
    expect(completedByFish("fairhare --queue-type ")).toEqual(["classic", "quorum"]);
    expect(completedByFish("fairhare check --q")).toEqual(["--quiet"]);
    expect(completedByFish("fairhare history export --format ")).toEqual(["csv", "ndjson"]);
  });
});
