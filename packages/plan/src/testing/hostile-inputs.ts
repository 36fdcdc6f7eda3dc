// Random invocations for fuzzing the parser: flags, environment and experiment file together, with valid values, typing
// errors, and malicious input.
import * as fc from "fast-check";
import { environmentName, type OptionKey, type OptionValues } from "../options/option.ts";
import { OPTION_KEYS, OPTIONS } from "../options/table.ts";
import type { RawOptions } from "../parse/written.ts";

/** Must not occur in any message. */
export const SECRET = "s3cr3t-w0rd";

const PROPERTY_NAMES = ["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty"];
const NUMBERS = ["0", "1", "2", "7", "-1", "1.5", "1e3", "1e999", "Infinity", "NaN", "0x10", "٣", "1_000", "007"];
const DURATIONS = ["0s", "1ms", "250us", "1.5s", "2m", "1h", "1e400ms", "9".repeat(400) + "s", "-1s", "1 s", "60"];
const FAULTS = [
  "kill:worker@2s",
  "kill:worker:1@2s,every=3s|none",
  "restart:broker@1s",
  "stop:worker@1s,for=1s",
  "cut:connection:producer@1s",
  "throttle:connection@1s,for=1s,rate=1e9",
  "kill:toString@2s",
  "__proto__:worker@2s",
  "kill:worker@2s,constructor=1",
  "add:worker:101@2s",
  "@",
  "|||",
];
const THRESHOLDS = [
  "lost==0",
  "p99<50ms",
  "jainBusy>=0.9",
  "lost<1e999",
  "lost=0",
  "toString==1",
  "__proto__.x<1",
  "<",
];
const URIS = [
  "amqp://localhost",
  "amqps://[::1]:5671/v?heartbeat=9",
  `amqp://me:${SECRET}@host`,
  `amqp://m@e:${SECRET}@host`,
  `me:12/${SECRET}@host`,
  `amqp://me:x ${SECRET}@host`,
  "amqp://host:99999",
];
const SKEWS = [
  "odd-even",
  "period:3",
  "random:1.1",
  "pareto:0",
  "trace:good.txt",
  "trace:bad.txt",
  "trace:",
  "trace:no",
];

/** Words that the option accepts. */
const choicesOf = (key: OptionKey): readonly string[] => OPTIONS[key].kind.choices ?? [];

const textFor = (key: OptionKey): fc.Arbitrary<string> => {
  const fitting = fc.constantFrom(OPTIONS[key].default ?? "1", ...choicesOf(key), ...(SPECIAL[key] ?? []));
  const wild = fc.oneof(
    fc.constantFrom(...PROPERTY_NAMES, ...NUMBERS, ...DURATIONS, ...FAULTS, ...THRESHOLDS, ...URIS, ...SKEWS),
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom("9".repeat(10_000), "x".repeat(10_000), ",", "a,,b", " 1 ", "\n", "\u001B[31m", "true", "yes"),
  );
  const one = fc.oneof({ weight: 4, arbitrary: fitting }, { weight: 1, arbitrary: wild });
  return fc.oneof(
    { weight: 4, arbitrary: one },
    { weight: 1, arbitrary: fc.array(one, { minLength: 2, maxLength: 4 }).map((texts) => texts.join(",")) },
  );
};

const SPECIAL: Partial<Record<keyof OptionValues, readonly string[]>> = {
  faults: FAULTS,
  threshold: THRESHOLDS,
  skew: SKEWS,
  uri: URIS,
  workers: ["1", "3", "10000", "10001"],
  tasks: ["1", "20", "4294967295"],
  time: ["1s", "2", "86400s"],
  exclude: ["workers=1", "toString=1", "workers=1,prefetch=1", "="],
  fail: ["none", "random:0.5", "poison:2", "poison:1e9", "random:1"],
};

const flags = fc
  .array(
    fc
      .constantFrom(...OPTION_KEYS)
      .chain((key) => fc.array(textFor(key), { minLength: 1, maxLength: 3 }).map((texts) => [key, texts] as const)),
    { maxLength: 6 },
  )
  .map((entries) => Object.fromEntries(entries));

const environment = fc
  .array(
    fc.oneof(
      fc
        .constantFrom(...OPTION_KEYS)
        .chain((key) => textFor(key).map((text) => [environmentName(OPTIONS[key].flag), text] as const)),
      fc.tuple(fc.constantFrom("AMQP_URL", "FAIRHARE_WORKER", "FAIRHARE___PROTO__", ...PROPERTY_NAMES), textFor("uri")),
    ),
    { maxLength: 3 },
  )
  .map((entries) => Object.fromEntries(entries));

const jsonFor = (key: OptionKey): fc.Arbitrary<unknown> => {
  const scalar = fc.oneof(textFor(key), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue());
  return fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.constant(Array.from({ length: 2_000 }, (_, i) => i)));
};

const content = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .array(
        fc.oneof(
          {
            weight: 6,
            arbitrary: fc.constantFrom(...OPTION_KEYS).chain((key) => fc.tuple(fc.constant(key), jsonFor(key))),
          },
          {
            weight: 1,
            arbitrary: fc.tuple(fc.constantFrom(...PROPERTY_NAMES, "wrokers", "multi-ack-every"), fc.jsonValue()),
          },
        ),
        { maxLength: 5 },
      )
      // Through JSON.parse, which makes `__proto__` an ordinary key.
      .map((entries): unknown =>
        JSON.parse(
          `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value) ?? "null"}`).join()}}`,
        ),
      ),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);

export const hostileInputs: fc.Arbitrary<RawOptions> = fc.record(
  { flags, environment, file: fc.record({ name: fc.constant("plan.json"), content }) },
  { requiredKeys: [] },
);
