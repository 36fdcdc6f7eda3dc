// A RabbitMQ node in a container over its whole life: start, stop, kill and start again with the same ports, credentials
// and data. ComposeProject creates the container and cleans up.
import { stripVTControlCharacters } from "node:util";
import type { ServerFacts } from "@fairhare/amqp";
import { type BrokerStartError, BrokerStopError } from "../broker-errors.ts";
import type { Alarm, BrokerProbe } from "../broker.ts";
import type { Member, MemberEvents } from "../cluster/member.ts";
import { type AlarmedResource, raiseAlarm } from "../control/alarm.ts";
import { closingExpression, METADATA_IS_SYNCED } from "../control/expressions.ts";
import { type ControlPort, evaluateIn, untilControlled } from "../control/node-control.ts";
import { pollSamples } from "../control/polled-sampler.ts";
import { runCtl } from "../control/rabbitmqctl.ts";
import type { QueueSampler } from "../control/sampler.ts";
import { BootError, probeUntilReady } from "../probe-until-ready.ts";
import { CommandError } from "../run-command.ts";
import type { ComposeProject, ContainerLife } from "./compose-project.ts";
import {
  ctlCommand,
  type DockerProject,
  erlangNameOf,
  killCommand,
  pauseCommand,
  removeCommand,
  startCommand,
  STOP_TIMEOUT_SECONDS,
  stopCommand,
  unpauseCommand,
} from "./docker-commands.ts";
import { dockerStartError } from "./start-error.ts";

/** Continues the sentence "The broker did not start: …". */
const NO_CONTROL =
  "it does not answer at its control port; rabbitmq-server of its image must read RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS";

/** The exit code of a container whose first process ended by SIGKILL. */
const KILLED = 137;

export interface DockerNodeOptions {
  /** From 1. */
  readonly number: number;
  readonly project: DockerProject;
  readonly containers: ComposeProject;
  readonly events: MemberEvents;
  readonly probe: BrokerProbe;
  readonly bootTimeoutMs: number;
}

export class DockerNode implements Member {
  readonly number: number;
  readonly uri: string;
  readonly erlangName: string;
  readonly dataDir = null;
  readonly #options: DockerNodeOptions;
  readonly #control: ControlPort;
  /** Of the last start. */
  #life: ContainerLife | undefined;
  #facts: ServerFacts | undefined;

  constructor(options: DockerNodeOptions) {
    const { number, project } = options;
    const ports = project.nodes[number - 1];
    if (ports === undefined) throw new Error(`node ${number} has no ports`);
    this.#options = options;
    this.#control = { port: ports.control, token: project.token };
    this.number = number;
    this.uri = `amqp://${project.user}:${project.password}@127.0.0.1:${ports.amqp}/%2F`;
    this.erlangName = erlangNameOf(number);
  }

  get facts(): ServerFacts | undefined {
    return this.#facts;
  }

  get running(): boolean {
    return this.#life !== undefined && !this.#life.isOver;
  }

  pids(): number[] {
    return [];
  }

  async start(signal: AbortSignal): Promise<ServerFacts> {
    if (this.running) throw new Error("the node is already running");
    const { containers, events, number } = this.#options;
    try {
      await containers.change(startCommand, number, signal);
      this.#life = containers.watch(number);
      const facts = await this.#untilReady(this.#life, signal);
      await events.onReady(signal);
      this.#facts = facts;
      return facts;
    } catch (error) {
      const failure = error instanceof BootError || error instanceof CommandError ? await this.#failure(error) : error;
      await this.kill().catch(() => undefined);
      throw failure;
    }
  }

  async stop(signal: AbortSignal): Promise<void> {
    if (!this.running) return;
    await this.#options.containers.change(stopCommand, this.number, signal);
    if ((await this.#life?.ended) === KILLED)
      throw new BrokerStopError(
        `Node ${this.number} in Docker did not shut down within ${STOP_TIMEOUT_SECONDS} s. Run again with fewer messages in its queues.`,
      );
  }

  async settle(signal: AbortSignal): Promise<void> {
    await this.evaluate(METADATA_IS_SYNCED, signal);
  }

  async kill(): Promise<void> {
    if (!this.running) return;
    try {
      await this.#change(killCommand);
    } catch (error) {
      // It has ended by itself meanwhile.
      if (this.running) throw error;
    }
    await this.#life?.ended;
  }

  powerCut(): Promise<void> {
    return Promise.reject(new Error("a container has no disk of its own, whose power could be cut"));
  }

  async freeze(): Promise<AsyncDisposable> {
    await this.#change(pauseCommand);
    return { [Symbol.asyncDispose]: () => this.#change(unpauseCommand) };
  }

  raiseAlarm(resource: AlarmedResource): Promise<Alarm> {
    const { signal } = new AbortController();
    return raiseAlarm(resource, (expression) => this.evaluate(expression, signal));
  }

  async closeConnections(names: readonly string[], reason: string, signal: AbortSignal): Promise<number> {
    const closed = await this.evaluate(closingExpression(names, reason), signal);
    return closed.match(/\bok\b/g)?.length ?? 0;
  }

  sampleQueues(queues: readonly string[]): QueueSampler {
    return pollSamples((expression, signal) => this.evaluate(expression, signal), queues);
  }

  async wipe(signal: AbortSignal): Promise<void> {
    const { containers, events } = this.#options;
    await this.kill();
    await containers.change(removeCommand, this.number, signal);
    await containers.create([this.number], signal);
    await events.onWiped(signal);
  }

  ctl(args: readonly string[], signal: AbortSignal): Promise<string> {
    return runCtl(args, ctlCommand(this.#options.project, this.number, args), signal);
  }

  evaluate(expression: string, signal: AbortSignal): Promise<string> {
    return evaluateIn(this.#control, expression, signal);
  }

  resources(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** The project removes all containers at once. */
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  /** Throws BootError, or the signal's reason. */
  async #untilReady({ ended }: ContainerLife, signal: AbortSignal): Promise<ServerFacts> {
    const { probe, bootTimeoutMs: timeoutMs } = this.#options;
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const exit = ended.then((code) => {
      throw new BootError(code === null ? "its container has ended" : `its container exited with code ${code}`);
    });
    try {
      const facts = await Promise.race([probeUntilReady({ uri: this.uri, probe, timeoutMs }, either), exit]);
      const isControlled = await Promise.race([untilControlled(this.#control, either), exit]);
      if (!isControlled) throw new BootError(NO_CONTROL);
      return facts;
    } finally {
      over.abort(new Error("the wait for the node is over"));
    }
  }

  async #failure(error: Error): Promise<BrokerStartError> {
    const { containers, project, number } = this.#options;
    const log = stripVTControlCharacters(await containers.log(number)).trim();
    return dockerStartError(error, project, { node: number, log });
  }

  /** Not aborted: the next run uses the same container. */
  async #change(command: typeof killCommand): Promise<void> {
    await this.#options.containers.change(command, this.number, new AbortController().signal);
  }
}
