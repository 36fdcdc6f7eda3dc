// Checks whether this machine allows power cuts of a private node, and finds the necessary tools.
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface PowerCutAbility {
  readonly isAvailable: boolean;
  /** Why power cuts are not available and what to do, in full sentences; null if they are available. */
  readonly reason: string | null;
}

/** The package of each tool, by its name in Debian, which other distributions share. */
const PACKAGES = { "mkfs.ext4": "e2fsprogs", mount: "mount", unshare: "util-linux", xfs_io: "xfsprogs" } as const;
type DiskTool = keyof typeof PACKAGES;
export type DiskTools = Readonly<Record<DiskTool, string>>;

/** Directories of tools for root, which may not be on the PATH of a shell that became root. */
const SYSTEM_DIRECTORIES = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];
/** CAP_SYS_ADMIN (man 7 capabilities). */
const MOUNT_CAPABILITY = 21n;

export interface Machine {
  readonly platform: string;
  readonly isRoot: boolean;
  readonly mayMount: boolean;
  readonly hasLoopDevices: boolean;
  /** Absolute path; `undefined` if the tool is missing. */
  readonly find: (tool: DiskTool) => string | undefined;
}

export const canPowerCut = (machine: Machine = thisMachine()): PowerCutAbility => {
  const reason = unmetRequirement(machine);
  return { isAvailable: reason === null, reason };
};

export function diskTools({ find }: Pick<Machine, "find"> = thisMachine()): DiskTools {
  const path = (tool: DiskTool): string => find(tool) ?? tool;
  return { "mkfs.ext4": path("mkfs.ext4"), mount: path("mount"), unshare: path("unshare"), xfs_io: path("xfs_io") };
}

function unmetRequirement({ platform, isRoot, mayMount, hasLoopDevices, find }: Machine): string | null {
  if (platform !== "linux")
    return "Power cuts need Linux, because they need a separate file system for the broker's data. Use Linux for this fault.";
  if (!isRoot)
    return "Power cuts need root, because they mount a separate file system for the broker's data. Run Fairhare as root.";
  if (!mayMount)
    return "Power cuts need permission to mount a file system, which this container does not have. Run it with CAP_SYS_ADMIN.";
  if (!hasLoopDevices)
    return "Power cuts need a loop device, but /dev/loop-control does not exist. Load the kernel module: modprobe loop.";
  const missing = (Object.keys(PACKAGES) as DiskTool[]).filter((tool) => find(tool) === undefined);
  if (missing.length === 0) return null;
  const packages = missing.map((tool) => PACKAGES[tool]).join(" ");
  return `Power cuts need tools that are missing: ${missing.join(", ")}. Install them: apt-get install ${packages}.`;
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
