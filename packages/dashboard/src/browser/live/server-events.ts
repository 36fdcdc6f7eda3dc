// Follows the server of a live page: the state that it sends, the results at the end, and whether it still answers.
import { useEffect, useState } from "preact/hooks";

export interface ServerEvents<State, End> {
  /** The latest one; null before the first. */
  readonly state: State | null;
  readonly ended: End | null;
  /** The connection is lost, and there are no results. */
  readonly isLost: boolean;
}

export function useServerEvents<State, End>(): ServerEvents<State, End> {
  const [state, update] = useState<State | null>(null);
  const [ended, setEnded] = useState<End | null>(null);
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    const source = new EventSource("/events");
    source.addEventListener("state", ({ data }: MessageEvent<string>) => {
      setLost(false);
      update(JSON.parse(data) as State);
    });
    source.addEventListener("results", ({ data }: MessageEvent<string>) => {
      source.close();
      setLost(false);
      setEnded(JSON.parse(data) as End);
    });
    source.addEventListener("error", () => setLost(true));
    return () => source.close();
  }, []);
  return { state, ended, isLost };
}
