// Implements the host port on the real machine: forked processes, TCP connections, files and the system clock.
import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { createHostTimers, openShardFile, ShardWriter } from "@fairhare/agent";
import { connect } from "@fairhare/amqp";
import { ProgramGuard, setAckTimeout } from "@fairhare/broker";
import type { ChildMessage, ChildPlan } from "@fairhare/protocol";
import { Freeze } from "../faults/freeze.ts";
import { Proxy } from "@fairhare/proxy";
import { SHARD_FILES } from "@fairhare/store";
import { ProcessTap } from "@fairhare/tap";
import { startProgram } from "../programs/start-program.ts";
import { machineCpu } from "../run/machine-load.ts";
import type { Host, LaunchedProcess, ProcessListener } from "./host.ts";

// The published package maps these names to other files.
const resolve = createRequire(import.meta.url).resolve;
const PROGRAM = {
  producer: () => resolve("#producer-process"),
  worker: () => resolve("#worker-process"),
} as const;

/**
 * MB of each half of V8's young generation, instead of 16: frames live for one turn of the event loop, so a larger one only
 * takes memory. The buffers of the socket, which V8 frees at the same time, weigh more than its objects.
 */
const CHILD_ARGUMENTS = ["--max-semi-space-size=1"];

/** Characters of a child's standard error that are kept for the error message. */
const KEPT_STDERR = 2_000;

export const createRealHost = (): Host => ({
  clock: createHostTimers(),
  random: Math.random,
  pid: process.pid,
  machineCpu,
  connect,
  launch: (role, listener) => launch(role, listener),
  programs: {
    start: startProgram,
    openTap: (options) => ProcessTap.open(options),
    startGuard: () => ProgramGuard.start(),
  },
  freeze: (target) => Freeze.begin(target),
  openShard: (path, header) => new ShardWriter(openShardFile(path), header),
  shards: SHARD_FILES,
  openProxy: (brokerUri, members) => Proxy.open(brokerUri, members),
  setAckTimeout,
});

function launch(role: ChildPlan["role"], { onMessage, onEnd }: ProcessListener): LaunchedProcess {
  const child: ChildProcess = fork(PROGRAM[role](), {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: CHILD_ARGUMENTS,
  });
  let errorText = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (errorText = (errorText + text).slice(-KEPT_STDERR)));
  child.on("message", (message: ChildMessage) => onMessage(message));
  const end = (exitCode: number | null, signal: NodeJS.Signals | null): void =>
    onEnd({ exitCode, signal, isGraceful: exitCode === 0, reason: errorText.trim() || undefined });
  child.on("error", (error) => {
    errorText = error.message;
    if (child.pid === undefined) end(null, null);
  });
  child.on("exit", end);
  return {
    pid: child.pid ?? 0,
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    kill: (signal) => void child.kill(signal),
  };
}
