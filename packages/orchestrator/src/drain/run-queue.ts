// Prepares the queues of a run: declares each, or checks one that exists. Refuses a queue whose messages or consumers the
// run could not tell from its own.
import { BrokerRefusedError, type QueueAdmin, type QueueDepth, type QueueSpec } from "@fairhare/amqp";
import { FairhareError } from "@fairhare/core";
import { isShared, type TrialSettings } from "@fairhare/workload";
import { askInBatches, queueBatches } from "./queue-batches.ts";

const ACCESS_REFUSED = 403;
const NOT_FOUND = 404;
const PRECONDITION_FAILED = 406;

/** The queue exists and cannot be used, or does not exist and may not be created. */
class QueueNotUsableError extends FairhareError {
  readonly code = "QUEUE_NOT_USABLE";
}

export interface RunQueue {
  /** The run created it, so the run deletes it. */
  readonly isCreated: boolean;
  /** Null when the broker does not report it. */
  readonly reportedType: string | null;
}

type Settings = Pick<TrialSettings, "queue" | "exchange" | "workers" | "producers">;

/** In the order of the specs; deletes the queues that it has created when one is refused. Throws as `prepareQueue`. */
export async function prepareQueues(
  admin: QueueAdmin,
  specs: readonly QueueSpec[],
  settings: Settings,
): Promise<RunQueue[]> {
  const prepared: RunQueue[] = [];
  const created: string[] = [];
  for (const batch of queueBatches(specs)) {
    // The type of one queue is that of all, and a broker logs each question about a type as an error.
    const answers = await Promise.allSettled(
      batch.map((spec) => prepareQueue(admin, spec, settings, { asksType: spec === specs[0] })),
    );
    for (const [index, answer] of answers.entries())
      if (answer.status === "fulfilled") {
        prepared.push(answer.value);
        if (answer.value.isCreated) created.push(batch[index]?.name ?? "");
      }
    const refused = answers.find((answer) => answer.status === "rejected");
    if (refused === undefined) continue;
    for (const name of created) await admin.delete(name).catch(() => undefined);
    throw refused.reason;
  }
  return prepared;
}

/** Rejects as `QueueAdmin.delete`. */
export async function deleteQueues(admin: QueueAdmin, names: readonly string[]): Promise<void> {
  await askInBatches(names, (name) => admin.delete(name));
}

/** Throws QueueNotUsableError, or BrokerRefusedError. Without `asksType`, the reported type is null. */
export async function prepareQueue(
  admin: QueueAdmin,
  spec: QueueSpec,
  settings: Settings,
  { asksType = true } = {},
): Promise<RunQueue> {
  if (settings.exchange !== null) await checkExchange(admin, settings.exchange);
  const before = isShared(settings) ? await depthOf(admin, spec.name) : null;
  if (before === null && settings.queue.predeclared)
    throw new QueueNotUsableError(
      `The queue ${quoted(spec)} does not exist, and --predeclared creates nothing. Check the name and the virtual host of --uri, create the queue, or remove --predeclared.`,
    );
  if (before !== null) refuseInUse(spec, before, settings);
  if (isShared(settings)) await refuseDeadLetters(admin, spec);
  // AMQP tells the type of a queue only to clients that may declare it.
  if (settings.queue.predeclared) return { isCreated: false, reportedType: null };
  await declare(admin, { ...spec, binding: null });
  try {
    if (spec.binding) await bind(admin, spec.name, spec.binding);
    return { isCreated: before === null, reportedType: asksType ? await reportedType(admin, spec) : null };
  } catch (error) {
    if (before === null) await admin.delete(spec.name);
    throw error;
  }
}

/** Null when the queue does not exist. */
async function depthOf(admin: QueueAdmin, name: string): Promise<QueueDepth | null> {
  try {
    return await admin.depth(name);
  } catch (error) {
    if (error instanceof BrokerRefusedError && error.replyCode === NOT_FOUND) return null;
    throw error;
  }
}

