// An agent: joins an orchestrator, serves its experiment, and then waits for the next one or ends.
import { createHostTimers } from "@fairhare/child";
import { assertNever, FairhareError, sleep, type Timers } from "@fairhare/core";
import { createLocalPlace } from "../local/local-place.ts";
import type { Place } from "../place.ts";
import { keyOfToken } from "../transport/psk.ts";
import { hostFacts } from "./host-facts.ts";
import type { ServeOutcome, ServePorts } from "./serve.ts";

export interface AgentOptions {
  /** Of the orchestrator. */
  readonly host: string;
  readonly port: number;
  /** As `readToken` reads it. */
  readonly token: string;
  /** Instead of the host name. */
  readonly name?: string | undefined;
  /** Ends after the first experiment. */
  readonly isOnce: boolean;
  /** Gives up when no orchestrator has accepted the agent for this time. */
  readonly waitMs: number;
  /** Of Fairhare. */
  readonly version: string;
  /** That of this host by default, which the processes have as well. */
  readonly clock?: Timers;
  readonly signal: AbortSignal;
  readonly startGuard: () => Promise<AgentGuard>;
  /** Sentences for the user. */
  readonly onNotice: (sentence: string) => void;
  /** The place of the processes, given what to add to their environment; this machine by default. */
  readonly openPlace?: (environment: Readonly<Record<string, string>>) => Place;
}

/** Ends the agent's processes and removes its directory, however the agent ends. */
export interface AgentGuard extends AsyncDisposable {
  /** To be added to the environment of the processes. */
  readonly environment: Readonly<Record<string, string>>;
  /** For the shards; it exists. */
  readonly directory: string;
}

class OrchestratorUnreachableError extends FairhareError {
  readonly code = "ORCHESTRATOR_UNREACHABLE";
}

/** Between two attempts: an orchestrator that starts later is found within this time. */
const RETRY_MS = 1_000;

/**
 * Resolves when the agent was asked to end, or with `isOnce` after an experiment.
 * @throws OrchestratorUnreachableError when it was refused for good, or after `waitMs`.
 */
export async function runAgent(options: AgentOptions): Promise<void> {
  const { host, port, token, name, version, signal, onNotice, openPlace, clock = createHostTimers() } = options;
  await using guard = await options.startGuard();
  await joinAgain(options, {
    host,
    port,
    key: keyOfToken(token),
    version,
    facts: hostFacts(name),
    place: openPlace?.(guard.environment) ?? createLocalPlace({ environment: guard.environment }),
    directory: guard.directory,
    clock,
    signal,
    crash,
    onJoined: ({ number, count }) =>
      onNotice(`Joined the orchestrator at ${host}:${port} as agent ${number} of ${count}.`),
  });
}

/** Exit code of a process that SIGKILL has ended. */
const KILLED = 137;

function crash(): void {
  process.kill(process.pid, "SIGKILL");
  // The first process of a container cannot be killed from within it.
  process.exit(KILLED);
}

async function joinAgain(options: AgentOptions, ports: ServePorts): Promise<void> {
  const { isOnce, waitMs, onNotice } = options;
  const { clock, signal } = ports;
  const { serve } = await import("./serve.ts");
  const where = `${options.host}:${options.port}`;
  let acceptedAt = clock.now();
  let lastNotice = "";
  const accepted = {
    ...ports,
    onJoined: (welcome: Parameters<ServePorts["onJoined"]>[0]) => {
      lastNotice = "";
      ports.onJoined(welcome);
    },
  };
  while (!signal.aborted) {
    const outcome = await serve(accepted);
    if (signal.aborted) return;
    if (outcome.type === "dismissed" || outcome.type === "lost") acceptedAt = clock.now();
    if (outcome.type === "dismissed" && isOnce) {
      onNotice("The experiment is over.");
      return;
    }
    const notice = sentenceOf(outcome, where);
    if (isForGood(outcome)) throw new OrchestratorUnreachableError(notice);
    if (notice !== lastNotice) onNotice(`${notice} Waiting for an orchestrator.`);
    lastNotice = notice;
    if (clock.now() - acceptedAt >= waitMs * 1e6)
      throw new OrchestratorUnreachableError(
        `${notice} No orchestrator accepted this agent for ${waitMs / 1e3} s (--wait).`,
      );
    await sleep(clock, RETRY_MS, signal).catch(() => undefined);
  }
}

const isForGood = (outcome: ServeOutcome): boolean =>
  outcome.type === "wrongToken" || (outcome.type === "refused" && outcome.isFinal);

function sentenceOf(outcome: ServeOutcome, where: string): string {
  switch (outcome.type) {
    case "wrongToken":
      return `The orchestrator at ${where} uses another token. Use the same --token-file on both sides.`;
    case "refused":
      return `The orchestrator at ${where} refused this agent. ${outcome.reason}`;
    case "unreachable":
      return `The orchestrator at ${where} cannot be reached: ${outcome.reason}.`;
    case "lost":
      return `The connection to the orchestrator at ${where} was lost: ${outcome.reason}. Its processes were ended.`;
    case "dismissed":
      return "The experiment is over.";
    default:
      return assertNever(outcome);
  }
}
