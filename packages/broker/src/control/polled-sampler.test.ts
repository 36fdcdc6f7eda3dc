import { expect, test, vi } from "vitest";
import { pollSamples } from "./polled-sampler.ts";

test("a request that fails leaves out a sample", async () => {
  const answers = ['"5000000000 3 1 10 100 4"', new Error("node down"), "unexpected", '"6000000000 2 0 10 100 4"'];
  const asked: string[] = [];
  using sampler = pollSamples(
    (expression) => {
      asked.push(expression);
      const answer = answers.shift();
      return typeof answer === "string" ? Promise.resolve(answer) : Promise.reject(answer ?? new Error("no more"));
    },
    ["q", 'x">>'],
  );
  await vi.waitFor(() => expect(answers).toEqual([]), { timeout: 5_000 });
  expect(sampler.read()).toEqual([
    { at: 5_000_000_000, ready: 3, unacked: 1, queueBytes: 10, nodeBytes: 100, binaryBytes: 4 },
    { at: 6_000_000_000, ready: 2, unacked: 0, queueBytes: 10, nodeBytes: 100, binaryBytes: 4 },
  ]);
  expect(sampler.read()).toEqual([]);
  expect(asked[0]).toContain("Figures([<<113>>, <<120,34,62,62>>])");
});

test("the disposal ends the request in progress, and no other follows", async () => {
  const signals: AbortSignal[] = [];
  const sampler = pollSamples(
    (_, signal) => {
      signals.push(signal);
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
    },
    ["q"],
  );
  sampler[Symbol.dispose]();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});
