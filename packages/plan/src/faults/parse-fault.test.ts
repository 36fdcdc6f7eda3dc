import { describe, expect, it } from "vitest";
import type { Fault } from "@fairhare/workload";
import { parseExperiment } from "../parse-experiment.ts";
import { contextOf, flagMistakes, flagsOf, mistakesOf, settingsOf } from "../testing/parse-flags.ts";

/** Paced, so that faults come while something is published. */
const faultOf = (text: string): Fault | undefined => settingsOf({ faults: text, rate: "10", workers: "9" }).faults[0];

const textsOf = (raw: Parameters<typeof parseExperiment>[0]): string[] | undefined =>
  parseExperiment(raw, contextOf()).experiment.trials[0]?.settings.faults.map(({ text }) => text);

describe("a fault", () => {
  it.each<[string, string, Omit<Fault, "text">]>([
    [
      "kills one of the living workers, which is started again at once",
      "kill:worker@2s",
      { kind: "kill", role: "worker", process: null, atMs: 2_000, everyMs: null, forMs: null, restartAfterMs: 0 },
    ],
    [
      "kills a named worker again and again, and it stays away for a while",
      "kill:worker:7@500ms,every=3s,restart=1.5s",
      { kind: "kill", role: "worker", process: 7, atMs: 500, everyMs: 3_000, forMs: null, restartAfterMs: 1_500 },
    ],
    [
      "freezes a worker for as long as it says",
      "stop:worker:1@2s,for=1s",
      { kind: "stop", role: "worker", process: 1, atMs: 2_000, everyMs: null, forMs: 1_000, restartAfterMs: null },
    ],
    [
      "lets a producer finish for good",
      "quit:producer@0s,restart=never",
      { kind: "quit", role: "producer", process: null, atMs: 0, everyMs: null, forMs: null, restartAfterMs: null },
    ],
    [
      "brings two more workers every ten seconds",
      "add:worker:2@4s,every=10s",
      {
        kind: "add",
        role: "worker",
        process: null,
        joins: 2,
        atMs: 4_000,
        everyMs: 10_000,
        forMs: null,
        restartAfterMs: null,
      },
    ],
    [
      "brings one more worker when it names no number",
      "add:worker@4s",
      {
        kind: "add",
        role: "worker",
        process: null,
        joins: 1,
        atMs: 4_000,
        everyMs: null,
        forMs: null,
        restartAfterMs: null,
      },
    ],
    [
      "restarts the broker",
      "restart:broker@1m",
      { kind: "restart", role: "broker", process: null, atMs: 60_000, everyMs: null, forMs: null, restartAfterMs: 0 },
    ],
    [
      "kills the broker, which is started again",
      "kill:broker@5s,restart=now",
      { kind: "kill", role: "broker", process: null, atMs: 5_000, everyMs: null, forMs: null, restartAfterMs: 0 },
    ],
    [
      "takes the broker away in good order for a while",
      "stop:broker@5s,for=2s,every=10s",
      { kind: "stop", role: "broker", process: null, atMs: 5_000, everyMs: 10_000, forMs: 2_000, restartAfterMs: null },
    ],
    [
      "cuts one of all connections, once",
      "cut:connection@3s",
      {
        kind: "cut",
        role: "connection",
        process: null,
        atMs: 3_000,
        everyMs: null,
        forMs: null,
        restartAfterMs: null,
        connection: { owner: null, byMs: null, bytesPerSecond: null },
      },
    ],
    [
      "cuts a named producer's connections and refuses new ones for a while",
      "cut:connection:producer:1@3s,for=2s",
      {
        kind: "cut",
        role: "connection",
        process: 1,
        atMs: 3_000,
        everyMs: null,
        forMs: 2_000,
        restartAfterMs: null,
        connection: { owner: "producer", byMs: null, bytesPerSecond: null },
      },
    ],
    [
      "makes the way to the broker longer",
      "delay:connection:worker@1s,by=50ms,for=4s,every=9s",
      {
        kind: "delay",
        role: "connection",
        process: null,
        atMs: 1_000,
        everyMs: 9_000,
        forMs: 4_000,
        restartAfterMs: null,
        connection: { owner: "worker", byMs: 50, bytesPerSecond: null },
      },
    ],
    [
      "makes it narrower",
      "throttle:connection@1s,rate=10000,for=4s",
      {
        kind: "throttle",
        role: "connection",
        process: null,
        atMs: 1_000,
        everyMs: null,
        forMs: 4_000,
        restartAfterMs: null,
        connection: { owner: null, byMs: null, bytesPerSecond: 10_000 },
      },
    ],
    [
      "lets the broker run out of memory",
      "memory-alarm:broker@2s,for=3s",
      {
        kind: "memory-alarm",
        role: "broker",
        process: null,
        atMs: 2_000,
        everyMs: null,
        forMs: 3_000,
        restartAfterMs: null,
      },
    ],
  ])("%s", (_, text, fault) => {
    expect(faultOf(text)).toEqual({ text, ...fault });
  });

  it("is that of every trial, and varies nothing", () => {
    const { experiment } = parseExperiment(
      { flags: flagsOf({ faults: ["kill:worker@2s", "stop:worker:1@3s,for=1s"], workers: "2,3" }) },
      contextOf(),
    );
    expect(experiment.axes).toEqual(["workers"]);
    expect(experiment.trials.map(({ settings }) => settings.faults.map(({ text }) => text))).toEqual([
      ["kill:worker@2s", "stop:worker:1@3s,for=1s"],
      ["kill:worker@2s", "stop:worker:1@3s,for=1s"],
    ]);
  });

  it("twice is two of them: two workers are killed at the same time", () => {
    expect(settingsOf({ faults: ["kill:worker@2s", "kill:worker@2s"] }).faults).toHaveLength(2);
  });

  it("comes from the environment with semicolons or newlines between, or from a list in the experiment file", () => {
    const environment = { FAIRHARE_FAULT: "kill:worker@2s,every=3s; quit:worker@4s\nrestart:broker@5s;" };
    const file = { name: "plan.json", content: { faults: ["kill:worker@2s", "kill:producer@3s"] } };
    expect(textsOf({ environment, file })).toEqual(["kill:worker@2s,every=3s", "quit:worker@4s", "restart:broker@5s"]);
    expect(textsOf({ file })).toEqual(["kill:worker@2s", "kill:producer@3s"]);
  });
});

