// Fleets as `fairhare deploy` renders them, really run: on one Docker network with Compose, and on two engines with Swarm.
// The main job, and the death of a worker, of an agent's container and of the orchestrator's.
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DeployedFleet, type Docker, dockerAt, type Platform } from "./deployed-fleet.ts";
import { engineAnswers } from "./engine.ts";
import { buildFleetImage } from "./fleet-image.ts";
import { type SecondEngine, startSecondEngine } from "./second-engine.ts";

const project = `fairhare-${randomBytes(4).toString("hex")}`;
const image = project;
const here = dockerAt();
const BUILD_TIMEOUT_MS = 300_000;
const READY_TIMEOUT_MS = 120_000;
/** Into the measurement, when something is killed. */
const KILL_AFTER_MS = 2_000;

/** 6 s of 40 tasks per second, for four workers that are busy for a quarter of the time. */
const FLAGS = [
  "--workers",
  "4",
  "--producers",
  "2",
  "--rate",
  "20",
  "--time",
  "6",
  "--heavy",
  "50ms",
  "--light",
  "5ms",
];
const CONFIRMED = ["--durability", "confirmed", "--prefetch", "2"];
const TASKS = 240;

interface Results {
  readonly verdict: string;
  readonly environment: { readonly agents: readonly { readonly name: string }[] };
  readonly trials: readonly [{ readonly runs: readonly [{ readonly ledger: Readonly<Record<string, number>> }] }];
}

const engines = await engineAnswers();
beforeAll(() => (engines ? buildFleetImage(image) : undefined), BUILD_TIMEOUT_MS);
afterAll(() => (engines ? here("image", "rm", "--force", image) : undefined));

const inCompose = (directory: string, ...words: readonly string[]): Promise<string> =>
  here("compose", "--project-name", project, "--file", `${directory}/compose.yaml`, ...words);

describe.runIf(engines)("a fleet in containers on one network", () => {
  testFleets(() => ({
    engine: "compose",
    engines: [here],
    start: (directory) => inCompose(directory, "up", "--detach"),
    remove: (directory) => inCompose(directory, "down", "--volumes", "--timeout", "1"),
    labelsOf: (service) => [`com.docker.compose.project=${project}`, `com.docker.compose.service=${service}`],
  }));
});

describe.runIf(engines)("a fleet of services on two engines", () => {
  let second: SecondEngine | string = "it was not started";
  beforeAll(async () => {
    second = await startSecondEngine(image);
    if (typeof second === "string") process.stderr.write(`SKIPPED: tests of Docker Swarm, because ${second}\n`);
  }, BUILD_TIMEOUT_MS);
  afterAll(async () => {
    if (typeof second !== "string") await second[Symbol.asyncDispose]();
  }, READY_TIMEOUT_MS);

  testFleets(() => (typeof second === "string" ? undefined : swarmOf([here, dockerAt(second.socket)])));
});

const swarmOf = (nodes: readonly Docker[]): Platform => ({
  engine: "swarm",
  engines: nodes,
  // Without a registry.
  start: (directory) =>
    here(
      "stack",
      "deploy",
      "--detach=true",
      "--resolve-image",
      "never",
      "--compose-file",
      `${directory}/stack.yml`,
      project,
    ),
  remove: async () => {
    await here("stack", "rm", project);
    const stack = ["--filter", `label=com.docker.stack.namespace=${project}`];
    for (const docker of nodes)
      await expect.poll(() => docker("ps", "--all", "--quiet", ...stack), { timeout: READY_TIMEOUT_MS }).toBe("");
    await here("volume", "rm", `${project}_results`);
    // A network outlives its containers for a moment, and the next stack has the same name.
    await expect.poll(() => here("network", "ls", "--quiet", ...stack), { timeout: READY_TIMEOUT_MS }).toBe("");
  },
  labelsOf: (service) => [`com.docker.swarm.service.name=${project}_${service}`],
});

const deploy = (platform: Platform, agents: number, ...flags: readonly string[]): Promise<DeployedFleet> =>
  DeployedFleet.deploy(platform, { project, image, agents, flags: [...FLAGS, ...CONFIRMED, ...flags] });

