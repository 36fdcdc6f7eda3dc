// Requests about many queues, some of them at a time: a broker answers each within milliseconds, or tens of them to create or
// delete a quorum queue, and hundreds at once would hold up the fleet.

const AT_A_TIME = 16;

/** The items in their order, in batches. */
export function* queueBatches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += AT_A_TIME) yield items.slice(from, from + AT_A_TIME);
}

/** Answers in the order of the items. Rejects with the first failure; later batches are then not asked. */
export async function askInBatches<T, Answer>(
  items: readonly T[],
  ask: (item: T) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const batch of queueBatches(items)) answers.push(...(await Promise.all(batch.map(ask))));
  return answers;
}
