// Flags by task number, in a column that grows with the largest number seen.

/** `flags` itself while it has this task, else a copy of twice the room or more. */
export function withRoomFor(flags: Uint8Array<ArrayBuffer>, task: number): Uint8Array<ArrayBuffer> {
  if (task < flags.length) return flags;
  const grown = new Uint8Array(2 ** Math.ceil(Math.log2(task + 1)));
  grown.set(flags);
  return grown;
}
