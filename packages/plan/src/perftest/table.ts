// All options of PerfTest 2.25 by topic, how to find one, and the sentence about one that Fairhare does not accept.
import { OPTIONS } from "../options/table.ts";
import { CLIENT_OPTIONS, DURATION_OPTIONS } from "./clients.ts";
import { CONNECTION_OPTIONS } from "./connection.ts";
import { CONSUMING_OPTIONS } from "./consuming.ts";
import { MESSAGE_OPTIONS } from "./messages.ts";
import { METRICS_OPTIONS, OUTPUT_OPTIONS } from "./output.ts";
import type { PerfTestOption } from "./perftest-option.ts";
import { QUEUE_OPTIONS } from "./queues.ts";

export const PERFTEST_VERSION = "2.25";

export const PERFTEST_TOPICS: readonly (readonly [title: string, options: readonly PerfTestOption[]])[] = [
  ["Producers and consumers", CLIENT_OPTIONS],
  ["Duration", DURATION_OPTIONS],
  ["Publishing and messages", MESSAGE_OPTIONS],
  ["Consuming", CONSUMING_OPTIONS],
  ["Queues and exchanges", QUEUE_OPTIONS],
  ["Connections", CONNECTION_OPTIONS],
  ["Output", OUTPUT_OPTIONS],
  ["Metrics", METRICS_OPTIONS],
];

const BY_NAME: ReadonlyMap<string, PerfTestOption> = new Map(
  PERFTEST_TOPICS.flatMap(([, options]) =>
    options.flatMap((option) => [
      [option.name, option] as const,
      ...(option.letters === undefined ? [] : [[option.letters, option] as const]),
    ]),
  ),
);

/** By long or short name, without dashes: `qos`, `q`, `quorum-queue`, `qq`. */
export const perfTestOption = (name: string): PerfTestOption | undefined => BY_NAME.get(name);

/** `-qq` or `--quorum-queue`, as PerfTest writes the name. */
export const perfTestFlag = (name: string): string => (BY_NAME.get(name)?.letters === name ? `-${name}` : `--${name}`);

/** What to do about an option, given by this name, that the command line does not know. */
export function perfTestSentence(name: string, { outcome }: PerfTestOption): string {
  const flag = perfTestFlag(name);
  if (outcome.kind === "refused") return `PerfTest's ${flag} is not available. ${outcome.reason}`;
  if (outcome.kind === "works") return `PerfTest's ${flag} has another name here. Use ${ourFlag(outcome.key)}.`;
  const note = outcome.note === undefined ? "" : ` ${outcome.note}`;
  return `PerfTest's ${flag} has another name here. Use ${outcome.use}.${note}`;
}

/** `--workers (-y)`. */
function ourFlag(key: keyof typeof OPTIONS): string {
  const { flag, letter } = OPTIONS[key];
  return letter === undefined ? `--${flag}` : `--${flag} (-${letter})`;
}
