// `tap` as a process of its own, for tests: its output, its end, and what it wrote.
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type TapResults, tapResultsSchema } from "@fairhare/results";
import { spawnCommand } from "./spawn-command.ts";

interface Surroundings {
  readonly directory: string;
  /** Processes to end after the test. */
  readonly children: ChildProcess[];
}

export interface RunningTap {
  readonly child: ChildProcess;
  readonly port: number;
  readonly uri: string;
  /** The address of its live page; empty without `--ui`. */
  readonly page: string;
  report(): string;
  /** Ctrl-C. */
  interrupt(): Promise<EndedTap>;
  ended(): Promise<EndedTap>;
}

interface EndedTap {
  readonly code: number | null;
  readonly out: string;
  readonly results: TapResults;
}

function start({ directory, children }: Surroundings, words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const spawned = spawnCommand(directory, ["tap", ...words], { ...process.env, NO_COLOR: "1", ...environment });
  children.push(spawned.child);
  return spawned;
}

/** Until it ends by itself. */
export async function runTap(
  surroundings: Surroundings,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
) {
  const { written, closed } = start(surroundings, words, environment);
  return { code: await closed, ...written };
}

/** Until it listens. */
export async function startTap(
  { uri: brokerUri, ...surroundings }: Surroundings & { readonly uri: string },
  words: readonly string[] = [],
): Promise<RunningTap> {
  const { directory } = surroundings;
  const { child, written, closed } = start(surroundings, [
    "--uri",
    brokerUri,
    "--listen",
    "0",
    "--out",
    "out",
    ...words,
  ]);
  let hasEnded = false;
  void closed.then(() => (hasEnded = true));
  await until(() => /writes the report/.test(written.err) || hasEnded);
  const port = Number(/amqp:\/\/127\.0\.0\.1:(\d+) instead/.exec(written.err)?.[1]);
  if (hasEnded || !(port > 0)) throw new Error(`the tap did not start: ${written.err}`);
  const uri = new URL(brokerUri);
  uri.port = String(port);
  // Its clients never speak TLS.
  uri.protocol = "amqp:";
  const ended = async (): Promise<EndedTap> => {
    const code = await closed;
    // Strictly: a field that the schema does not know is a mistake.
    const results = tapResultsSchema
      .strict()
      .parse(JSON.parse(readFileSync(join(directory, "out", "tap.json"), "utf8")));
    return { code, out: written.out, results };
  };
  return {
    child,
    port,
    uri: uri.href,
    page: /Live page: (\S+)/.exec(written.err)?.[1] ?? "",
    report: () => readFileSync(join(directory, "out", "report.md"), "utf8"),
    interrupt: () => {
      child.kill("SIGINT");
      return ended();
    },
    ended,
  };
}

export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_500; tries++) {
    if (await isTrue()) return;
    await sleep(20);
  }
  throw new Error("it did not happen within 30 s");
}
