// The shell scripts of this repository parse. A syntax error in one of them appears only on a machine that needs it.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = new URL("../..", import.meta.url).pathname;

const scripts = [".ci", ".github", "bench/docker", "bench/setup"]
  .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true }).map((name) => `${folder}/${String(name)}`))
  .filter((path) => path.endsWith(".sh") || path === ".ci/run");

test.each(scripts)("%s has no syntax error", (script) => {
  const [, shell = "sh"] = /^#!.*?(\w+)\n/.exec(readFileSync(join(ROOT, script), "utf8")) ?? [];
  const { status, stderr } = spawnSync(shell, ["-n", script], { cwd: ROOT, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("the scripts that each machine runs are among them", () => {
  expect(scripts).toEqual(expect.arrayContaining([".ci/run", "bench/setup/apt-install.sh"]));
});
