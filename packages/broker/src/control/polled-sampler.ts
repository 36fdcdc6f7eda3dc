// Samples queues by requests to a node that has no directory in common with us, such as a container.
import { setTimeout as delay } from "node:timers/promises";
import { type QueueSample, type QueueSampler, readSample } from "./sampler.ts";
import { INTERVAL_MS, PAUSE_PER_SAMPLE, sampleExpression } from "./sampler-script.ts";

/** A paused node answers later, or never. */
const ANSWER_TIMEOUT_MS = 5_000;

type Evaluate = (expression: string, signal: AbortSignal) => Promise<string>;

/** Starts at once. While the node does not answer, there are no samples. */
export function pollSamples(evaluate: Evaluate, queues: readonly string[]): QueueSampler {
  const expression = sampleExpression(queues);
  const over = new AbortController();
  const taken: QueueSample[] = [];
  void poll();
  return {
    read: () => taken.splice(0),
    [Symbol.dispose]: () => over.abort(),
  };

  async function poll(): Promise<void> {
    while (!over.signal.aborted) {
      const began = performance.now();
      const sample = await ask();
      if (sample !== undefined) taken.push(sample);
      const tookMs = sample === undefined ? 0 : performance.now() - began;
      const pauseMs = Math.max(INTERVAL_MS, PAUSE_PER_SAMPLE * tookMs);
      await delay(pauseMs, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
    }
  }

  async function ask(): Promise<QueueSample | undefined> {
    try {
      const value = await evaluate(expression, AbortSignal.any([over.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]));
      return readSample(value.replaceAll('"', ""));
    } catch {
      return undefined;
    }
  }
}
