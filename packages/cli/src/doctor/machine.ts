// Findings about the machine: Node.js, operating system, cores and load, memory, open files and disk space.
import { execFile } from "node:child_process";
import { statfs } from "node:fs/promises";
import { availableParallelism, cpus, freemem, loadavg, platform, release, tmpdir, totalmem } from "node:os";
import { promisify } from "node:util";
import { type DoctorFinding, missing, ok, warning } from "./finding.ts";

const run = promisify(execFile);

/** As in the root package.json. */
const OLDEST_NODE = [20, 19] as const;
/** Open files and sockets of a fleet of about 100 workers. */
const ENOUGH_FILES = 1_024;
/** For the data and the log of a private broker. */
const ENOUGH_TEMPORARY_BYTES = 1e9;
const ENOUGH_MEMORY_BYTES = 5e8;

export async function examineMachine(): Promise<DoctorFinding[]> {
  return [node(), system(), load(), memory(), await openFiles(), await temporarySpace()];
}

function node(): DoctorFinding {
  const { node: version } = process.versions;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isNew = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isNew
    ? ok("Node.js", version)
    : missing("Node.js", version, `Install Node.js ${OLDEST_NODE.join(".")} or newer.`);
}

const system = (): DoctorFinding =>
  ok("System", `${platform()} ${release()}, ${cpus()[0]?.model.trim() || "unknown processor"}`);

function load(): DoctorFinding {
  const cores = availableParallelism();
  const [minute = 0] = loadavg();
  const detail = `${cores}, load ${minute.toFixed(2)}`;
  return minute > cores * 0.7
    ? warning("Cores", detail, "Other processes use the CPU, which may skew the results. Stop them or wait.")
    : ok("Cores", detail);
}

function memory(): DoctorFinding {
  const detail = `${gigabytes(totalmem())}, ${gigabytes(freemem())} free`;
  return freemem() < ENOUGH_MEMORY_BYTES
    ? warning("Memory", detail, "A broker and a fleet need about 0.5 GB. Close other programs.")
    : ok("Memory", detail);
}

/** The limit of the shell that started Fairhare; child processes inherit it. */
async function openFiles(): Promise<DoctorFinding> {
  const limit = await run("sh", ["-c", "ulimit -n"]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
  if (limit === undefined) return ok("Open files", "limit unknown on this system");
  return limit !== "unlimited" && Number(limit) < ENOUGH_FILES
    ? warning("Open files", `at most ${limit}`, `Large fleets need more. Run ulimit -n ${ENOUGH_FILES} before.`)
    : ok("Open files", `at most ${limit}`);
}

async function temporarySpace(): Promise<DoctorFinding> {
  const directory = tmpdir();
  const free = await statfs(directory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  const detail = `${gigabytes(free)} free in ${directory}`;
  return free < ENOUGH_TEMPORARY_BYTES
    ? warning("Disk", detail, "A private broker needs 1 GB there. Free some space, or set TMPDIR.")
    : ok("Disk", detail);
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
