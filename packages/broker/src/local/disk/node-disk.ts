// The disk of a node for power cuts: an ext4 file system in a sparse file, mounted on the data directory only for the
// processes of the node. Written but not synced data is in the kernel's memory, and a power cut drops it.
import { open, rm } from "node:fs/promises";
import { seesMount, untilReleased } from "../../guardian/loop-devices.ts";
import { runCommand } from "../../run-command.ts";
import type { NodeLayout } from "../layout/layout.ts";
import type { DiskTools } from "./power-cut-ability.ts";

/** The file is sparse: only written data uses space. */
const SIZE_BYTES = 2 * 1024 ** 3;
/** Each tool normally needs 0.1 s. */
const TOOL_TIMEOUT_MS = 30_000;

/**
 * The mount is in a mount namespace of the server's processes: no other process sees it or can remove files through it.
 * The kernel removes the mount and its loop device with the last of these processes, however they end.
 */
const MOUNT_AND_BECOME = '"$1" -t ext4 -o loop,noatime "$2" "$3" || exit 32; shift 3; exec "$@"';

export class NodeDisk {
  readonly #layout: NodeLayout;
  readonly #tools: DiskTools;
  readonly #environment: Readonly<Record<string, string>>;

  /** `environment` contains the marker of the node, so that the guardian also ends the tools. */
  constructor(layout: NodeLayout, tools: DiskTools, environment: Readonly<Record<string, string>>) {
    this.#layout = layout;
    this.#tools = tools;
    this.#environment = environment;
  }

  /** Creates an empty file system; existing data is lost. */
  async format(signal: AbortSignal): Promise<void> {
    const { image } = this.#layout;
    await rm(image, { force: true });
    const file = await open(image, "wx", 0o600);
    try {
      await file.truncate(SIZE_BYTES);
    } finally {
      await file.close();
    }
    await this.#run("mkfs.ext4", ["-q", "-F", "-m", "0", "-E", "nodiscard", image], signal);
  }

  /** A command that mounts the disk (and so replays its journal after a power cut) and then executes `command`. */
  mountedFor(command: string): readonly [string, ...string[]] {
    const { image, data } = this.#layout;
    const { unshare, mount } = this.#tools;
    const shell = ["sh", "-c", MOUNT_AND_BECOME, "mount-disk", mount, image, data];
    return [unshare, "--mount", "--propagation", "private", ...shell, command];
  }

  /**
   * Syncs everything that was written so far. Used when the server is ready: RabbitMQ does not sync the files of a
   * first start (3.10 cannot start without those of its virtual host), and on an older node they have long reached the
   * disk.
   */
  async settle(pids: readonly number[], signal: AbortSignal): Promise<void> {
    await this.#inside(pids, "syncfs", signal);
  }

  /**
   * Shuts the file system down: no later write reaches the disk, and unsynced data is dropped, including the last
   * entries of the journal. Does nothing if none of the processes has the disk mounted, because then no server runs.
   */
  async shutDown(pids: readonly number[], signal: AbortSignal): Promise<void> {
    // Without `-f`, the command does not flush the journal (man 8 xfs_io).
    await this.#inside(pids, "shutdown", signal);
  }

  /**
   * Resolves when the disk is released, after the last process of the node. An earlier mount would reuse the old one.
   */
  async released(): Promise<void> {
    if (!(await untilReleased(this.#layout.root)))
      throw new Error(`a loop device still uses ${this.#layout.image}, although no process of the node is running`);
  }

  /** Runs a command of xfs_io through a process that has the disk mounted; `-x` allows file systems other than XFS. */
  async #inside(pids: readonly number[], command: string, signal: AbortSignal): Promise<void> {
    const { data } = this.#layout;
    const insider = pids.find((pid) => seesMount(pid, data));
    if (insider !== undefined) await this.#run("xfs_io", ["-x", "-c", command, `/proc/${insider}/root${data}`], signal);
  }

  async #run(tool: keyof DiskTools, args: readonly string[], signal: AbortSignal): Promise<void> {
    const command = { file: this.#tools[tool], args, env: this.#environment };
    await runCommand(command, TOOL_TIMEOUT_MS, signal);
  }
}
