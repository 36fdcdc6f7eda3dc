// Asks the nodes of a cluster the same question. A node that does not answer, because it has just been killed or paused, must
// not hold up the answer of another one.
import { setTimeout as delay } from "node:timers/promises";

/** A node that can answer does so within milliseconds. */
const PATIENCE_MS = 250;

export interface Question<Node, Answer> {
  /** In the order in which they are asked. */
  readonly nodes: readonly Node[];
  /** Undefined when the node cannot answer. */
  readonly ask: (node: Node, signal: AbortSignal) => Promise<Answer | undefined>;
  /** Whether no other node needs to be asked. */
  readonly isClear: (answer: Answer) => boolean;
}

/**
 * The first clear answer; without one, the first answer at all, when every node has answered. The next node is asked as soon
 * as an answer is not clear, or after a quarter of a second without one. Questions that are still open at the end are aborted.
 * Throws the signal's reason, and what `ask` throws.
 */
export async function firstClear<Node, Answer>(
  { nodes, ask, isClear }: Question<Node, Answer>,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const open = new Map<Node, Promise<{ node: Node; answer: Answer | undefined }>>();
  let best: Answer | undefined;
  let asked = 0;
  const patience = async (): Promise<undefined> => {
    await delay(PATIENCE_MS, undefined, { signal: until });
  };
  try {
    for (;;) {
      signal.throwIfAborted();
      for (const node of nodes.slice(asked, asked + 1))
        open.set(
          node,
          ask(node, until).then((answer) => ({ node, answer })),
        );
      asked++;
      if (open.size === 0) return best;
      const next = await Promise.race([...open.values(), ...(asked < nodes.length ? [patience()] : [])]);
      if (next === undefined) continue;
      open.delete(next.node);
      if (next.answer !== undefined && isClear(next.answer)) return next.answer;
      best ??= next.answer;
    }
  } finally {
    over.abort(new Error("another node has answered"));
  }
}
