// How busy a Linux machine was, from the text of /proc/stat.

/** Columns of `cpu` in /proc/stat, in ticks. */
export interface CpuTicks {
  readonly busy: number;
  readonly idle: number;
  readonly ioWait: number;
  readonly steal: number;
}

/** The first line of /proc/stat (man 5 proc_stat): the sum over all cores. */
export function cpuTicks(stat: string | undefined): CpuTicks | null {
  const line = /^cpu +(\d+(?: \d+){7,})/m.exec(stat ?? "")?.[1];
  if (line === undefined) return null;
  const [user = 0, nice = 0, system = 0, idle = 0, ioWait = 0, irq = 0, softIrq = 0, steal = 0] = line
    .split(" ")
    .map(Number);
  // The time of guests is contained in `user`.
  return { busy: user + nice + system + irq + softIrq, idle, ioWait, steal };
}
