// Creates the error of a server that did not start, with the end of its output and the path of the kept log.
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrokerStartError } from "../../broker-errors.ts";
import type { BootError } from "../../probe-until-ready.ts";
import type { NodeIdentity, NodeLayout } from "../layout/layout.ts";

/** Enough lines for the reason, and few enough to read. */
const LINES_SHOWN = 12;

export async function startFailure(
  boot: BootError,
  server: string,
  identity: NodeIdentity,
  layout: NodeLayout,
): Promise<BrokerStartError> {
  const output = await textOf(layout.output);
  const log = await textOf(layout.log);
  const kept = await keepLog(identity, output, log);
  const said = failureLines(output) ?? failureLines(log) ?? [];
  const taken = /eaddrinuse/.test(output + log) ? portTaken(identity) : undefined;
  return new BrokerStartError(
    [
      `The local broker did not start: ${boot.message} (${server}).`,
      ...(taken === undefined ? [] : [taken]),
      ...(said.length === 0
        ? ["The server printed no output."]
        : ["Output of the server:", ...said.map((line) => `  ${line}`)]),
      `The complete log is kept in ${kept}.`,
      "Try again, or use another broker with --uri or --broker docker.",
    ].join("\n"),
    { cause: boot, keptLog: kept },
  );
}

/**
 * The lines with the reason: from the errors just before `BOOT FAILED`, or else the last lines; `undefined` without
 * output.
 */
export function failureLines(text: string): string[] | undefined {
  const lines = text.split("\n").filter((line) => /[^\s=]/.test(line));
  if (lines.length === 0) return undefined;
  const failed = lines.findLastIndex((line) => line.includes("BOOT FAILED"));
  if (failed < 0) return lines.slice(-LINES_SHOWN);
  let start = failed;
  while (start > 0 && failed - start < LINES_SHOWN / 2 && lines[start - 1]?.includes("[error]")) start--;
  return lines.slice(start, start + LINES_SHOWN);
}

async function keepLog(identity: NodeIdentity, output: string, log: string): Promise<string> {
  const path = join(tmpdir(), `fairhare-broker-${identity.shortId}.log`);
  await writeFile(path, `${output}\n${log}`, { mode: 0o600 });
  return path;
}

const portTaken = ({ amqpPort, distributionPort, epmdPort }: NodeIdentity): string =>
  `Another process uses one of its ports (AMQP ${amqpPort}, distribution ${distributionPort}, epmd ${epmdPort}).`;

const textOf = (path: string): Promise<string> => readFile(path, "utf8").catch(() => "");
