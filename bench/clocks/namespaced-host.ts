// Starts a process whose monotonic clock is hours away from that of this process, and runs at another rate.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Timers } from "@fairhare/core";
import { offsetOf, bestExchange, type TimeExchange } from "@fairhare/protocol";
import { DRIFT, inNamespace, type MadeClock } from "./time-namespace.ts";

const HOST = fileURLToPath(new URL("host.mjs", import.meta.url));

export type HostMessage =
  | { readonly type: "configured"; readonly pid: number }
  | { readonly type: "published"; readonly task: number; readonly raw: number; readonly intended: number }
  | { readonly type: "delivered"; readonly task: number; readonly raw: number }
  | { readonly type: "ended" };

type TimeAnswer = { readonly type: "time"; readonly id: number; readonly t2: number; readonly t3: number };

export class NamespacedHost implements Disposable {
  readonly number: number;
  readonly isConnected = true;
  clockOffset = 0;
  readonly #options: MadeClock;
  readonly #clock: Timers;
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, { readonly t1: number; readonly answer: (exchange: TimeExchange) => void }>();
  readonly #waiting: ((message: HostMessage) => void)[] = [];
  #lastId = 0;

  constructor(number: number, options: MadeClock, clock: Timers) {
    this.number = number;
    this.#options = options;
    this.#clock = clock;
    const { aheadSeconds, driftPpm } = options;
    const node = [process.execPath, "--import", DRIFT, HOST];
    this.#child = spawn("unshare", [...inNamespace(aheadSeconds), ...node], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { ...process.env, CLOCK_DRIFT_PPM: String(driftPpm) },
    });
    this.#child.on("message", (message: HostMessage | TimeAnswer) => {
      if (message.type === "time") this.#answered(message);
      else this.#waiting.shift()?.(message);
    });
  }

  /** A time that the process read, on the clock of this process: exact, because the namespace and the rate are known. */
  truthOf(raw: number): number {
    const { aheadSeconds, driftPpm } = this.#options;
    return raw / (1 + driftPpm / 1e6) - aheadSeconds * 1e9;
  }

  exchangeTime(): Promise<TimeExchange> {
    const id = ++this.#lastId;
    return new Promise((answer) => {
      this.#asked.set(id, { t1: this.#clock.now(), answer });
      this.#child.send({ type: "time", id });
    });
  }

  async compareClocks(signal: AbortSignal): Promise<void> {
    const exchanges: TimeExchange[] = [];
    for (let count = 0; count < 8; count++) exchanges.push(await this.exchangeTime());
    const best = bestExchange(exchanges);
    if (best !== undefined && !signal.aborted) this.clockOffset = offsetOf(best);
  }

  ask(message: object): Promise<HostMessage> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#child.send(message);
    });
  }

  [Symbol.dispose](): void {
    this.#child.disconnect();
    this.#child.kill("SIGKILL");
  }

  #answered({ id, t2, t3 }: TimeAnswer): void {
    const t4 = this.#clock.now();
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    asked?.answer({ t1: asked.t1, t2, t3, t4 });
  }
}
