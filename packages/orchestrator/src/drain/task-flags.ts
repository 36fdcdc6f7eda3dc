// Flags of each task, one byte a task. The bytes of finished tasks are given back, so that a run of hours needs memory for
// the tasks that are open, and not for all of them.

/** Tasks of a page. A task that stays open keeps the bytes of its page alone. */
const PAGE_BITS = 12;
const PAGE_TASKS = 2 ** PAGE_BITS;

interface Page {
  readonly flags: Uint8Array;
  /** Tasks of the page that do not have all flags of a finished one. */
  open: number;
}

export class TaskFlags {
  /** By number of the task / PAGE_TASKS; null once every task of the page is finished. */
  readonly #pages: (Page | null | undefined)[] = [];
  readonly #finished: number;

  /** `finished`: the flags that a task has at its end; a task may miss some, and is remembered then. */
  constructor(finished: number) {
    this.#finished = finished;
  }

  /** The flags of the task, at first 0. */
  of(task: number): number {
    const page = this.#pages[task >>> PAGE_BITS];
    if (page === undefined) return 0;
    return page === null ? this.#finished : (page.flags[task % PAGE_TASKS] ?? 0);
  }

  /** Returns false when the task has the flag already, or is one of those that are not remembered any more. */
  set(task: number, flag: number): boolean {
    const number = task >>> PAGE_BITS;
    const page = this.#pages[number] === undefined ? this.#openPage(number) : this.#pages[number];
    if (page === null || page === undefined) return false;
    const before = page.flags[task % PAGE_TASKS] ?? 0;
    if ((before & flag) !== 0) return false;
    const after = before | flag;
    page.flags[task % PAGE_TASKS] = after;
    const finished = this.#finished;
    if ((after & finished) === finished && (before & finished) !== finished && --page.open === 0)
      this.#pages[number] = null;
    return true;
  }

  /** Bytes that the flags take now. */
  get bytes(): number {
    return this.#pages.reduce((sum, page) => sum + (page?.flags.byteLength ?? 0), 0);
  }

  #openPage(number: number): Page {
    // No task has the number 0.
    const page = { flags: new Uint8Array(PAGE_TASKS), open: number === 0 ? PAGE_TASKS - 1 : PAGE_TASKS };
    this.#pages[number] = page;
    return page;
  }
}
