// Findings about brokers: the installed server, the Docker engine, and whether the broker of a run passes a message.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { probeServer } from "@fairhare/amqp";
import { findServer, openBroker } from "@fairhare/broker";
import { FairhareError, messageOf, redactSecrets } from "@fairhare/core";
import type { Experiment } from "@fairhare/workload";
import type { OpenedBroker } from "@fairhare/plan";
import type { Cli } from "../cli.ts";
import { spokenSeconds } from "../run/plan-line.ts";
import { describeBroker } from "../run/start-broker.ts";
import { brokerRuleFindings } from "./broker-rules.ts";
import { absent, type DoctorFinding, missing, ok, warning } from "./finding.ts";

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

/** Opens the broker that a run with the same flags would use, passes a message through it, and closes it. */
export async function examineBroker(
  { provider, uri, waitSeconds }: Experiment["broker"],
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
      ...brokerRuleFindings(version),
    ];
    return { findings, broker: { provider: broker.provider, uri: broker.uri } };
  } catch (error) {
    interruption.signal.throwIfAborted();
    if (!(error instanceof FairhareError)) throw error;
    const [first = "", ...rest] = redactSecrets(messageOf(error)).split("\n");
    return { findings: [missing("Broker", first, rest.length > 0 ? rest.join("\n") : SETUP)], broker: null };
  }
}