function refuseInUse(spec: QueueSpec, { ready, consumers }: QueueDepth, { workers, producers }: Settings): void {
  // One side alone works with other programs: they consume what it publishes, or have published what it consumes.
  if (workers === 0 || producers === 0) return;
  if (ready > 0)
    throw new QueueNotUsableError(
      `The queue ${quoted(spec)} holds ${ready} ${ready === 1 ? "message" : "messages"} that this run did not publish. Empty it (rabbitmqctl purge_queue ${spec.name}), use another --queue, or measure workers alone on these messages: --producers 0.`,
    );
  if (consumers > 0)
    throw new QueueNotUsableError(
      `The queue ${quoted(spec)} has ${consumers} ${consumers === 1 ? "consumer" : "consumers"}, which would receive tasks of this run. Stop them, use another --queue, or publish without workers of this run: --workers 0.`,
    );
}

/** The run deletes its dead-letter or retry queue at the end. */
async function refuseDeadLetters(admin: QueueAdmin, { name, deadLetterQueue = null }: QueueSpec): Promise<void> {
  if (deadLetterQueue !== null && (await depthOf(admin, deadLetterQueue)) !== null)
    throw new QueueNotUsableError(
      `The queue "${deadLetterQueue}" exists, and the queue for failed tasks of ${JSON.stringify(name)} would have this name. Delete it, or use another --queue.`,
    );
}

async function declare(admin: QueueAdmin, spec: QueueSpec): Promise<void> {
  try {
    await admin.declare(spec);
  } catch (error) {
    const { replyCode, message } = error instanceof BrokerRefusedError ? error : { replyCode: 0, message: "" };
    if (replyCode === PRECONDITION_FAILED && !message.includes("inequivalent"))
      throw new QueueNotUsableError(
        `${message}\nThe broker refuses an argument of the queue. Change or remove it: --queue-arg.`,
        { cause: error },
      );
    if (replyCode === PRECONDITION_FAILED)
      throw new QueueNotUsableError(
        `${message}\nThe queue exists with another type, durability or arguments. Set the same with --queue-type, --queue-durable and the options of the queue, use another --queue, or take the queue as it is: --predeclared.`,
        { cause: error },
      );
    if (replyCode === ACCESS_REFUSED)
      throw new QueueNotUsableError(
        `${message}\nThe user may not create queues. Use a queue that exists, with --queue NAME --predeclared: it needs only the rights to read and write.`,
        { cause: error },
      );
    throw error;
  }
}

async function checkExchange(admin: QueueAdmin, name: string): Promise<void> {
  try {
    await admin.checkExchange(name);
  } catch (error) {
    if (!(error instanceof BrokerRefusedError) || error.replyCode !== NOT_FOUND) throw error;
    throw new QueueNotUsableError(
      `The exchange ${JSON.stringify(name)} does not exist. Check the name and the virtual host of --uri, create the exchange, or remove --exchange.`,
      { cause: error },
    );
  }
}

async function bind(admin: QueueAdmin, queue: string, binding: NonNullable<QueueSpec["binding"]>): Promise<void> {
  const { exchange, routingKey } = binding;
  try {
    await admin.bind(queue, exchange, routingKey);
  } catch (error) {
    if (!(error instanceof BrokerRefusedError) || error.replyCode !== ACCESS_REFUSED) throw error;
    throw new QueueNotUsableError(
      `${error.message}\nThe user may not bind the queue to the exchange ${JSON.stringify(exchange)}. Give the rights to write to the queue and to read from the exchange, or use a queue that is bound, with --queue NAME --predeclared.`,
      { cause: error },
    );
  }
}

/** Throws BrokerRefusedError when the broker created another type than the declared one. */
async function reportedType(admin: QueueAdmin, spec: QueueSpec): Promise<string | null> {
  const type = await admin.reportedType(spec);
  if (type !== null && type !== spec.type)
    throw new BrokerRefusedError(`declare a ${spec.type} queue`, `it created a ${type} queue instead`);
  return type;
}

const quoted = ({ name }: QueueSpec): string => JSON.stringify(name);
