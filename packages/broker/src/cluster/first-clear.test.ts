import { expect, test } from "vitest";
import { firstClear, type Question } from "./first-clear.ts";

interface Place {
  readonly leader: number | null;
}

const NONE: Place = { leader: null };
const { signal } = new AbortController();
const never = (until: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    until.addEventListener("abort", () => resolve(undefined));
  });

/** Nodes by name; each records that it was asked. */
class Nodes implements Question<string, Place> {
  readonly nodes: readonly string[];
  readonly asked: string[] = [];
  readonly aborted: string[] = [];
  readonly #answers: Readonly<Record<string, Place | undefined | "silent">>;

  constructor(answers: Readonly<Record<string, Place | undefined | "silent">>) {
    this.nodes = Object.keys(answers);
    this.#answers = answers;
  }

  readonly ask = (node: string, until: AbortSignal): Promise<Place | undefined> => {
    this.asked.push(node);
    until.addEventListener("abort", () => this.aborted.push(node));
    const answer = this.#answers[node];
    return answer === "silent" ? never(until) : Promise.resolve(answer);
  };

  readonly isClear = ({ leader }: Place): boolean => leader !== null;
}

test("one node is asked when it knows the answer", async () => {
  const nodes = new Nodes({ a: { leader: 2 }, b: { leader: 3 } });
  expect(await firstClear(nodes, signal)).toEqual({ leader: 2 });
  expect(nodes.asked).toEqual(["a"]);
});

test("a silent node does not hold up the others, and its question is aborted", async () => {
  const nodes = new Nodes({ a: "silent", b: "silent", c: { leader: 3 } });
  expect(await firstClear(nodes, signal)).toEqual({ leader: 3 });
  expect(nodes.asked).toEqual(["a", "b", "c"]);
  expect(nodes.aborted).toEqual(expect.arrayContaining(["a", "b"]));
});

test("a clear answer counts more than an earlier one that is not clear", async () => {
  expect(await firstClear(new Nodes({ a: undefined, b: NONE, c: { leader: 1 } }), signal)).toEqual({ leader: 1 });
});

test("without a clear answer it is the first one, and undefined when no node has any", async () => {
  expect(await firstClear(new Nodes({ a: undefined, b: NONE }), signal)).toBe(NONE);
  expect(await firstClear(new Nodes({ a: undefined, b: undefined }), signal)).toBeUndefined();
  expect(await firstClear(new Nodes({}), signal)).toBeUndefined();
});

test("a failure or an abort ends the question", async () => {
  const refused = { nodes: ["a"], ask: () => Promise.reject(new Error("the run is over")), isClear: () => true };
  await expect(firstClear(refused, signal)).rejects.toThrow("the run is over");
  const ended = new AbortController();
  const nodes = new Nodes({ a: "silent", b: "silent" });
  const answer = firstClear(nodes, ended.signal);
  ended.abort(new Error("the fault is over"));
  await expect(answer).rejects.toThrow("the fault is over");
});
