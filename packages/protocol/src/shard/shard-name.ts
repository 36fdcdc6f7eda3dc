// The file name of a shard, which says which process wrote it.
import { Role } from "../event.ts";

/** Each role as it appears in file names. */
const ROLE_NAMES = {
  producer: Role.producer,
  worker: Role.worker,
  orchestrator: Role.orchestrator,
  "dead-letters": Role.deadLetters,
} as const;
export type ShardRole = keyof typeof ROLE_NAMES;

export interface ShardIdentity {
  readonly role: Role;
  /** Numbered from 1, like the incarnation. */
  readonly process: number;
  readonly incarnation: number;
}

const PATTERN = /^(producer|worker|orchestrator|dead-letters)-([1-9]\d*)\.([1-9]\d*)\.shard$/;

export const shardName = (role: ShardRole, process: number, incarnation: number): string =>
  `${role}-${process}.${incarnation}.shard`;

/** `undefined` if the text is not the name of a shard. */
export function parseShardName(name: string): ShardIdentity | undefined {
  const [, role, process, incarnation] = PATTERN.exec(name) ?? [];
  if (!isShardRole(role)) return undefined;
  return { role: ROLE_NAMES[role], process: Number(process), incarnation: Number(incarnation) };
}

const isShardRole = (name: string | undefined): name is ShardRole =>
  name !== undefined && Object.hasOwn(ROLE_NAMES, name);
