// A private RabbitMQ node over its whole life: create, start, stop, kill and start again with the same ports,
// credentials and data. lifecycle/ contains the single steps; the guardian cleans up when this process is killed.
import { readFileSync, rmSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import type { ServerFacts } from "@fairhare/amqp";
import type { Alarm, BrokerResources } from "../broker.ts";
import type { Member } from "../cluster/member.ts";
import { freePorts } from "../free-ports.ts";
import { endNode } from "../guardian/end-node.ts";
import { Guardian } from "../guardian/guardian.ts";
import { signalProcesses } from "../guardian/marked-processes.ts";
import { BootError } from "../probe-until-ready.ts";
import { type AlarmedResource, raiseAlarm } from "../control/alarm.ts";
import { closingExpression, METADATA_IS_SYNCED } from "../control/expressions.ts";
import { canControl, evaluateIn, NoControlError, untilControlled } from "../control/node-control.ts";
import { runCtl } from "../control/rabbitmqctl.ts";
import { type QueueSampler, sampleQueues } from "../control/sampler.ts";
import { watchDisk } from "./disk/free-space.ts";
import { NodeDisk } from "./disk/node-disk.ts";
import { diskTools } from "./disk/power-cut-ability.ts";
import { ctlCommand } from "./installed/ctl-command.ts";
import { createDirectory, layoutOf, newIdentity, type NodeIdentity, type NodeLayout } from "./layout/layout.ts";
import { nodeEnvironment } from "./layout/node-environment.ts";
import { untilReady } from "./lifecycle/boot.ts";
import { ServerProcesses } from "./lifecycle/server-processes.ts";
import { startFailure } from "./lifecycle/start-failure.ts";
import { stopGracefully } from "./lifecycle/stop.ts";
import type { ManagedNodeOptions } from "./node-options.ts";
import { addResources, NOTHING_USED, processResources } from "./resources.ts";

/**
 * A first start takes 4 to 10 s on two cores; with a full queue to recover, or on a busy machine, several times longer.
 */
const BOOT_TIMEOUT_MS = 90_000;

export class ManagedNode implements Member {
  readonly uri: string;
  readonly dataDir: string;
  readonly #options: ManagedNodeOptions;
  readonly #identity: NodeIdentity;
  readonly #layout: NodeLayout;
  readonly #guardian: Guardian;
  readonly #processes: ServerProcesses;
  readonly #disk: NodeDisk | undefined;
  #facts: ServerFacts | undefined;
  #spent: BrokerResources = NOTHING_USED;
  #ended: Promise<void> | undefined;

  private constructor(options: ManagedNodeOptions, identity: NodeIdentity, layout: NodeLayout, guardian: Guardian) {
    this.#options = options;
    this.#identity = identity;
    this.#layout = layout;
    this.#guardian = guardian;
    const environment = nodeEnvironment(identity, layout, options.env);
    this.#processes = new ServerProcesses(identity.id, environment, layout, guardian);
    this.#disk = options.needs?.includes("power-cut") ? new NodeDisk(layout, diskTools(), environment) : undefined;
    this.uri = `amqp://${identity.user}:${identity.password}@127.0.0.1:${identity.amqpPort}/%2F`;
    this.dataDir = layout.data;
  }

  /** Starts the guardian, then creates the directory. No server runs yet. */
  static async create(options: ManagedNodeOptions): Promise<ManagedNode> {
    const identity = options.member?.identity ?? newIdentity(options.ports ?? (await freePorts(3)));
    const layout = layoutOf(identity);
    const guardian = await Guardian.start({ type: "node", id: identity.id, directory: layout.root });
    const node = new ManagedNode(options, identity, layout, guardian);
    try {
      await createDirectory(identity, layout, options.configuration);
      await node.#disk?.format(options.signal ?? new AbortController().signal);
      return node;
    } catch (error) {
      await node[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The value of FAIRHARE_NODE_ID in the environment of its processes. */
  get id(): string {
    return this.#identity.id;
  }

  get number(): number {
    return this.#options.member?.number ?? 1;
  }

  get facts(): ServerFacts | undefined {
    return this.#facts;
  }

  get erlangName(): string {
    return this.#identity.erlangName;
  }

  get running(): boolean {
    return this.#processes.serverRuns;
  }

  pids(): number[] {
    return this.#processes.pids();
  }

  async start(signal: AbortSignal): Promise<ServerFacts> {
    if (this.running) throw new Error("the node is already running");
    if (this.#ended) throw new Error("the node was disposed of");
    signal.throwIfAborted();
    const { server, probe, member, bootTimeoutMs: timeoutMs = BOOT_TIMEOUT_MS } = this.#options;
    // Processes that a crashed server has left would still use the ports.
    await this.#endEverything();
    const { root, output, log, pidFile } = this.#layout;
    rmSync(pidFile, { force: true });
    const diskIsFull = watchDisk(root, [output, log]);
    try {
      const command = this.#disk?.mountedFor(server.path) ?? ([server.path] as const);
      await member?.epmd.ensure();
      const process = await this.#processes.spawnServer(command, member ? undefined : this.#identity.epmdPort);
      const facts = await untilReady({ process, uri: this.uri, probe, timeoutMs, signal, diskIsFull });
      if (canControl(this.#layout.control)) await untilControlled(this.#layout.control, signal);
      // A node of a cluster that loses its newest tables in a power cut cannot join the others any more.
      if (this.#disk && member) await this.evaluate(METADATA_IS_SYNCED, signal);
      await this.#disk?.settle(this.pids(), signal);
      await member?.onReady(signal);
      this.#facts = facts;
      return facts;
    } catch (error) {
      await this.#processes.end();
      if (error instanceof BootError) throw await startFailure(error, server.path, this.#identity, this.#layout);
      throw error;
    }
  }

  async stop(signal: AbortSignal): Promise<void> {
    await this.#rememberResources();
    const { server } = this.#processes;
    if (server && this.running) await stopGracefully(server, this.#erlangPid(), signal);
    await this.#endEverything();
  }

  async settle(signal: AbortSignal): Promise<void> {
    await this.evaluate(METADATA_IS_SYNCED, signal);
    await this.#disk?.settle(this.pids(), signal);
  }

  async kill(): Promise<void> {
    await this.#rememberResources();
    await this.#endEverything();
  }

  async powerCut(signal: AbortSignal): Promise<void> {
    if (!this.#disk) throw new Error("the node was created without the need power-cut");
    await this.#rememberResources();
    // The disk first: if the server were killed first, the kernel would close its files, which is not a power cut.
    await this.#disk.shutDown(this.pids(), signal);
    await this.#endEverything();
  }

  freeze(): Promise<AsyncDisposable> {
    const pids = this.pids();
    signalProcesses(pids, "SIGSTOP");
    return Promise.resolve({
      [Symbol.asyncDispose]: () => Promise.resolve(signalProcesses(pids, "SIGCONT")),
    });
  }

  raiseAlarm(resource: AlarmedResource): Promise<Alarm> {
    const { signal } = new AbortController();
    return raiseAlarm(resource, (expression) => this.evaluate(expression, signal));
  }

  async closeConnections(names: readonly string[], reason: string, signal: AbortSignal): Promise<number> {
    const closed = await this.evaluate(closingExpression(names, reason), signal);
    return closed.match(/\bok\b/g)?.length ?? 0;
  }

  async wipe(signal: AbortSignal): Promise<void> {
    await this.kill();
    if (this.#disk) await this.#disk.format(signal);
    else {
      await rm(this.#layout.data, { recursive: true, force: true });
      await mkdir(this.#layout.data, { mode: 0o700 });
    }
    await this.#options.member?.onWiped(signal);
  }

  sampleQueues(queues: readonly string[]): QueueSampler {
    return sampleQueues(this.#layout.sampler, queues);
  }

  ctl(args: readonly string[], signal: AbortSignal): Promise<string> {
    return runCtl(args, ctlCommand(this.#options.server, args, this.#processes.environment), signal);
  }

  /**
   * Evaluates an Erlang expression in the node, also while it starts; returns its value as text. Throws BrokerCtlError,
   * or the signal's reason.
   */
  async evaluate(expression: string, signal: AbortSignal): Promise<string> {
    const { control } = this.#layout;
    try {
      if (canControl(control)) return await evaluateIn(control, expression, signal);
    } catch (error) {
      // A server that runs without its control script is asked in the slower way.
      if (!(error instanceof NoControlError) || !this.running) throw error;
    }
    return (await this.ctl(["--quiet", "eval", expression], signal)).trim();
  }

  async resources(): Promise<BrokerResources | undefined> {
    const pid = this.#erlangPid();
    const used = pid === undefined ? undefined : await processResources(pid);
    if (used) return addResources(this.#spent, used);
    return this.#spent === NOTHING_USED ? undefined : this.#spent;
  }

  /** No process, directory or guardian of the node is left when this resolves. */
  [Symbol.asyncDispose](): Promise<void> {
    return (this.#ended ??= this.#end());
  }

  /** Ends every process, and waits until the disk is released. */
  async #endEverything(): Promise<void> {
    await this.#processes.end();
    await this.#disk?.released();
  }

  async #end(): Promise<void> {
    await endNode(this.#processes.mark, this.#layout.root);
    await this.#guardian.release();
  }

  /** The resource usage of an incarnation can only be read while its process runs. */
  async #rememberResources(): Promise<void> {
    this.#spent = (await this.resources()) ?? NOTHING_USED;
  }

  /**
   * The server writes this file when it has started. A process id that is not one of the node's is from before a kill.
   */
  #erlangPid(): number | undefined {
    try {
      const pid = Number(readFileSync(this.#layout.pidFile, "utf8"));
      return this.pids().includes(pid) ? pid : undefined;
    } catch {
      return undefined;
    }
  }
}
