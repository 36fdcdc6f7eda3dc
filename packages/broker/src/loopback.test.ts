import { expect, it } from "vitest";
import { loopbackProblem, requireLoopback } from "./loopback.ts";

const failing = (code: string) => () =>
  Promise.reject(Object.assign(new Error(`connect ${code} 127.0.0.1:1234`), { code }));

it.each([
  ["ENETUNREACH", /is down \(connect ENETUNREACH.*ip link set lo up$/],
  ["EADDRNOTAVAIL", /is down/],
  ["ETIMEDOUT", /are blocked \(connect ETIMEDOUT.*firewall/],
  ["EPERM", /are blocked/],
])("%s on 127.0.0.1 is explained, with what to do", async (code, sentence) => {
  const refusal = requireLoopback(failing(code));
  await expect(refusal).rejects.toMatchObject({ code: "BROKER_START_FAILED" });
  await expect(refusal).rejects.toThrow(sentence);
});

it("another failure is not blamed on the interface", async () => {
  expect(await loopbackProblem(failing("EMFILE"))).toBeUndefined();
});

it("this machine can connect to itself", async () => {
  expect(await loopbackProblem()).toBeUndefined();
});
