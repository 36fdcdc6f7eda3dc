import { describe, expect, it } from "vitest";
import { readYaml } from "./read-yaml.ts";

describe("an experiment file in YAML", () => {
  it("gives the same content as JSON", () => {
    expect(readYaml('# comment\nworkers: [2, 4]\nheavy: "100ms"\nbacklog: true\nname: no\n')).toEqual({
      content: { workers: [2, 4], heavy: "100ms", backlog: true, name: "no" },
    });
  });

  it.each([
    ["workers: 2\nprefetch: [1\n", ":3:1", "not valid YAML"],
    ["workers: 2\nworkers: 3\n", ":2:1", "given twice"],
    ["a: &x 1\nb: *x\n", ":2:4", "Aliases"],
    ["a: 1\n---\nb: 1\n", ":2:1", "several YAML documents"],
    ["a: !secret b\n", ":1:4", "Tags"],
    ["a:\n\tb: 1\n", ":2:1", "tab"],
  ])("%j is refused at %s: %s", (text, place, problem) => {
    expect(readYaml(text)).toEqual({ place, problem: expect.stringContaining(problem) });
  });

  it("never quotes the text, and survives deep nesting", () => {
    expect(JSON.stringify(readYaml("uri: [amqp://me:secret@host"))).not.toContain("secret");
    expect(readYaml("[".repeat(100_000))).toEqual({ place: expect.any(String), problem: expect.any(String) });
  });
});
