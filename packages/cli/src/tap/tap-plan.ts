// What `tap` is asked to do, from its flags and the environment. Uses the option table and the parser of `run`, with the
// metrics of the tap.
import { tapMetricNames, tapMetricPath } from "@fairhare/observe";
import { type ListenAddress, readListenAddress, splitUris } from "@fairhare/core";
import { environmentName, type Mistake, OPTIONS, parseScenarios, type RawOptions } from "@fairhare/plan";
import type { Threshold } from "@fairhare/workload";
import type { Cli } from "../cli.ts";
import { tlsFilesIn } from "../input/read-plan.ts";
import { LISTEN_DEFAULT, LISTEN_EXPECTS, TAP_OPTIONS } from "./tap-options.ts";

export interface TapPlan {
  /** With the password. */
  readonly uri: string;
  readonly listen: ListenAddress;
  /** Null: until it is interrupted. */
  readonly seconds: number | null;
  readonly thresholds: readonly Threshold[];
  readonly directory: string | null;
  /** `-` is standard output. */
  readonly exportJson: string | null;
  /** Of the live page; null without one. */
  readonly uiPort: number | null;
  /** The IP address of the live page; null is loopback. */
  readonly uiListen: string | null;
  readonly isProgressShown: boolean;
  readonly isQuiet: boolean;
}

/** @throws InvalidPlanError with all mistakes. */
export function readTapPlan(
  flags: NonNullable<RawOptions["flags"]>,
  listenFlag: string | undefined,
  { environment, userDirectory }: Pick<Cli, "environment" | "userDirectory">,
): TapPlan {
  const listenName = environmentName("listen");
  const listenText = listenFlag ?? (environment[listenName] || LISTEN_DEFAULT);
  const listen = readListenAddress(listenText);
  const place = listenFlag === undefined ? `${listenName}=${listenText}` : `--listen ${listenText}`;
  const [plan, ...others] = parseScenarios(
    {
      flags,
      environment: ownEnvironment(environment),
      mistakes: [
        ...(listen === undefined ? [{ place, message: `Must be ${LISTEN_EXPECTS}.` }] : []),
        ...missingUri(flags, environment),
        ...severalTimes(flags, environment),
        ...severalUris(flags, environment),
      ],
    },
    {
      metrics: { names: tapMetricNames(), path: tapMetricPath },
      readTraceFile: () => {
        throw new Error("the tap has no trace");
      },
      resolveTlsFile: tlsFilesIn(userDirectory),
    },
  );
  const uri = plan?.experiment.broker.uri ?? null;
  if (plan === undefined || others.length > 0 || uri === null || listen === undefined)
    throw new Error("the parser accepts a plan of the tap only if it has a URI and an address");
  const { experiment, output } = plan;
  return {
    uri,
    listen,
    seconds: experiment.trials[0]?.settings.timeSeconds ?? null,
    thresholds: experiment.thresholds,
    directory: output.directory,
    exportJson: output.exports.json,
    uiPort: output.uiPort,
    uiListen: output.uiListen,
    isProgressShown: output.progress,
    isQuiet: output.quiet,
  };
}

/** Settings of experiments, such as FAIRHARE_WORKERS, do not concern the tap. */
function ownEnvironment(environment: Cli["environment"]): Cli["environment"] {
  const names = ["AMQP_URL", ...[...TAP_OPTIONS, "time" as const].map((key) => environmentName(OPTIONS[key].flag))];
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}

function missingUri(flags: NonNullable<RawOptions["flags"]>, environment: Cli["environment"]): Mistake[] {
  const isGiven = flags.uri !== undefined || Boolean(environment[environmentName("uri")] || environment["AMQP_URL"]);
  return isGiven
    ? []
    : [
        {
          place: "--uri",
          message: "Is missing. Name the broker that the clients use, such as --uri amqp://host:5672.",
        },
      ];
}

function severalTimes({ time }: NonNullable<RawOptions["flags"]>, environment: Cli["environment"]): Mistake[] {
  const text = time?.at(-1) ?? environment[environmentName("time")] ?? "";
  return text.includes(",")
    ? [{ place: `--time ${text}`, message: "Must be one duration: the tap has no matrix." }]
    : [];
}

function severalUris({ uri }: NonNullable<RawOptions["flags"]>, environment: Cli["environment"]): Mistake[] {
  const text = uri?.at(-1) ?? (environment[environmentName("uri")] || environment["AMQP_URL"]);
  return splitUris(text ?? "").length > 1
    ? [{ place: "--uri", message: "Must be one URI: the tap leads to a single broker." }]
    : [];
}
