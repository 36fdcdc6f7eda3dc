// What the processes of a fleet call their connections: by it people find them in the broker's tools, and so do faults.

/** `number` is a worker's slot or a producer's number. */
export const connectionName = (role: "producer" | "worker", number: number): string => `fairhare ${role} ${number}`;
