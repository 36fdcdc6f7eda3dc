// Findings about brokers: the installed server, the Docker engine, and whether the broker of a run passes a message.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { probeServer, type QueueDefaults, readQueueDefaults } from "@fairhare/amqp";
import { findServer, openBroker } from "@fairhare/broker";
import { FairhareError, messageOf, redactSecrets } from "@fairhare/core";
import type { Experiment } from "@fairhare/workload";
import type { OpenedBroker } from "@fairhare/plan";
import type { Cli } from "../cli.ts";
import { spokenSeconds } from "../run/plan-line.ts";
import { describeBroker } from "../run/start-broker.ts";
import { brokerLimitFindings, readBrokerLimits } from "./broker-limits.ts";
import { brokerRuleFindings } from "./broker-rules.ts";
import { absent, type DoctorFinding, missing, ok, warning } from "./finding.ts";
import type { Fleet } from "./machine/fleet.ts";

const run = promisify(execFile);

/** Milliseconds; an engine that is just starting needs a few seconds to answer. */
const ENGINE_TIMEOUT_MS = 10_000;
const SETUP = "Run npm run setup to install what is missing.";

type Environment = Cli["environment"];

export function examineInstalledServer(environment: Environment): DoctorFinding {
  try {
    const { path, foundBy, ctl } = findServer(environment);
    const by = foundBy === "PATH" || foundBy === "package" ? "" : ` (${foundBy})`;
    return ctl === undefined
      ? warning(
          "Installed server",
          `${path}${by}`,
          "rabbitmqctl is missing in the same directory. Install the complete RabbitMQ package.",
        )
      : ok("Installed server", `${path}${by}`);
  } catch (error) {
    if (!(error instanceof FairhareError)) throw error;
    return warning("Installed server", "none", SETUP);
  }
}

/** Docker is optional, so its absence is not a warning. */
export async function examineDocker(signal: AbortSignal): Promise<DoctorFinding> {
  const version = await run("docker", ["version", "--format", "{{.Server.Version}}"], {
    timeout: ENGINE_TIMEOUT_MS,
    signal,
  }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
  return version === undefined
    ? absent("Docker", "no engine is running; only --broker docker needs one")
    : ok("Docker", `engine ${version}`);
}

export interface BrokerExamination {
  readonly findings: readonly DoctorFinding[];
  /** Null when no broker could be opened. */
  readonly broker: OpenedBroker | null;
}

/** A user may have no permission to declare these queues. */
const UNKNOWN_DEFAULTS: QueueDefaults = { defaultType: null, whyNoTransient: null };

export function queueDefaultFindings({ defaultType, whyNoTransient }: QueueDefaults): DoctorFinding[] {
  return [
    ...(defaultType === null
      ? []
      : [
          ok(
            "Default queue type",
            defaultType === "classic"
              ? "classic"
              : `${defaultType}; a program that declares a queue without x-queue-type gets a ${defaultType} queue, Fairhare always sets the type`,
          ),
        ]),
    ...(whyNoTransient === null
      ? []
      : [
          warning(
            "Transient queue",
            "refused by this broker",
            "--durability transient is not possible here. Use durable, persistent or confirmed, or set deprecated_features.permit.transient_nonexcl_queues = true in rabbitmq.conf.",
          ),
        ]),
  ];
}

/** Opens the broker that a run with the same flags would use, passes a message through it, and closes it. */
export async function examineBroker(
  { provider, uri, waitSeconds }: Experiment["broker"],
  fleet: Fleet,
  { environment, interruption }: Cli,
  onNotice: (sentence: string) => void,
): Promise<BrokerExamination> {
  const began = performance.now();
  try {
    await using broker = await openBroker(
      { provider, env: environment, waitSeconds, ...(uri === null ? {} : { uri }) },
      { probe: probeServer, signal: interruption.signal, onNotice },
    );
    const seconds = (performance.now() - began) / 1_000;
    const { version, erlang, queueTypes } = broker.facts;
    const findings = [
      ok(
        "Broker",
        `${describeBroker(broker)}${erlang === null ? "" : ` on Erlang ${erlang}`}, passed a message in ${spokenSeconds(seconds)}`,
      ),
      queueTypes.includes("quorum")
        ? ok("Queue types", queueTypes.join(", "))
        : warning("Queue types", queueTypes.join(", "), "--queue-type quorum needs RabbitMQ 3.8 or newer."),
      ...queueDefaultFindings(await readQueueDefaults(broker.uri).catch(() => UNKNOWN_DEFAULTS)),
      ...brokerRuleFindings(version),
      ...brokerLimitFindings(await readBrokerLimits(broker, interruption.signal), fleet),
    ];
    return { findings, broker: { provider: broker.provider, uri: broker.uri } };
  } catch (error) {
    interruption.signal.throwIfAborted();
    if (!(error instanceof FairhareError)) throw error;
    const [first = "", ...rest] = redactSecrets(messageOf(error)).split("\n");
    return { findings: [missing("Broker", first, rest.length > 0 ? rest.join("\n") : SETUP)], broker: null };
  }
}
