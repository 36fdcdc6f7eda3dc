// The built command line with a broker in Docker: it measures, and leaves nothing in the engine however it ends.
import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { startBench } from "./bench-run.ts";
import { commandLines, engineAnswers, leftInEngine, throwIfLeft } from "./engine.ts";

/** The guardian takes the project down twice, 2 s apart, after a kill during the start. */
const CLEAN_UP_BUDGET_MS = 30_000;

describe.runIf(await engineAnswers())("a run with --broker docker", () => {
  afterEach(() => throwIfLeft(CLEAN_UP_BUDGET_MS));

  test("measures, also with transient queues, and has removed everything when it ends", async () => {
    const { child, said, results } = startBench("--tasks", "40", "--durability", "transient,confirmed");
    expect([...(await once(child, "exit")), said]).toEqual([0, null, said]);
    expect(await leftInEngine()).toEqual([]);
    expect(results()).toMatchObject({
      environment: { broker: { provider: "docker" } },
      verdict: "pass",
    });
  });

  const moments: { name: string; has: (said: string[]) => Promise<boolean> }[] = [
    {
      name: "its container is being created",
      has: async () => (await leftInEngine()).some((line) => line.startsWith("network")),
    },
    { name: "it measures", has: (said) => Promise.resolve(said.join("").includes("(docker)")) },
    { name: "its container is being removed", has: () => Promise.resolve(commandLines().some(isDown)) },
  ];
  test.each(moments)("killed with SIGKILL while $name leaves nothing behind", async ({ has }) => {
    const { child, said } = startBench("--tasks", "400");
    await expect.poll(() => has(said), { timeout: 60_000, interval: 10 }).toBe(true);
    child.kill("SIGKILL");
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  });

  test.each(moments.slice(0, 2))("ended by Ctrl-C while $name has removed everything when it ends", async ({ has }) => {
    const { child, said } = startBench("--tasks", "4000");
    await expect.poll(() => has(said), { timeout: 60_000, interval: 10 }).toBe(true);
    if (child.pid === undefined) throw new Error("the command line was not started");
    // A terminal signals the whole foreground group.
    process.kill(-child.pid, "SIGINT");
    expect([...(await once(child, "exit")), said]).toEqual([130, null, said]);
    expect(await leftInEngine()).toEqual([]);
  });
});

const isDown = (line: string): boolean => /compose --project-name fairhare-[0-9a-f]{10} .* down /.test(line);
