// Creates the error of a server that did not start, with the end of its output and the path of the kept log.
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { BrokerStartError } from "../../broker-errors.ts";
import { LOOPBACK_ADVICE } from "../../loopback.ts";
import { BootError } from "../../probe-until-ready.ts";
import { FREE_SOME_SPACE, freeSpace, FullDiskError, saysNoSpace } from "../disk/free-space.ts";
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
  const known = boot instanceof FullDiskError ? noSpace(layout) : await knownCause(output + log, identity, layout);
  const ending = kept === undefined ? "Its log could not be kept." : `The complete log is kept in ${kept}.`;
  const first = `The local broker did not start: ${boot.message} (${server}).`;
  // Erlang's report of the crash says less than the cause; DEBUG=fairhare shows it.
  if (known?.isEnough === true)
    return new BrokerStartError([first, known.sentence, ending].join("\n"), {
      cause: new BootError([boot.message, ...said].join("\n"), { cause: boot }),
      ...(kept === undefined ? {} : { keptLog: kept }),
    });
  return new BrokerStartError(
    [
      first,
      ...(known === undefined ? [] : [known.sentence]),
      ...(said.length === 0
        ? ["The server printed no output."]
        : ["Output of the server:", ...said.map((line) => `  ${line}`)]),
      ending,
      "Try again, or use another broker with --uri or --broker docker.",
    ].join("\n"),
    { cause: boot, ...(kept === undefined ? {} : { keptLog: kept }) },
  );
}

interface Known {
  readonly sentence: string;
  /** The output of the server adds nothing. */
  readonly isEnough: boolean;
}

async function knownCause(text: string, identity: NodeIdentity, layout: NodeLayout): Promise<Known | undefined> {
  if (saysNoSpace(text) || (await freeSpace(layout.root))?.bytes === 0) return noSpace(layout);
  if (text.includes("eaddrinuse")) return { sentence: portTaken(identity), isEnough: false };
  const refused = /register\/listen error: (\w+)/.exec(text)?.[1];
  if (refused === undefined && !text.includes("nodistribution")) return undefined;
  const reason = refused === undefined ? "" : ` (${refused})`;
  return { sentence: `Erlang cannot use 127.0.0.1 for its distribution${reason}. ${LOOPBACK_ADVICE}`, isEnough: true };
}

const noSpace = ({ root }: NodeLayout): Known => ({
  sentence: `Its data and log are in ${dirname(root)}. ${FREE_SOME_SPACE}`,
  isEnough: true,
});

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

/** `undefined` if it cannot be written, for example because the disk is full. */
async function keepLog(identity: NodeIdentity, output: string, log: string): Promise<string | undefined> {
  const path = join(tmpdir(), `fairhare-broker-${identity.shortId}.log`);
  try {
    await writeFile(path, `${output}\n${log}`, { mode: 0o600 });
    return path;
  } catch {
    await rm(path, { force: true });
    return undefined;
  }
}

const portTaken = ({ amqpPort, distributionPort, epmdPort }: NodeIdentity): string =>
  `Another process uses one of its ports (AMQP ${amqpPort}, distribution ${distributionPort}, epmd ${epmdPort}).`;

const textOf = (path: string): Promise<string> => readFile(path, "utf8").catch(() => "");
