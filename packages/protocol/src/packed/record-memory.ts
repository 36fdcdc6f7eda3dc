// What the encoder and the decoder of a packed frame both know of the records before: the previous time, and of each kind
// of event its last fields. A field is stored only where it differs from what follows from them.

const KINDS = 256;

export class RecordMemory {
  /** Time of the previous record that has one. */
  at = 0;
  /** Of the last seal: number of records in its block, and in the shard so far. */
  count = 0;
  total = 0;
  readonly slot = new Uint16Array(KINDS);
  readonly flags = new Uint8Array(KINDS);
  readonly detail = new Uint32Array(KINDS);
  /** The next task and tag are expected one step after the last; as signed words, so that every sum has 32 bits. */
  readonly task = new Int32Array(KINDS);
  readonly taskStep = new Int32Array(KINDS);
  readonly tag = new Int32Array(KINDS);
  readonly tagStep = new Int32Array(KINDS);

  remember(
    kind: number,
    slot: number,
    flags: number,
    detail: number,
    task: number,
    taskStep: number,
    tag: number,
    tagStep: number,
  ): void {
    this.slot[kind] = slot;
    this.flags[kind] = flags;
    this.detail[kind] = detail;
    this.task[kind] = task;
    this.taskStep[kind] = taskStep;
    this.tag[kind] = tag;
    this.tagStep[kind] = tagStep;
  }

  /** Each frame can be read without the frames before it. */
  reset(): void {
    this.at = 0;
    this.count = 0;
    this.total = 0;
    this.slot.fill(0);
    this.flags.fill(0);
    this.detail.fill(0);
    this.task.fill(0);
    this.taskStep.fill(0);
    this.tag.fill(0);
    this.tagStep.fill(0);
  }
}
