import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../../testing/parse-flags.ts";
import { agentMistakes } from "./agent-rules.ts";

const AGENTS = { agents: "2", tokenFile: "token" };
const OPEN = { ...AGENTS, listen: "0.0.0.0:7420" };
const FAR = "amqp://rabbit.example";

describe("a plan with agents is refused when", () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ["nothing protects it", { agents: "2" }, /^--agents 2: Agents join with a secret\. .*--token-file FILE\.$/],
    [
      "the user's programs would run elsewhere",
      { ...AGENTS, workerCommand: "w" },
      /^--worker-command w with --agents 2/,
    ],
    ["the proxy would be on another host", { ...AGENTS, rtt: "5ms" }, /^--rtt 5ms with --agents 2: The proxy/],
    ["a fault needs the proxy", { ...AGENTS, faults: "cut:connection@1s" }, /use close:connection\.$/],
    [
      "it kills an agent that is not there",
      { ...AGENTS, faults: "kill:agent:3@1s" },
      /Use a number from 1 to 2, or none/,
    ],
    [
      "no port is given",
      { ...AGENTS, listen: "0.0.0.0" },
      /^--listen 0\.0\.0\.0: Must be a port, or an address and a port/,
    ],
    ["the port is none", { ...AGENTS, listen: "0.0.0.0:70000" }, /^--listen 0\.0\.0\.0:70000: Must be/],
    [
      "agents cannot reach a private broker",
      { ...OPEN, broker: "local" },
      /^--broker local with --listen 0\.0\.0\.0:7420: .*--agent-uri/,
    ],
    [
      "the broker has the address of each host itself",
      { ...OPEN, uri: "amqp://localhost" },
      /^--uri amqp:\/\/localhost with --listen/,
    ],
  ])("%s", (_, flags, mistake) => {
    expect(flagMistakes(flags)).toEqual([expect.stringMatching(mistake)]);
  });

  it("an agent is killed that is not in the plan", () => {
    expect(flagMistakes({ faults: "kill:agent@1s" })).toEqual([
      "--fault kill:agent@1s: There are no agents: the fleet runs on this machine. Add --agents N, or kill a worker.",
    ]);
  });
});

describe("a plan with agents", () => {
  it("has them in the stored plan, and what concerns this invocation beside it", () => {
    const { experiment, agents } = parseFlags({ ...OPEN, spread: "fill", uri: FAR, agentTimeout: "3s" });
    expect(experiment.agents).toEqual({ count: 2, spread: "fill" });
    expect(agents).toMatchObject({ listen: { host: "0.0.0.0", port: 7_420 }, tokenFile: "token", timeoutMs: 3_000 });
    expect(parseFlags({}).agents).toBeNull();
    expect(parseFlags({}).experiment).not.toHaveProperty("agents");
  });

  it("may use a broker of this machine if its agents are here, or have another address of it", () => {
    expect(parseFlags({ ...AGENTS, broker: "local" }).warnings).toEqual([]);
    expect(parseFlags({ ...AGENTS, listen: "7421", broker: "local" }).agents?.listen.port).toBe(7_421);
    expect(parseFlags({ ...OPEN, broker: "local", agentUri: FAR }).agents?.brokerUri).toBe(FAR);
    expect(parseFlags({ ...AGENTS, listen: "[::1]:0", broker: "local" }).agents?.listen).toEqual({
      host: "::1",
      port: 0,
    });
  });

  it("may lose one of them by plan, with a warning if it may lose all", () => {
    expect(parseFlags({ ...AGENTS, faults: "kill:agent@1s" }).warnings).toEqual([]);
    expect(parseFlags({ ...AGENTS, faults: ["kill:agent:1@1s", "kill:agent@2s"] }).warnings.join()).toMatch(
      /may leave no agent\. The run would then end early/,
    );
  });

  it("is warned of without them", () => {
    expect(parseFlags({ spread: "fill", tokenFile: "token" }).warnings).toEqual([
      "--spread fill has no effect without --agents.",
      "--token-file token has no effect without --agents.",
    ]);
  });
});

it("the broker that --broker auto has opened is refused if agents on other hosts cannot reach it", () => {
  const listen = { host: "0.0.0.0", port: 7_420 };
  const local = { provider: "local", uri: "amqp://127.0.0.1:5672" } as const;
  expect(agentMistakes({ listen, brokerUri: null }, local)).toEqual([
    { place: "--listen 0.0.0.0:7420 with a local broker", message: expect.stringContaining("--agent-uri") },
  ]);
  expect(agentMistakes({ listen, brokerUri: FAR }, local)).toEqual([]);
  expect(agentMistakes({ listen: { host: "127.0.0.1", port: 1 }, brokerUri: null }, local)).toEqual([]);
  expect(agentMistakes({ listen, brokerUri: null }, { provider: "external", uri: FAR })).toEqual([]);
});
