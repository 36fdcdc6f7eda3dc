// The addresses on which processes listen, from /proc, so that the test does not rely on the server's own report.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const LISTENING_STATE = "0A";
/** 127.0.0.1, and ::1, as /proc/net writes them: little-endian words. */
export const LOOPBACK = ["0100007F", "00000000000000000000000001000000"];

/** Hexadecimal addresses, without the ports. */
export function listeningAddresses(pids: readonly number[]): string[] {
  const inodes = new Set(pids.flatMap(socketInodes));
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTENING_STATE && inodes.has(fields[9] ?? ""))
      .map((fields) => fields[1]?.split(":")[0] ?? ""),
  );
}

function socketInodes(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.slice(1) ?? [];
    } catch {
      return [];
    }
  });
}
