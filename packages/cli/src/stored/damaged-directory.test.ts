// Damages stored runs at random: `check` and `report` must print a sentence, and must not pass or fail a run whose
// evidence was changed. FAIRHARE_FUZZ_RUNS sets the number of damaged copies.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExitCode } from "@fairhare/core";
import { readResults, sealedJson, storedJson } from "@fairhare/store";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { damage, edited, filesOf } from "../testing/damage.ts";
import { QUIETLY, type Ended, runCommand } from "../testing/run-command.ts";
import { storeRun } from "../testing/stored-run.ts";
import { checkStoredRun } from "./check-stored-run.ts";
import { reportStoredRun } from "./report-stored-run.ts";

const RUNS = Number(process.env["FAIRHARE_FUZZ_RUNS"] ?? 30);
const SEED = Number(process.env["FAIRHARE_FUZZ_SEED"] ?? 6);
const TIMEOUT_MS = 20_000 + RUNS * 2_000;
/** One of so many copies is reported, because drawing a report takes most of a second. */
const REPORTED = 15;

let home: string;
let intact: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-damage-"));
  intact = storeRun(home);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const checked = (directory: string): Promise<Ended> =>
  runCommand(home, (cli) => checkStoredRun(directory, QUIETLY, cli));
const reported = (directory: string): Promise<Ended> =>
  runCommand(home, (cli) => reportStoredRun(directory, { out: [join(directory, "report")] }, cli));

/** Acts on a copy, which is removed afterwards. */
async function onCopy(act: (directory: string) => Promise<void>): Promise<void> {
  const copy = mkdtempSync(join(home, "copy-"));
  try {
    cpSync(intact, copy, { recursive: true });
    await act(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Whether all files of evidence have their original content, in any layout. */
const isEvidenceIntact = (directory: string): boolean =>
  filesOf(intact)
    .filter((name) => name !== "results.json")
    .every((name) => isSame(join(intact, name), join(directory, name)));

function isSame(original: string, copy: string): boolean {
  if (original.endsWith(".json")) return JSON.stringify(storedJson(copy)) === JSON.stringify(storedJson(original));
  try {
    // Reading a pipe would block, and a device may be endless.
    return statSync(copy).isFile() && readFileSync(original).equals(readFileSync(copy));
  } catch {
    return false;
  }
}

/** Deviations from how every command must end. */
function complaints({ code, out, err }: Ended): string[] {
  const isCode = ([ExitCode.pass, ExitCode.fail, ExitCode.usage, ExitCode.unknown] as number[]).includes(code);
  const isTechnical = /Internal error|\w+Error\b|undefined|\[object|\bNaN\b|\n\s+at /.test(out + err);
  const isSilent = code === ExitCode.usage && !/^✗ \S.*\S\n$/s.test(err);
  return isCode && !isTechnical && !isSilent ? [] : [`exit code ${code}: ${out}${err}`];
}

describe("a stored run", () => {
  it("passes while it is intact, and can be reported", { timeout: 60_000 }, async () => {
    await onCopy(async (directory) => {
      const { code, out } = await checked(directory);
      expect(out).toContain("✓ pass");
      expect(code).toBe(ExitCode.pass);
      expect((await reported(directory)).code).toBe(ExitCode.pass);
      expect(readFileSync(join(directory, "report", "report.md"), "utf8")).toContain(
        "**Pass: every task is accounted for",
      );
    });
  });

  it(`never passes or fails when it is damaged (${RUNS} copies)`, { timeout: TIMEOUT_MS }, async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        await onCopy(async (directory) => {
          const done = damages.flatMap((inflict) => attempt(() => inflict(directory)) ?? []);
          fc.pre(done.length > 0);
          const evidence = isEvidenceIntact(directory);
          const found = complaints(await runCommand(home, () => void readResults(directory)));
          if (count++ % REPORTED === 0) found.push(...(await complaintsOfReport(directory, evidence)));
          const ended = await checked(directory);
          found.push(...complaints(ended));
          const judged = ended.code === ExitCode.pass || ended.code === ExitCode.fail;
          if (judged && !evidence) found.push(`${done.join("; ")}: judged\n${ended.out}${ended.err}`);
          expect(found).toEqual([]);
        });
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it(
    `gives a sentence when it was edited and has a valid checksum (${RUNS} copies)`,
    { timeout: TIMEOUT_MS },
    async () => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(edited, async (edit) => {
          await onCopy(async (directory) => {
            const done = edit(directory);
            fc.pre(done !== undefined);
            const path = join(directory, done.name);
            writeFileSync(path, sealedJson(Object(storedJson(path))));
            const found =
              done.name === "results.json" && count++ % 5 === 0 ? complaints(await reported(directory)) : [];
            expect([...found, ...complaints(await checked(directory))]).toEqual([]);
          });
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
  );
});

/** Without results.json, a report must be unknown when the evidence was changed. */
async function complaintsOfReport(directory: string, evidence: boolean): Promise<string[]> {
  const hadResults = existsSync(join(directory, "results.json"));
  const ended = await reported(directory);
  const path = join(directory, "report", "report.md");
  const text = ended.code === ExitCode.pass ? readFileSync(path, "utf8") : "";
  rmSync(join(directory, "report"), { recursive: true, force: true });
  const isFalse = text !== "" && !hadResults && !evidence && !/\n\*\*Unknown: /.test(text);
  return [...complaints(ended), ...(isFalse ? [text.slice(0, 300)] : [])];
}

/** An earlier damage may have removed the file. */
function attempt(inflict: () => string | undefined): string | undefined {
  try {
    return inflict();
  } catch {
    return undefined;
  }
}
