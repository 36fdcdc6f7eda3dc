import { oneLine } from "@fairhare/core";
import { finding } from "@fairhare/findings";
import { describe, expect, it } from "vitest";
import { twoTrials } from "../testing/fixtures.ts";
import { hostileResults } from "../testing/hostile-results.ts";
import { buildResults, buildTrial, editRun, judged } from "../testing/results-builder.ts";
import { annotationLines } from "./annotations.ts";

const data = (text: string): string => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");

/** Decodes a workflow command as the runner does: `ActionCommand.TryParseV2` in actions/runner. */
function decode(line: string): { command: string; title: string; message: string } {
  const [, command = "", title = "", message = ""] = /^::(\w+) title=([^:,]*)::(.*)$/s.exec(line) ?? [];
  return { command, title: data(title.replaceAll("%3A", ":").replaceAll("%2C", ",")), message: data(message) };
}

describe("annotations", () => {
  it("are the verdict and the failed thresholds", () => {
    expect(annotationLines(twoTrials()).map(decode)).toEqual([
      {
        command: "error",
        title: "Fairhare: fairness",
        message: "Fail: 1 of 2 thresholds missed (fairness.jainBusy>=0.95, measured 0.5099 in prefetch unlimited).",
      },
      {
        command: "error",
        title: "Threshold fairness.jainBusy>=0.95",
        message: "fairness.jainBusy>=0.95 does not hold: measured 0.5099 in prefetch unlimited.",
      },
    ]);
  });

  it("are findings with code and what to do, except those for information", () => {
    const trial = buildTrial({ prefetch: 1 }, { varied: [] });
    const findings = [
      finding("shard-missing", { shard: "worker-1", bytes: 640 }),
      finding("note", { text: "50 % done: a, b" }),
    ];
    const runs = trial.runs.map((run) => editRun(run, { findings }));
    const [error, warning] = annotationLines(buildResults([{ ...trial, runs }])).map(decode);
    expect(error).toMatchObject({ command: "error", title: "Finding shard-missing" });
    expect(error?.message).toMatch(/worker-1.*\. [A-Z].*\.$/);
    expect(warning).toEqual({ command: "warning", title: "Finding note", message: "50 % done: a, b" });
    const informed = trial.runs.map((run) => editRun(run, { findings: [{ code: "x", severity: "info", values: {} }] }));
    expect(annotationLines(buildResults([{ ...trial, runs: informed }]))).toEqual([]);
  });

  it("are at most ten of each level, as GitHub shows; the last one counts the rest", () => {
    const thresholds = Array.from({ length: 20 }, (_, n) => judged({ expression: `p99<${n}`, ok: false, actual: 30 }));
    const lines = annotationLines({ ...twoTrials(), thresholds });
    expect(lines).toHaveLength(10);
    expect(decode(lines.at(-1) ?? "").message).toBe("And 12 more errors; see the report.");
  });

  it("are one line each, and decode to the same text, whatever a name holds", () => {
    let count = 0;
    const lines = annotationLines(hostileResults(() => `a:b,c%0A%\n::error::\r\u001b[1m${count++}`));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(line).toMatch(/^::(?:error|warning) title=/);
      expect(line).toBe(oneLine(line));
      expect(decode(line).title + decode(line).message).toContain("a:b,c%0A% ::error:: \\u001b[1m");
    }
  });
});
