// Imports the program named in its argument and sends the cost of the import to the parent. It imports nothing else.

export interface ImportCost {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Of the whole process, Node's own share included. */
  readonly residentMb: number;
}

const [program = ""] = process.argv.slice(2);
const cpu = process.cpuUsage();
const began = performance.now();
await import(program);
const wallMs = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
const residentMb = process.memoryUsage.rss() / 2 ** 20;
process.send?.({ wallMs, cpuMs: (user + system) / 1_000, residentMb } satisfies ImportCost);
