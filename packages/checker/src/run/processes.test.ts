import { describe, expect, it } from "vitest";
import { history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

describe("the connections at the end", () => {
  it("count each slot with its last connection, also after a failover and in a restarted process", () => {
    const run = history()
      .producer(1)
      .connected(0)
      .disconnected(5)
      .connected(6, 1)
      .worker(1, { since: 1 })
      .connected(0)
      .worker(2, { since: 1 })
      .connected(0, 2)
      .worker(2, { incarnation: 2, since: 8 })
      .connected(7, 1);
    expect(check(run).result.connections).toEqual([
      { uri: 0, producers: 0, workers: 1 },
      { uri: 1, producers: 1, workers: 1 },
    ]);
  });

  it("are none without a connection", () => {
    expect(check(history()).result.connections).toEqual([]);
  });
});
