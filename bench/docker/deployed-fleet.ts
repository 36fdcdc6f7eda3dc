// A fleet that `fairhare deploy` has rendered and an engine runs: its containers, its end, its results.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const BIN = fileURLToPath(new URL("../../packages/cli/bin/fairhare.mjs", import.meta.url));

export type Docker = (...args: readonly string[]) => Promise<string>;

/** The commands of one Docker engine; that of this machine without a socket. */
export const dockerAt =
  (socket?: string): Docker =>
  async (...args) => {
    const host = socket === undefined ? [] : ["--host", `unix://${socket}`];
    const variables = { FAIRHARE_UID: String(process.getuid?.()), FAIRHARE_GID: String(process.getgid?.()) };
    const options = { env: { ...process.env, ...variables }, maxBuffer: 67_108_864 };
    const { stdout, stderr } = await run("docker", [...host, ...args], options);
    // What a container says on either of them.
    return args[0] === "logs" ? stdout + stderr : stdout;
  };

export interface Container {
  readonly docker: Docker;
  readonly id: string;
}

/** How an engine starts and removes the files in a directory. The first engine has the orchestrator. */
export interface Platform {
  readonly engine: "compose" | "swarm";
  readonly engines: readonly Docker[];
  readonly start: (directory: string, project: string) => Promise<unknown>;
  readonly remove: (directory: string, project: string) => Promise<unknown>;
  /** Labels of the containers of a service, as filters of `docker ps`. */
  readonly labelsOf: (service: string, project: string) => readonly string[];
}

export interface FleetOrder {
  readonly project: string;
  readonly image: string;
  readonly agents: number;
  readonly flags: readonly string[];
}

export class DeployedFleet implements AsyncDisposable {
  readonly #platform: Platform;
  readonly #project: string;
  readonly #directory: string;

  private constructor(platform: Platform, project: string, directory: string) {
    this.#platform = platform;
    this.#project = project;
    this.#directory = directory;
  }

  static async deploy(platform: Platform, { project, image, agents, flags }: FleetOrder): Promise<DeployedFleet> {
    const directory = mkdtempSync(join(tmpdir(), "fairhare-deployed-"));
    const fleet = new DeployedFleet(platform, project, directory);
    const where = ["--engine", platform.engine, "--agents", String(agents), "--image", image, "--output", directory];
    await run(process.execPath, [BIN, "deploy", ...where, "--", ...flags]);
    await platform.start(directory, project);
    return fleet;
  }

  /** Of all engines; ended ones too. */
  async containersOf(service: string): Promise<readonly Container[]> {
    const filters = this.#platform.labelsOf(service, this.#project).flatMap((label) => ["--filter", `label=${label}`]);
    const listed = this.#platform.engines.map(async (docker) => {
      const ids = await docker("ps", "--all", "--quiet", "--no-trunc", ...filters);
      return linesOf(ids).map((id) => ({ docker, id }));
    });
    return (await Promise.all(listed)).flat();
  }

  async orchestrator(): Promise<Container> {
    const [container] = await this.containersOf("orchestrator");
    if (container === undefined) throw new Error("there is no container of the orchestrator");
    return container;
  }

  /** Standard output and standard error of all containers of a service. */
  async saidBy(service: string): Promise<string> {
    const containers = await this.containersOf(service);
    const said = containers.map(({ docker, id }) => docker("logs", id));
    return (await Promise.all(said)).join("\n");
  }

  /** Waits for the ends of the containers. */
  async exitCodesOf(service: string): Promise<readonly number[]> {
    const containers = await this.containersOf(service);
    return Promise.all(containers.map(async ({ docker, id }) => Number(await docker("wait", id))));
  }

  /** The results.json of the only report. */
  async results(): Promise<unknown> {
    const { docker, id } = await this.orchestrator();
    const copy = join(this.#directory, "results");
    await docker("cp", `${id}:/work/.`, copy);
    const [report = "", ...others] = readdirSync(join(copy, "reports"));
    if (others.length > 0) throw new Error("there are several reports");
    return JSON.parse(readFileSync(join(copy, "reports", report, "results.json"), "utf8"));
  }

  /** @throws Error when the engines keep something of the fleet. */
  async [Symbol.asyncDispose](): Promise<void> {
    const mounted = new Set(await this.#volumes());
    await this.#platform.remove(this.#directory, this.#project);
    rmSync(this.#directory, { recursive: true, force: true });
    const listed = this.#platform.engines.map(async (docker) => [
      ...linesOf(await docker("volume", "ls", "--quiet")).filter((name) => mounted.has(name)),
      ...linesOf(await docker("ps", "--all", "--format", "{{.Names}}")).filter((name) =>
        name.startsWith(this.#project),
      ),
      ...linesOf(await docker("network", "ls", "--format", "{{.Name}}")).filter((name) =>
        name.startsWith(this.#project),
      ),
    ]);
    const left = (await Promise.all(listed)).flat();
    if (left.length > 0) throw new Error(`left behind: ${left.join(", ")}`);
  }

  /** Names of all volumes, also of those without a name of their own. */
  async #volumes(): Promise<readonly string[]> {
    const containers = [...(await this.containersOf("orchestrator")), ...(await this.containersOf("agent"))];
    const listed = containers.map(({ docker, id }) =>
      docker("inspect", "--format", "{{range .Mounts}}{{println .Name}}{{end}}", id),
    );
    return (await Promise.all(listed)).flatMap(linesOf);
  }
}

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");
