// Whether the power of a private node can be cut on this machine, and the tools that it takes.
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface PowerCutAbility {
  readonly isAvailable: boolean;
  /** One sentence with the mend; null when it is available. */
  readonly reason: string | null;
}

/** The package that each comes with: Debian's name, which others share. */
const PACKAGES = { "mkfs.ext4": "e2fsprogs", mount: "mount", unshare: "util-linux", xfs_io: "xfsprogs" } as const;
type DiskTool = keyof typeof PACKAGES;
export type DiskTools = Readonly<Record<DiskTool, string>>;

/** Root's own tools; a shell that became root may not have them on its PATH. */
const SYSTEM_DIRECTORIES = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];
/** CAP_SYS_ADMIN (man 7 capabilities). */
const MOUNT_CAPABILITY = 21n;

export interface Machine {
  readonly platform: string;
  readonly isRoot: boolean;
  readonly mayMount: boolean;
  readonly hasLoopDevices: boolean;
  /** Absolute path, or `undefined` when it is missing. */
  readonly find: (tool: DiskTool) => string | undefined;
}

export const canPowerCut = (machine: Machine = thisMachine()): PowerCutAbility => {
  const reason = whyNot(machine);
  return { isAvailable: reason === null, reason };
};

export function diskTools({ find }: Pick<Machine, "find"> = thisMachine()): DiskTools {
  const path = (tool: DiskTool): string => find(tool) ?? tool;
  return { "mkfs.ext4": path("mkfs.ext4"), mount: path("mount"), unshare: path("unshare"), xfs_io: path("xfs_io") };
}

function whyNot({ platform, isRoot, mayMount, hasLoopDevices, find }: Machine): string | null {
  if (platform !== "linux") return "The power of a broker can be cut on Linux only: it takes a file system of its own.";
  if (!isRoot) return "Only root can cut the broker's power: its data lies on a file system that has to be mounted.";
  if (!mayMount)
    return "This container may not mount a file system; cutting the broker's power takes one. Run it with CAP_SYS_ADMIN.";
  if (!hasLoopDevices)
    return "There are no loop devices here (/dev/loop-control); cutting the broker's power takes one. Load them: modprobe loop.";
  const missing = (Object.keys(PACKAGES) as DiskTool[]).filter((tool) => find(tool) === undefined);
  if (missing.length === 0) return null;
  const packages = missing.map((tool) => PACKAGES[tool]).join(" ");
  return `Cutting the broker's power takes ${missing.join(" and ")}, which ${missing.length === 1 ? "is" : "are"} missing. Install the package: apt-get install ${packages}.`;
}

function thisMachine(): Machine {
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    mayMount: hasCapability(),
    hasLoopDevices: existsSync("/dev/loop-control"),
    find: findTool,
  };
}

function hasCapability(): boolean {
  try {
    const mask = /^CapEff:\s+([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
    return ((BigInt(`0x${mask}`) >> MOUNT_CAPABILITY) & 1n) === 1n;
  } catch {
    return false;
  }
}

function findTool(tool: DiskTool): string | undefined {
  const directories = [...(process.env["PATH"] ?? "").split(delimiter).filter(Boolean), ...SYSTEM_DIRECTORIES];
  return directories.map((directory) => join(directory, tool)).find(isExecutableFile);
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
