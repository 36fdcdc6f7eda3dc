// Implements the host port on the real machine: forked processes, TCP connections, files and the system clock.
import { createHostTimers, openShardFile, ShardWriter } from "@fairhare/child";
import { connect } from "@fairhare/amqp";
import { ProgramGuard, setAckTimeout } from "@fairhare/broker";
import { localPlace } from "@fairhare/places";
import { Freeze } from "../faults/freeze.ts";
import { Proxy } from "@fairhare/proxy";
import { SHARD_FILES } from "@fairhare/store";
import { ProcessTap } from "@fairhare/tap";
import { startProgram } from "../programs/start-program.ts";
import { machineCpu } from "../run/machine-load.ts";
import type { Host } from "./host.ts";

export const createRealHost = (): Host => ({
  clock: createHostTimers(),
  random: Math.random,
  pid: process.pid,
  machineCpu,
  connect,
  launch: (role, listener) => localPlace.launch(role, listener),
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
