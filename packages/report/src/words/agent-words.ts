// How tables name the agent of a worker or of a clock.

/** `2 (host-b)`; without the host if it is not known. Several hosts may have had the number, one after the other. */
export const agentWords = ({ agent, host }: { readonly agent: number; readonly host: string | null }): string =>
  host === null ? String(agent) : `${agent} (${host})`;