/** `platformNow` is undefined on a machine that does not have it. */
function testFleets(platformNow: () => Platform | undefined): void {
  test("of two agents does the main job", async ({ skip }) => {
    const platform = platformNow() ?? skip();
    await using fleet = await deploy(platform, 2);
    await measures(fleet);
    expect([await fleet.exitCodesOf("orchestrator"), await fleet.saidBy("orchestrator")]).toEqual([
      [0],
      expect.anything(),
    ]);
    const { verdict, environment, ledger } = await resultsOf(fleet);
    expect({ verdict, agents: environment.agents.length }).toEqual({ verdict: "pass", agents: 2 });
    expect(ledger).toMatchObject({ attempted: TASKS, completed: TASKS, lost: 0, unknown: 0, duplicated: 0 });
    expect(await fleet.exitCodesOf("agent")).toEqual([0, 0]);
  });

  test("of four agents loses nothing when a worker is killed", async ({ skip }) => {
    const platform = platformNow() ?? skip();
    await using fleet = await deploy(platform, 4, "--fault", "kill:worker@2s");
    await measures(fleet);
    expect([await fleet.exitCodesOf("orchestrator"), await fleet.saidBy("orchestrator")]).toEqual([
      [0],
      expect.anything(),
    ]);
    const { verdict, environment, ledger } = await resultsOf(fleet);
    expect({ verdict, agents: environment.agents.length }).toEqual({ verdict: "pass", agents: 4 });
    expect(ledger).toMatchObject({ attempted: TASKS, completed: TASKS, lost: 0, unknown: 0 });
    expect(await fleet.exitCodesOf("agent")).toEqual([0, 0, 0, 0]);
  });

  test("reports unknown tasks, and no lost ones, when the container of an agent is killed", async ({ skip }) => {
    const platform = platformNow() ?? skip();
    await using fleet = await deploy(platform, 2);
    await measures(fleet);
    await delay(KILL_AFTER_MS);
    const [victim] = await fleet.containersOf("agent");
    await victim?.docker("kill", victim.id);
    expect([await fleet.exitCodesOf("orchestrator"), await fleet.saidBy("orchestrator")]).toEqual([
      [4],
      expect.anything(),
    ]);
    const { verdict, ledger } = await resultsOf(fleet);
    expect(verdict).toBe("unknown");
    expect(ledger).toMatchObject({ lost: 0 });
    // Swarm starts another one, which the orchestrator dismisses like the others.
    expect(await fleet.exitCodesOf("agent")).toEqual(expect.arrayContaining([0, 137]));
  });

  test("runs no process any more when the container of the orchestrator is killed", async ({ skip }) => {
    const platform = platformNow() ?? skip();
    await using fleet = await deploy(platform, 2);
    await measures(fleet);
    await delay(KILL_AFTER_MS);
    expect(await processesOf(fleet)).toMatch(/worker|producer/);
    const { docker, id } = await fleet.orchestrator();
    await docker("kill", id);
    await expect.poll(() => fleet.saidBy("agent"), { timeout: READY_TIMEOUT_MS }).toMatch(/was lost.*was lost/s);
    // The agents themselves wait for another orchestrator; removing the fleet ends them.
    await expect.poll(() => processesOf(fleet), { timeout: 10_000 }).not.toMatch(/worker|producer/);
    expect(await processesOf(fleet)).toContain("agent --join");
  });
}

/** The command lines of all processes in the containers of the agents. */
async function processesOf(fleet: DeployedFleet): Promise<string> {
  const agents = await fleet.containersOf("agent");
  return (await Promise.all(agents.map(({ docker, id }) => docker("top", id, "-o", "pid,args")))).join("\n");
}

/** Waits until the first task is published. */
async function measures(fleet: DeployedFleet): Promise<void> {
  const said = async (): Promise<string> =>
    (await fleet.containersOf("orchestrator")).length === 0 ? "" : fleet.saidBy("orchestrator");
  await expect.poll(said, { timeout: READY_TIMEOUT_MS, interval: 250 }).toMatch(/^publishing · /m);
}

async function resultsOf(
  fleet: DeployedFleet,
): Promise<Results & { readonly ledger: Readonly<Record<string, number>> }> {
  const results = (await fleet.results()) as Results;
  return { ...results, ledger: results.trials[0].runs[0].ledger };
}
