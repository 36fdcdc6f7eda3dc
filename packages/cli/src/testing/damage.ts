// Random damage to a directory: flipped bits; files that are truncated, emptied, lost, swapped, edited, or replaced by
// something else.
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";

/** Applies the damage and returns its description; undefined when nothing changed. */
export type Damage = (directory: string) => string | undefined;

/** From 0 to below 1: a relative position in a list or a file. */
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const entriesOf = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted();

export const filesOf = (directory: string): string[] =>
  entriesOf(directory).filter((name) => statSync(join(directory, name)).isFile());

const pick = <T>(items: readonly T[], where: number): T | undefined => items[Math.floor(where * items.length)];

/** Changes bytes of one file. */
const bytesChanged = fc
  .record({
    file: fraction,
    from: fraction,
    length: fc.integer({ min: 1, max: 64 }),
    how: fc.constantFrom("flip", "zero", "cut", "cut-record", "empty", "append", "repeat", "garbage"),
    byte: fc.integer({ min: 1, max: 255 }),
  })
  .map(({ file, from, length, how, byte }): Damage => (directory) => {
    const name = pick(filesOf(directory), file) ?? "";
    const path = join(directory, name);
    const before = readFileSync(path);
    const start = Math.floor(from * before.length);
    const after = Buffer.from(before);
    const changed: Record<typeof how, () => Buffer> = {
      flip: () => {
        after[start] = (after[start] ?? 0) ^ byte;
        return after;
      },
      zero: () => after.fill(0, start, start + length),
      cut: () => after.subarray(0, start),
      "cut-record": () => after.subarray(0, start - (start % 32)),
      empty: () => Buffer.alloc(0),
      append: () => Buffer.concat([after, Buffer.alloc(length, byte)]),
      repeat: () => Buffer.concat([after.subarray(0, start + length), after.subarray(start)]),
      garbage: () => Buffer.from(Array.from({ length: length * 16 }, (_, index) => (index * 167 + byte) % 256)),
    };
    writeFileSync(path, changed[how]());
    return before.equals(readFileSync(path)) ? undefined : `${how} at ${start} of ${name}`;
  });

/** Replaces a file or directory by something else, or removes it. */
const replaced = fc
  .record({
    entry: fraction,
    how: fc.constantFrom("lost", "directory", "file", "loop", "nowhere", "pipe", "device"),
  })
  .map(({ entry, how }): Damage => (directory) => {
    const name = pick(entriesOf(directory), entry) ?? "";
    const path = join(directory, name);
    const isDirectory = statSync(path).isDirectory();
    if ((how === "directory" && isDirectory) || (how === "file" && !isDirectory)) return undefined;
    rmSync(path, { recursive: true });
    if (how === "directory") mkdirSync(path);
    if (how === "file") writeFileSync(path, "");
    if (how === "loop") symlinkSync(path, path);
    if (how === "nowhere") symlinkSync("nothing", path);
    if (how === "pipe") execFileSync("mkfifo", [path]);
    if (how === "device") symlinkSync("/dev/zero", path);
    return `${how} in place of ${name}`;
  });

/** Swaps two files. */
const exchanged = fc.record({ one: fraction, other: fraction }).map(({ one, other }): Damage => (directory) => {
  const files = filesOf(directory);
  const [first = "", second = ""] = [pick(files, one), pick(files, other)];
  const paths = [first, second].map((name) => join(directory, name));
  const [a = "", b = ""] = paths;
  if (first === second || readFileSync(a).equals(readFileSync(b))) return undefined;
  const spare = join(directory, "spare");
  renameSync(a, spare);
  renameSync(b, a);
  renameSync(spare, b);
  return `${first} and ${second} exchanged`;
});

const JSON_VALUES = [null, true, "", "x", "__proto__", -1, 0, 2, 1e308, -1e308, 1e15, 0.5, [], {}, [[[]]], { x: 1 }];

/** Changes a value in a JSON file, but not its checksum. */
export const edited = fc
  .record({
    file: fraction,
    at: fraction,
    value: fc.constantFrom(...JSON_VALUES),
    how: fc.constantFrom("set", "remove"),
  })
  .map(
    ({ file, at, value, how }): ((directory: string) => { name: string; what: string } | undefined) =>
      (directory) => {
        const name =
          pick(
            filesOf(directory).filter((path) => path.endsWith(".json")),
            file,
          ) ?? "";
        const path = join(directory, name);
        const content: unknown = JSON.parse(readFileSync(path, "utf8"));
        const place = pick(placesOf(content), at);
        if (place === undefined) return undefined;
        const before = JSON.stringify(content);
        if (how === "set") place.set(value);
        else place.remove();
        const after = JSON.stringify(content);
        if (after === before) return undefined;
        writeFileSync(path, after);
        return { name, what: `${how} ${place.path} of ${name}${how === "set" ? ` to ${JSON.stringify(value)}` : ""}` };
      },
  );

interface Place {
  readonly path: string;
  readonly set: (value: unknown) => void;
  readonly remove: () => void;
}

/** All places in a JSON value; of a long list only the first ones. */
function placesOf(value: unknown, path = ""): Place[] {
  if (Array.isArray(value))
    return value.slice(0, 3).flatMap((item: unknown, index) => [
      {
        path: `${path}[${index}]`,
        set: (next: unknown) => (value[index] = next),
        remove: () => value.splice(index, 1),
      },
      ...placesOf(item, `${path}[${index}]`),
    ]);
  if (typeof value !== "object" || value === null) return [];
  const fields: Record<string, unknown> = Object(value);
  return Object.keys(fields).flatMap((key) => [
    {
      path: `${path}.${key}`,
      set: (next: unknown) => (fields[key] = next),
      remove: () => Reflect.deleteProperty(fields, key),
    },
    ...placesOf(fields[key], `${path}.${key}`),
  ]);
}

export const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 6, arbitrary: bytesChanged },
  { weight: 3, arbitrary: replaced },
  { weight: 1, arbitrary: exchanged },
  {
    weight: 3,
    arbitrary: edited.map(
      (edit): Damage =>
        (directory) =>
          edit(directory)?.what,
    ),
  },
);
