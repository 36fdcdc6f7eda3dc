// Field tables, such as the headers of a message: the whole table as an object, or one number without any allocation.
// The types are RabbitMQ's: https://www.rabbitmq.com/amqp-0-9-1-errata#section_3
import type { Fields } from "./fields.ts";

/** Deeper tables and arrays are not read: their text could exhaust the stack. */
const DEEPEST = 32;

const code = (letter: string): number => letter.charCodeAt(0);
const Type = {
  boolean: code("t"),
  int8: code("b"),
  uint8: code("B"),
  int16: code("s"),
  uint16: code("u"),
  int32: code("I"),
  uint32: code("i"),
  int64: code("l"),
  float: code("f"),
  double: code("d"),
  decimal: code("D"),
  text: code("S"),
  array: code("A"),
  time: code("T"),
  table: code("F"),
  nothing: code("V"),
  bytes: code("x"),
} as const;

/**
 * Decodes the table at the cursor: numbers as numbers, long strings as text, timestamps as seconds, byte arrays as a
 * copy. The fields after an invalid one are missing.
 */
export function readTable(fields: Fields, depth = 0): Record<string, unknown> {
  // Without a prototype, so that no name of a header can reach one.
  const table = Object.create(null) as Record<string, unknown>;
  const outer = fields.end;
  const length = fields.u32();
  const end = fields.at + length;
  if (end > outer || depth > DEEPEST) {
    fields.isShort = true;
    return table;
  }
  fields.end = end;
  while (fields.at < end && !fields.isShort) {
    const name = fields.shortText();
    const value = readValue(fields, depth);
    if (!fields.isShort) table[name] = value;
  }
  fields.end = outer;
  fields.at = end;
  return table;
}

/** The number with this name in the table at the cursor; NaN if there is none, or it is not a number. */
export function findNumber(fields: Fields, name: Uint8Array): number {
  const length = fields.u32();
  const end = Math.min(fields.at + length, fields.end);
  while (fields.at < end && !fields.isShort) {
    const size = fields.u8();
    const isIt = size === name.length && isAt(fields, name);
    fields.skip(size);
    if (isIt) return readNumber(fields);
    skipValue(fields);
  }
  return Number.NaN;
}

function isAt({ bytes, at, end }: Fields, name: Uint8Array): boolean {
  if (name.length > end - at) return false;
  for (let index = 0; index < name.length; index++) if (bytes[at + index] !== name[index]) return false;
  return true;
}

function readValue(fields: Fields, depth: number): unknown {
  const type = fields.bytes[fields.at];
  switch (type) {
    case Type.boolean:
      fields.skip(1);
      return fields.u8() !== 0;
    case Type.text:
      fields.skip(1);
      return fields.longText();
    case Type.bytes: {
      fields.skip(1);
      const size = fields.u32();
      const from = fields.at;
      fields.skip(size);
      return fields.bytes.slice(from, fields.at);
    }
    case Type.table:
      fields.skip(1);
      return readTable(fields, depth + 1);
    case Type.array:
      fields.skip(1);
      return readArray(fields, depth + 1);
    case Type.nothing:
      fields.skip(1);
      return null;
    case Type.decimal: {
      fields.skip(1);
      const scale = fields.u8();
      return (fields.u32() | 0) / 10 ** scale;
    }
    default:
      return readNumber(fields);
  }
}

function readArray(fields: Fields, depth: number): unknown[] {
  const values: unknown[] = [];
  const outer = fields.end;
  const end = fields.u32() + fields.at;
  if (end > outer || depth > DEEPEST) {
    fields.isShort = true;
    return values;
  }
  fields.end = end;
  while (fields.at < end && !fields.isShort) values.push(readValue(fields, depth));
  fields.end = outer;
  fields.at = end;
  return values;
}

const scratch = new DataView(new ArrayBuffer(8));

/** NaN for a value that is not a number; it is not skipped then. */
function readNumber(fields: Fields): number {
  const type = fields.u8();
  switch (type) {
    case Type.int8:
      return (fields.u8() << 24) >> 24;
    case Type.uint8:
      return fields.u8();
    case Type.int16:
      return (fields.u16() << 16) >> 16;
    case Type.uint16:
      return fields.u16();
    case Type.int32:
      return fields.u32() | 0;
    case Type.uint32:
      return fields.u32();
    case Type.int64: {
      const high = fields.u32() | 0;
      return high * 2 ** 32 + fields.u32();
    }
    case Type.time:
      return fields.u64();
    case Type.float:
      scratch.setUint32(0, fields.u32());
      return scratch.getFloat32(0);
    case Type.double:
      scratch.setUint32(0, fields.u32());
      scratch.setUint32(4, fields.u32());
      return scratch.getFloat64(0);
    default:
      fields.isShort = true;
      return Number.NaN;
  }
}

function skipValue(fields: Fields): void {
  const type = fields.u8();
  switch (type) {
    case Type.nothing:
      return;
    case Type.boolean:
    case Type.int8:
    case Type.uint8:
      return fields.skip(1);
    case Type.int16:
    case Type.uint16:
      return fields.skip(2);
    case Type.int32:
    case Type.uint32:
    case Type.float:
      return fields.skip(4);
    case Type.decimal:
      return fields.skip(5);
    case Type.int64:
    case Type.time:
    case Type.double:
      return fields.skip(8);
    case Type.text:
    case Type.bytes:
    case Type.table:
    case Type.array:
      return fields.skipLong();
    default:
      fields.isShort = true;
  }
}
