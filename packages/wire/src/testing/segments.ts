// A conversation as bytes: which side sent what, in the order of the wire.
import type { Side } from "../listener.ts";

export interface Segment {
  readonly from: Side;
  readonly bytes: Uint8Array;
}

/** Adjacent segments of one side as one, so that the reader meets whole runs of frames. */
export function merged(segments: readonly Segment[]): Segment[] {
  const runs: { from: Segment["from"]; parts: Uint8Array[] }[] = [];
  for (const { from, bytes } of segments) {
    const last = runs.at(-1);
    if (last?.from === from) last.parts.push(bytes);
    else runs.push({ from, parts: [bytes] });
  }
  return runs.map(({ from, parts }) => ({ from, bytes: joined(parts) }));
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
