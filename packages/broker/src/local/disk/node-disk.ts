// The disk of a node whose power can be cut: an ext4 file system in a sparse file, mounted on the data directory for
// the node's processes alone. What was written and not synced is in the kernel's memory, and a cut drops it.
import { open, rm } from "node:fs/promises";
import { seesMount, untilReleased } from "../../guardian/loop-devices.ts";
import { runCommand } from "../../run-command.ts";
import type { NodeLayout } from "../layout/layout.ts";
import type { DiskTools } from "./power-cut-ability.ts";

/** Sparse: only what is written takes room. */
const SIZE_BYTES = 2 * 1024 ** 3;
/** Each tool needs a tenth of a second. */
const TOOL_TIMEOUT_MS = 30_000;

/**
 * The mount is made in a mount namespace that only the server's processes are in: nobody else sees it, nothing can
 * remove files through it, and the kernel takes it and its loop device away with the last of them, however they end.
 */
const MOUNT_AND_BECOME = '"$1" -t ext4 -o loop,noatime "$2" "$3" || exit 32; shift 3; exec "$@"';

export class NodeDisk {
  readonly #layout: NodeLayout;
  readonly #tools: DiskTools;
  readonly #environment: Readonly<Record<string, string>>;

  /** The environment marks the tools as the node's, so that a guardian ends them too. */
  constructor(layout: NodeLayout, tools: DiskTools, environment: Readonly<Record<string, string>>) {
    this.#layout = layout;
    this.#tools = tools;
    this.#environment = environment;
  }

  /** An empty one; what was there before is gone. */
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

  /** The command that mounts it, which replays its journal after a cut, and then becomes this one. */
  mountedFor(command: string): readonly [string, ...string[]] {
    const { image, data } = this.#layout;
    const { unshare, mount } = this.#tools;
    const shell = ["sh", "-c", MOUNT_AND_BECOME, "mount-disk", mount, image, data];
    return [unshare, "--mount", "--propagation", "private", ...shell, command];
  }

  /**
   * Everything written so far is on it for good. Done once the server serves: the files of a first boot are not synced
   * by RabbitMQ (3.10 does not serve any more without its virtual host's), and on a node of any age they have long
   * reached the disk.
   */
  async settle(pids: readonly number[], signal: AbortSignal): Promise<void> {
    await this.#inside(pids, "syncfs", signal);
  }

  /**
   * From now on nothing reaches it, and what had not is dropped, the journal's last entries too. Nothing is done when
   * none of the processes has it mounted: then no server runs.
   */
  async shutDown(pids: readonly number[], signal: AbortSignal): Promise<void> {
    // Without `-f` it does not flush the log (man 8 xfs_io).
    await this.#inside(pids, "shutdown", signal);
  }

  /** Once no process of the node is left. Until then another mount would be the same one again. */
  async released(): Promise<void> {
    if (!(await untilReleased(this.#layout.root)))
      throw new Error(`${this.#layout.image} is still held by a loop device although no process of the node is left`);
  }

  /** By way of a process that has it mounted; `-x` for a file system other than XFS. */
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
