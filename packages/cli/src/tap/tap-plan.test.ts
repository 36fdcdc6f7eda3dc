import { InvalidPlanError } from "@fairhare/plan";
import { expect, it } from "vitest";
import { readTapPlan } from "./tap-plan.ts";

const read = (flags: Parameters<typeof readTapPlan>[0], environment: Record<string, string> = {}, listen?: string) =>
  readTapPlan(flags, listen, { environment, userDirectory: "/nowhere" });

it("reads flags before the environment, and has defaults", () => {
  const environment = { AMQP_URL: "amqp://shared", FAIRHARE_LISTEN: "0.0.0.0:1", FAIRHARE_TIME: "2m" };
  expect(read({}, environment)).toEqual({
    uri: "amqp://shared",
    listen: { host: "0.0.0.0", port: 1 },
    seconds: 120,
    thresholds: [],
    directory: null,
    exportJson: null,
    uiPort: null,
    uiListen: null,
    isProgressShown: true,
    isQuiet: false,
  });
  expect(read({ uri: ["amqp://own"], time: ["60"] }, environment, "7000")).toMatchObject({
    uri: "amqp://own",
    listen: { host: "127.0.0.1", port: 7_000 },
    seconds: 60,
  });
  expect(read({ uri: ["amqp://own"] })).toMatchObject({ listen: { port: 5_673 }, seconds: null });
});

it("serves a page with --ui only", () => {
  expect(read({ uri: ["amqp://own"], ui: ["8080"] })).toMatchObject({ uiPort: 8_080, uiListen: null });
  expect(() => read({ uri: ["amqp://own"], uiListen: ["0.0.0.0"] })).toThrow(/Add --ui/);
});

it("does not read the settings of experiments from the environment", () => {
  expect(() => read({ uri: ["amqp://own"] }, { FAIRHARE_WORKERS: "none" })).not.toThrow();
});

it("knows the metrics of the tap, with durations", () => {
  const { thresholds } = read({
    uri: ["amqp://own"],
    threshold: ["redelivered==0", "timeToAck.p99<1s", "jainBusy>=0.9"],
  });
  expect(thresholds.map(({ metric, value }) => [metric, value])).toEqual([
    ["ledger.redelivered", 0],
    ["latencyMs.timeToAck.p99", 1_000],
    ["fairness.jainBusy", 0.9],
  ]);
});

const attempt = () => read({ uri: ["amqp://u:secret@host:0"], time: ["1,2"], threshold: ["lost==0"] }, {}, "x");

it("reports all mistakes at once, without the password", () => {
  expect(attempt).toThrow(InvalidPlanError);
  expect(attempt).toThrow(/--listen x[\s\S]*--time 1,2[\s\S]*--uri[\s\S]*lost/);
  expect(attempt).not.toThrow(/secret/);
  expect(() => read({})).toThrow(/--uri\n.*Name the broker/);
});

it("takes the TLS options of run, and leads to one broker", () => {
  expect(() => read({ uri: ["amqps://own"], tlsCa: ["ca.pem"] })).toThrow(/--tls-ca ca\.pem[\s\S]*cannot be read/);
  expect(() => read({ uri: ["amqp://one,amqp://two"] })).toThrow(/--uri\n.*Must be one URI/);
});
