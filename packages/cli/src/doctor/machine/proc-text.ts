// The formats of files in /proc. Each function takes the text of a file, or `undefined` if it cannot be read.

/** Name and used ticks of a process, from /proc/PID/stat. A name may contain spaces and parentheses. */
export function processTicks(stat: string | undefined): { readonly name: string; readonly ticks: number } | null {
  const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(stat ?? "") ?? [];
  if (name === undefined || rest === undefined) return null;
  // Fields 14 and 15 of the file are the 12th and 13th after the name: user and system time.
  const [user, system] = rest.split(" ").slice(11, 13).map(Number);
  return user === undefined || system === undefined ? null : { name, ticks: user + system };
}

/** Pages swapped in and out since boot, from /proc/vmstat. */
export const swappedPages = (vmstat: string | undefined): number =>
  numberAfter(vmstat, "pswpin") + numberAfter(vmstat, "pswpout");

/** Bytes of a row of /proc/meminfo; null if it has no such row. */
export function memoryRow(meminfo: string | undefined, row: string): number | null {
  const kibibytes = new RegExp(String.raw`^${row}:\s+(\d+) kB$`, "m").exec(meminfo ?? "")?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1_024;
}

/** The soft limit of a row of /proc/self/limits, such as `Max open files`. */
export function softLimit(limits: string | undefined, row: string): number | null {
  const value = new RegExp(String.raw`^${row}\s+(\d+|unlimited)\s`, "m").exec(limits ?? "")?.[1];
  if (value === undefined) return null;
  return value === "unlimited" ? Infinity : Number(value);
}

/** The connections in TIME_WAIT, from /proc/net/sockstat. */
export function timeWaitSockets(sockstat: string | undefined): number | null {
  const count = /^TCP:.* tw (\d+)/m.exec(sockstat ?? "")?.[1];
  return count === undefined ? null : Number(count);
}

export function portRange(text: string | undefined): readonly [number, number] | null {
  const [, first, last] = /^(\d+)\s+(\d+)/.exec(text ?? "") ?? [];
  return first === undefined || last === undefined ? null : [Number(first), Number(last)];
}

/** The state LISTEN of a socket (include/net/tcp_states.h). */
const LISTEN = "0A";

/** The ports on which a process listens, from /proc/net/tcp or /proc/net/tcp6. */
export function listeningPorts(tcp: string | undefined): number[] {
  return (tcp ?? "").split("\n").flatMap((line) => {
    const [, port, state] = /^\s*\d+: [\dA-F]+:([\dA-F]{4}) [\dA-F]+:[\dA-F]{4} ([\dA-F]{2}) /.exec(line) ?? [];
    return port !== undefined && state === LISTEN ? [Number.parseInt(port, 16)] : [];
  });
}

const numberAfter = (text: string | undefined, name: string): number =>
  Number(new RegExp(String.raw`^${name} (\d+)`, "m").exec(text ?? "")?.[1] ?? 0);