describe("a fault is refused, with the mend, when", () => {
  it.each([
    ["its kind is mistyped", "kil:worker@2s", /There is no fault kil, only .* Did you mean kill\?$/],
    ["it has no target", "kill@2s", /The target is missing\. kill takes worker, producer or broker: kill:worker@2s\.$/],
    ["its target is mistyped", "quit:workers@2s", /quit takes worker or producer\. Did you mean worker\?$/],
    [
      "a broker is to quit",
      "quit:broker@2s",
      /quit takes worker or producer, and a broker takes kill, stop, restart, power-cut, /,
    ],
    ["a worker is to be restarted", "restart:worker@2s", /restart takes broker, .* starts again by itself/],
    ["a process has no number", "kill:worker:first@2s", /"first" is no process\. Give its number from 1/],
    ["processes are counted from 0", "kill:worker:0@2s", /"0" is no process/],
    ["a broker has a number", "kill:broker:1@2s", /There is one broker/],
    ["it has a part too much", "kill:worker:1:2@2s", /":2" is too much/],
    ["it does not say when", "kill:worker", /does not say when\. Write kill:worker@2s/],
    ["its time has no unit", "kill:worker@2", /"2" after the @ is no time\..* The unit is missing\.$/],
    ["its time is beyond a day", "kill:worker@1441m", /at most 1440m/],
    ["a stop has no length", "stop:worker@2s", /stop has to say how long\. Add for=1s, or use kill:worker\.$/],
    ["a stop of the broker has no length", "stop:broker@2s", /Add for=1s, or use restart:broker\.$/],
    ["a stop has no length at all", "stop:worker@2s,for=0s", /for=0s is too short\. Give more than 0/],
    ["nobody is to join", "add:worker:0@2s", /"0" is no number of workers\. Give one from 1 to 100/],
    ["a producer is to join", "add:producer@2s", /add takes worker, and a producer takes kill, stop or quit/],
    [
      "more join faster than they start",
      "add:worker@2s,every=200ms",
      /every=200ms is too short\. Give at least 1000ms/,
    ],
    ["who joins is to leave", "add:worker@2s,for=1s", /Who joins stays\. Leave for out; kill:worker or quit:worker/],
    ["who joins is to be restarted", "add:worker@2s,restart=now", /starts once\. Leave restart out/],
    ["a join has a part too much", "add:worker:1:2@2s", /":2" is too much/],
    ["a kill has a length", "kill:worker@2s,for=1s", /kill has no length\. Leave for out; restart=1s says/],
    [
      "a power cut has a length",
      "power-cut:broker@2s,for=1s",
      /power-cut has no length\. Leave for out; restart=1s says/,
    ],
    ["a worker's power is to be cut", "power-cut:worker@2s", /power-cut takes broker/],
    ["a restart has a length", "restart:broker@2s,for=1s", /or use stop:broker/],
    ["a stop is to be restarted", "stop:worker@2s,for=1s,restart=now", /over after its for\. Leave restart out/],
    ["the broker is to stay away", "kill:broker@2s,restart=never", /Without a broker no run can end/],
    ["a restart is at no time", "kill:worker@2s,restart=nvr", /Expects now, never, or a duration/],
    ["it recurs faster than anything starts", "kill:worker@2s,every=1ms", /Give at least 10ms/],
    ["a setting is mistyped", "kill:worker@2s,evry=1s", /nothing called evry .* Did you mean every\?$/],
    ["a setting has no value", "kill:worker@2s,every", /every has no value\. Write every=3s/],
    ["a setting is there twice", "kill:worker@2s,every=1s,every=2s", /every is there twice/],
    ["two faults are one text", "kill:worker@2s,kill:worker@4s", /give --fault again/],
    ["an alarm is asked for by another name", "alarm:broker@2s", /The alarms are memory-alarm:broker and disk-alarm/],
    ["an alarm has no length", "disk-alarm:broker@2s", /disk-alarm has to say how long\. Add for=1s\.$/],
    ["a connection is nobody's", "cut:connection:broker@2s", /Write connection:worker or connection:producer/],
    ["whose connection it is is mistyped", "cut:connection:wroker@2s", /Did you mean worker\?$/],
    ["a connection has a number and no owner", "cut:connection:1@2s", /"1" has no connection/],
    ["either's connection cannot have a number", "cut:connection:worker:first@2s", /"first" is no process/],
    ["a worker is cut", "cut:worker@2s", /cut takes connection, and a worker takes kill, stop, quit or add\.$/],
    ["a stall has no length", "stall:connection:worker@2s", /Add for=1s, or use cut:connection:worker\.$/],
    ["a close has a length", "close:connection@2s,for=1s", /close has no length/],
    ["a cut is to be restarted", "cut:connection@2s,restart=now", /opened again by whose it is\. Leave restart out/],
    ["a delay does not say by how much", "delay:connection@2s,for=1s", /Add by=50ms\.$/],
    ["a delay is by no time", "delay:connection@2s,for=1s,by=50", /by=50: .* The unit is missing\.$/],
    ["a stall is by something", "stall:connection@2s,for=1s,by=5ms", /by is for delay\. Leave it out of stall/],
    ["a throttle has no rate", "throttle:connection@2s,for=1s", /Add rate=10000\.$/],
    ["a rate is a trickle", "throttle:connection@2s,for=1s,rate=9", /rate=9: Expects bytes a second/],
    ["a rate is for a kill", "kill:worker@2s,rate=1000", /rate is for throttle\. Leave it out of kill/],
    ["a comma is too much", "kill:worker@2s,", /a comma too much/],
    ["it is nothing", "", /The value is empty/],
  ])("%s", (_, text, expected) => {
    const mistakes = flagMistakes({ faults: text });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(expected);
    expect(mistakes[0]).toContain(`--fault ${text}`.trimEnd());
  });

  it("everything in it is wrong: all of it is said at once, with the place in its source", () => {
    expect(
      mistakesOf({ environment: { FAIRHARE_FAULT: "quit:worker@1s;kil:wroker@2,evry=3s" } }).map(
        (mistake) => /^(FAIRHARE_FAULT=kil:wroker@2,evry=3s): (.*?[.])/.exec(mistake)?.[2],
      ),
    ).toEqual([
      "There is no fault kil, only kill, stop, quit, restart, add, power-cut, memory-alarm, disk-alarm, cut, stall, delay, throttle and close.",
      "There is no target wroker.",
      '"2" after the @ is no time.',
      "There is nothing called evry in a fault, only every=D, for=D, restart=now|never|D, by=D and rate=N.",
    ]);
    expect(
      mistakesOf({ file: { name: "plan.json", content: { faults: ["kill:worker@2s", "kill@3s"], fault: "x" } } }).map(
        (mistake) => mistake.split(": ").slice(0, 2).join(": "),
      ),
    ).toEqual(["plan.json: fault", 'plan.json: faults[1] = "kill@3s"']);
  });
});
