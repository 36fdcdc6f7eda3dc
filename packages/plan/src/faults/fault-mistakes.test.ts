import { describe, expect, it } from "vitest";
import { flagMistakes, mistakesOf } from "../testing/parse-flags.ts";

describe("a fault is refused with a hint when", () => {
  it.each([
    ["its kind is mistyped", "kil:worker@2s", /Unknown fault kil\. .* Did you mean kill\?$/],
    [
      "it has no target",
      "kill@2s",
      /The target is missing\. kill takes worker, producer, broker, node or agent: kill:worker@2s\.$/,
    ],
    [
      "an agent is to come back",
      "kill:agent:2@2s,restart=1s",
      /An agent does not come back in the run\. Remove restart\.$/,
    ],
    [
      "an agent has no number",
      "kill:agent:all@2s",
      /"all" is not a valid agent number\. Use a number from 1, such as agent:1/,
    ],
    ["its target is mistyped", "quit:workers@2s", /quit takes worker or producer\. Did you mean worker\?$/],
    [
      "the target of a quit is the broker",
      "quit:broker@2s",
      /quit takes worker or producer, and a broker takes kill, stop, restart, rolling-restart, power-cut, /,
    ],
    [
      "a worker is the target of a restart",
      "restart:worker@2s",
      /restart takes broker or node, .* restarts a killed worker itself/,
    ],
    ["a process has no number", "kill:worker:first@2s", /"first" is not a valid process number\. Use a number from 1/],
    ["its process number is 0", "kill:worker:0@2s", /"0" is not a valid process number/],
    ["a broker has a number", "kill:broker:1@2s", /There is only one broker/],
    [
      "a node has a part that does not exist",
      "kill:node:leadr@2s",
      /Use a number from 1, leader, .* Did you mean leader\?$/,
    ],
    [
      "a broker is meant to be a node",
      "kill:broker:leader@2s",
      /only one broker\. .* node of a cluster is node:leader\.$/,
    ],
    ["the majority is cut off", "partition:node:majority@2s,for=1s", /separates one node from all others/],
    ["a node never restarts", "kill:node:1@2s,restart=never", /A run ends with all nodes/],
    ["a rolling restart has a duration", "rolling-restart:broker@2s,for=1s", /each node restarts immediately/],
    ["a pause has no duration", "pause:node@2s", /pause needs a duration\. Add for=1s\.$/],
    ["it has an extra part", "kill:worker:1:2@2s", /":2" is not part of a fault/],
    ["its time is missing", "kill:worker", /time is missing\. Use for example kill:worker@2s/],
    ["its time has no unit", "kill:worker@2", /"2" after the @ is not a valid time\..* The unit is missing\.$/],
    ["its time is more than a day", "kill:worker@1441m", /at most 1440m/],
    ["a stop has no duration", "stop:worker@2s", /stop needs a duration\. Add for=1s, or use kill:worker\.$/],
    ["a stop of the broker has no duration", "stop:broker@2s", /Add for=1s, or use restart:broker\.$/],
    ["a stop has a duration of 0", "stop:worker@2s,for=0s", /for=0s is too short\. Use more than 0/],
    ["no worker is added", "add:worker:0@2s", /"0" is not a valid number of workers\. Use 1 to 100/],
    ["a producer is added", "add:producer@2s", /add takes worker, and a producer takes kill, stop or quit/],
    [
      "workers are added faster than they start",
      "add:worker@2s,every=200ms",
      /every=200ms is too short\. Use at least 1000ms/,
    ],
    [
      "an added worker has a duration",
      "add:worker@2s,for=1s",
      /stays until the end of the run\. Remove for; use kill:worker or quit:worker/,
    ],
    ["an added worker has a restart", "add:worker@2s,restart=now", /starts once\. Remove restart/],
    ["an addition has an extra part", "add:worker:1:2@2s", /":2" is not part of a fault/],
    ["a kill has a duration", "kill:worker@2s,for=1s", /kill has no duration\. Remove for; use restart=1s/],
    [
      "a power cut has a duration",
      "power-cut:broker@2s,for=1s",
      /power-cut has no duration\. Remove for; use restart=1s/,
    ],
    ["the target of a power cut is a worker", "power-cut:worker@2s", /power-cut takes broker/],
    ["a restart has a duration", "restart:broker@2s,for=1s", /or use stop:broker/],
    ["a stop has a restart", "stop:worker@2s,for=1s,restart=now", /ends after its for\. Remove restart/],
    ["the broker never restarts", "kill:broker@2s,restart=never", /A run cannot end without a broker/],
    ["the time of a restart is not valid", "kill:worker@2s,restart=nvr", /Must be now, never, or a duration/],
    ["it recurs faster than a process starts", "kill:worker@2s,every=1ms", /Use at least 10ms/],
    ["a setting is mistyped", "kill:worker@2s,evry=1s", /Unknown fault setting evry\. .* Did you mean every\?$/],
    ["a setting has no value", "kill:worker@2s,every", /every has no value\. Use for example every=3s/],
    ["a setting is given twice", "kill:worker@2s,every=1s,every=2s", /every is given twice/],
    ["one text has two faults", "kill:worker@2s,kill:worker@4s", /Use another --fault/],
    ["the name of an alarm is incomplete", "alarm:broker@2s", /Use memory-alarm:broker or disk-alarm/],
    ["an alarm has no duration", "disk-alarm:broker@2s", /disk-alarm needs a duration\. Add for=1s\.$/],
    ["a connection has an invalid owner", "cut:connection:broker@2s", /Use connection:worker, connection:producer/],
    ["the owner of a connection is mistyped", "cut:connection:wroker@2s", /Did you mean worker\?$/],
    ["a connection has a number and no owner", "cut:connection:1@2s", /"1" is not a valid owner/],
    [
      "the process number of a connection is not valid",
      "cut:connection:worker:first@2s",
      /"first" is not a valid process/,
    ],
    ["a worker is cut", "cut:worker@2s", /cut takes connection, and a worker takes kill, stop, quit or add\.$/],
    ["a stall has no duration", "stall:connection:worker@2s", /Add for=1s, or use cut:connection:worker\.$/],
    ["a close has a duration", "close:connection@2s,for=1s", /close has no duration/],
    ["a cut has a restart", "cut:connection@2s,restart=now", /reopens its connection itself\. Remove restart/],
    ["a delay has no length", "delay:connection@2s,for=1s", /Add by=50ms\.$/],
    ["the length of a delay is not valid", "delay:connection@2s,for=1s,by=50", /by=50: .* The unit is missing\.$/],
    [
      "a stall has the setting of a delay",
      "stall:connection@2s,for=1s,by=5ms",
      /Only delay takes by\. Remove it from stall/,
    ],
    ["a throttle has no rate", "throttle:connection@2s,for=1s", /Add rate=10000\.$/],
    ["a rate is too low", "throttle:connection@2s,for=1s,rate=9", /rate=9: Must be a whole number of bytes per second/],
    ["a kill has a rate", "kill:worker@2s,rate=1000", /Only throttle takes rate\. Remove it from kill/],
    ["it has an extra comma", "kill:worker@2s,", /Remove the extra comma/],
    ["it is empty", "", /The value is empty/],
  ])("%s", (_, text, expected) => {
    const mistakes = flagMistakes({ faults: text });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(expected);
    expect(mistakes[0]).toContain(`--fault ${text}`.trimEnd());
  });

  it("every part is invalid: all mistakes are reported together, with the place in the source", () => {
    expect(
      mistakesOf({ environment: { FAIRHARE_FAULT: "quit:worker@1s;kil:wroker@2,evry=3s" } }).map(
        (mistake) => /^(FAIRHARE_FAULT=kil:wroker@2,evry=3s): (.*?[.])/.exec(mistake)?.[2],
      ),
    ).toEqual([
      "Unknown fault kil.",
      "Unknown target wroker.",
      '"2" after the @ is not a valid time.',
      "Unknown fault setting evry.",
    ]);
    expect(
      mistakesOf({ file: { name: "plan.json", content: { faults: ["kill:worker@2s", "kill@3s"], fault: "x" } } }).map(
        (mistake) => mistake.split(": ").slice(0, 2).join(": "),
      ),
    ).toEqual(["plan.json: fault", 'plan.json: faults[1] = "kill@3s"']);
  });
});
