import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../../testing/parse-flags.ts";

const WORKER = "python3 worker.py";

const settingsOf = (flags: Record<string, string | string[]>) => parseFlags(flags).experiment.trials[0]?.settings;

describe("a plan with programs is refused when", () => {
  it.each<[string, Record<string, string>, RegExp]>([
    [
      "the command needs a shell",
      { workerCommand: "w | tee log" },
      /^--worker-command w \| tee log: Only a shell.*--shell/,
    ],
    ["a quote is open", { producerCommand: "p 'x" }, /^--producer-command p 'x: The quote ' is not closed/],
    ["the command is empty", { workerCommand: " " }, /^--worker-command/],
    ["a program has a speed", { workerCommand: WORKER, speed: "0.5" }, /Remove --speed/],
    ["a program starts late", { workerCommand: WORKER, startJitter: "2s" }, /Remove --start-jitter/],
    ["a program starts in its turn", { workerCommand: WORKER, rampUp: "10s" }, /Remove --ramp-up/],
    ["a program holds bodies", { workerCommand: WORKER, holdBody: "true" }, /Remove --hold-body/],
    ["a program acknowledges early", { workerCommand: WORKER, ack: "early" }, /decides when it acknowledges/],
    ["a program's messages get properties", { producerCommand: "p", property: "type=a" }, /Remove --property/],
    [
      "several programs share a process",
      { workerCommand: WORKER, workersPerProcess: "2" },
      /Remove --workers-per-process/,
    ],
    ["handlers fail by plan", { workerCommand: WORKER, fail: "poison:1" }, /Remove --fail/],
    ["acks are gathered", { workerCommand: WORKER, multiAckEvery: "2", prefetch: "5" }, /Remove --multi-ack-every/],
    ["the work is CPU time", { workerCommand: WORKER, work: "cpu" }, /Remove --work cpu/],
    ["a producer program gets a rate", { producerCommand: "p", rate: "5" }, /Remove --rate/],
    [
      "the broker closes its connection",
      { workerCommand: WORKER, faults: "close:connection@1s" },
      /Use cut:connection/,
    ],
    ["there are several brokers", { workerCommand: WORKER, uri: "amqp://a,amqp://b" }, /Use a single URI/],
    ["a pattern has no program", { donePattern: "Done" }, /Add --worker-command/],
    [
      "a pattern is not valid",
      { workerCommand: WORKER, donePattern: "[x" },
      /^--done-pattern \[x: Must be a regular expression/,
    ],
    ["the grace is too long", { workerCommand: WORKER, grace: "2h" }, /^--grace 2h/],
  ])("%s", (_, flags, expected) => {
    expect(flagMistakes(flags).join("\n")).toMatch(expected);
  });

  it("does not print a password of the command", () => {
    const [mistake = ""] = flagMistakes({ workerCommand: "w --db=postgres://me:secret@db/x > log" });
    expect(mistake).toContain("postgres://me:***@db/x");
  });
});

describe("a plan with programs", () => {
  it("leaves prefetch and acknowledgement to them, unless an option asks for one", () => {
    expect(settingsOf({ workerCommand: WORKER })?.leftToProgram).toEqual(["ack", "prefetch"]);
    expect(settingsOf({ workerCommand: WORKER, prefetch: "5" })?.leftToProgram).toEqual(["ack"]);
    expect(settingsOf({ workerCommand: WORKER, autoAck: "true" })?.leftToProgram).toEqual(["prefetch"]);
    expect(settingsOf({ prefetch: "5" })?.leftToProgram).toEqual([]);
  });

  it("may contain anything that a shell knows with --shell", () => {
    expect(settingsOf({ workerCommand: "w | tee log, 2", shell: "true" })?.workerCommand).toBe("w | tee log, 2");
  });

  it("compares several programs, whose commands may contain commas", () => {
    const { trials, axes } = parseFlags({ workerCommand: ["python3 a.py x,y", "node b.mjs"] }).experiment;
    expect(axes).toEqual(["workerCommand"]);
    expect(trials.map(({ settings }) => settings.workerCommand)).toEqual(["python3 a.py x,y", "node b.mjs"]);
    expect(trials.map(({ id }) => id)).toEqual(["workerCommand=python3-a.py-x-y", "workerCommand=node-b.mjs"]);
  });

  it("gives worker programs text bodies, also with a size", () => {
    expect(settingsOf({ workerCommand: WORKER, size: "100" })?.body).toBe("text");
    expect(settingsOf({ size: "100" })?.body).toBe("binary");
  });

  it("knows the number of tasks of a producer program only if it is given", () => {
    expect(settingsOf({ producerCommand: "p" })?.tasks).toBeNull();
    expect(settingsOf({ producerCommand: "p", tasks: "9" })?.tasks).toBe(9);
  });

  it("warns of settings without effect", () => {
    expect(parseFlags({ grace: "1s", shell: "true" }).warnings).toEqual([
      "--grace 1s has no effect without --worker-command or --producer-command.",
      "--shell has no effect without --worker-command or --producer-command.",
    ]);
    expect(parseFlags({ workerCommand: WORKER, body: "binary" }).warnings.join()).toMatch(
      /must read Fairhare's binary body/,
    );
  });
});
