// What `agent` is asked to do, from its flags and the environment.
import { resolve } from "node:path";
import { fromSeconds, type Nanoseconds, parseDuration, toMilliseconds } from "@fairhare/core";
import { AGENTS_PORT, environmentName, InvalidPlanError, type Mistake } from "@fairhare/plan";
import type { Cli } from "../cli.ts";
import type { AgentFlags } from "./agent-options.ts";

export type AgentPlan =
  | { readonly type: "newToken"; readonly path: string }
  | {
      readonly type: "serve";
      readonly host: string;
      readonly port: number;
      readonly tokenFile: string;
      /** Instead of the host name. */
      readonly name: string | undefined;
      readonly isOnce: boolean;
      /** Infinity: never gives up. */
      readonly waitMs: number;
    };

/** With `--once`, so that a job whose orchestrator never starts ends. */
const ONCE_WAIT = fromSeconds(300);
const ADDRESS = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/;
const MAX_PORT = 65_535;
const NAME = /^[\w.-]{1,100}$/;

interface Value {
  readonly text: string;
  /** For messages: the flag or variable with its text. */
  readonly place: string;
}

/** @throws InvalidPlanError with all mistakes. */
export function readAgentPlan(flags: AgentFlags, { environment, userDirectory }: Cli): AgentPlan {
  if (flags.newToken !== undefined) return { type: "newToken", path: resolve(userDirectory, flags.newToken) };
  const valueOf = (flag: string, text: string | undefined): Value | undefined => {
    const variable = environmentName(flag);
    const inherited = environment[variable];
    if (text !== undefined) return { text, place: `--${flag} ${text}` };
    return inherited ? { text: inherited, place: `${variable}=${inherited}` } : undefined;
  };
  const mistakes: Mistake[] = [];
  const join = readJoin(valueOf("join", flags.join), mistakes);
  const tokenFile = valueOf("token-file", flags.tokenFile);
  if (tokenFile === undefined)
    mistakes.push({
      place: "--token-file",
      message: "Is missing. Name the file with the token of the orchestrator; `agent --new-token FILE` makes one.",
    });
  const name = valueOf("name", flags.name);
  if (name !== undefined && !NAME.test(name.text))
    mistakes.push({ place: name.place, message: "Must be 1–100 letters, digits, dots, hyphens or underscores." });
  const isOnce = flags.once ?? readOnce(valueOf("once", undefined), mistakes);
  const wait = readWait(valueOf("wait", flags.wait), isOnce, mistakes);
  if (mistakes.length > 0 || join === undefined || tokenFile === undefined) throw new InvalidPlanError(mistakes);
  return {
    type: "serve",
    ...join,
    tokenFile: resolve(userDirectory, tokenFile.text),
    name: name?.text,
    isOnce,
    waitMs: wait === undefined ? Infinity : toMilliseconds(wait),
  };
}

function readJoin(
  value: Value | undefined,
  mistakes: Mistake[],
): { readonly host: string; readonly port: number } | undefined {
  if (value === undefined) {
    mistakes.push({
      place: "--join",
      message: "Is missing. Name the host that runs Fairhare with --agents, such as --join 10.0.0.1:7420.",
    });
    return undefined;
  }
  const [, address, name, port] = ADDRESS.exec(value.text.trim()) ?? [];
  const host = address ?? name;
  const number = port === undefined ? AGENTS_PORT : Number(port);
  if (host !== undefined && number >= 1 && number <= MAX_PORT) return { host, port: number };
  mistakes.push({ place: value.place, message: "Must be a host and a port, such as 10.0.0.1:7420 or [fe80::1]:7420." });
  return undefined;
}

function readOnce(value: Value | undefined, mistakes: Mistake[]): boolean {
  if (value !== undefined && value.text !== "true" && value.text !== "false")
    mistakes.push({ place: value.place, message: "Must be true or false." });
  return value?.text === "true";
}

function readWait(value: Value | undefined, isOnce: boolean, mistakes: Mistake[]): Nanoseconds | undefined {
  if (value === undefined) return isOnce ? ONCE_WAIT : undefined;
  const duration = parseDuration(value.text);
  if (duration === undefined)
    mistakes.push({ place: value.place, message: "Must be a duration with a unit, such as 30s or 5m." });
  return duration;
}
