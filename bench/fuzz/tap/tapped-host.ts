// The real machine, with a tap in front of each process of the fleet: Fairhare's own processes write their shards as
// always, and the taps write a second history of the same run from the bytes on the wire.
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { openShardFile, ShardWriter } from "@fairhare/child";
import type { MemoryShard } from "@fairhare/checker";
import type { Host } from "@fairhare/orchestrator";
import type { LaunchedProcess, ProcessListener } from "@fairhare/places";
import { type ChildPlan, Role } from "@fairhare/protocol";
import { ProcessTap, TaskNumbers, type WireFacts } from "@fairhare/tap";

export class TappedHost {
  readonly host: Host;
  /** By role, process and incarnation. */
  readonly facts = new Map<string, WireFacts>();
  readonly #real: Host;
  readonly #directory: string;
  readonly #tasks = new TaskNumbers();

  /** `directory`: for the shards of the taps; it is created. */
  constructor(real: Host, directory: string) {
    this.#real = real;
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    this.host = { ...real, launch: (...seat) => this.#launch(...seat) };
  }

  /** The shards that the taps have written. */
  shards(): MemoryShard[] {
    return readdirSync(this.#directory).map((name) => ({ name, bytes: readFileSync(join(this.#directory, name)) }));
  }

  #launch(role: ChildPlan["role"], listener: ProcessListener, process: number): LaunchedProcess {
    let tap: ProcessTap | undefined;
    /** A message must not overtake the plan, which waits for its tap. */
    let sent: Promise<unknown> = Promise.resolve();
    const launched = this.#real.launch(
      role,
      {
        onMessage: listener.onMessage,
        onEnd: (end) => {
          const close = async (): Promise<void> => {
            await tap?.processEnded({ isClean: end.exitCode === 0 });
            await tap?.[Symbol.asyncDispose]();
            listener.onEnd(end);
          };
          void close();
        },
      },
      process,
    );
    return {
      ...launched,
      send: (message) => {
        const deliver = async (): Promise<void> => {
          if (message.type !== "configure") return launched.send(message);
          tap = await this.#tapOf(message.plan, launched.pid);
          launched.send({ type: "configure", plan: { ...message.plan, uri: tap.uri } });
        };
        sent = sent.then(deliver);
      },
    };
  }

  async #tapOf(plan: ChildPlan, pid: number): Promise<ProcessTap> {
    const { role, process, incarnation, settings, uri } = plan;
    const { clock } = this.#real;
    const tap = await ProcessTap.open({
      member: { role, process },
      slot: plan.role === "worker" ? (plan.slots[0] ?? process) : process,
      brokerUri: uri,
      clock,
      tasks: this.#tasks,
      hasDeadLetterQueue: settings.deadLetter || settings.onError === "dead-letter",
      reportsDone: false,
      isWorkless: settings.work === "none",
    });
    this.facts.set(`${role} ${process}.${incarnation}`, tap.facts);
    const header = { role: Role[role], process, incarnation, pid, openedAt: clock.now() };
    tap.begin(new ShardWriter(openShardFile(join(this.#directory, basename(plan.shardFile))), header));
    return tap;
  }
}
