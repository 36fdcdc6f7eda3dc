// Real programs that cannot be started.
import { expect, it } from "vitest";
import { ProgramOutput } from "./program-output.ts";
import { startProgram } from "./start-program.ts";

const output = (): ProgramOutput =>
  new ProgramOutput(
    () => undefined,
    () => undefined,
  );

it("a program that the system does not start ends with the reason", async () => {
  // Refused with E2BIG, which Node throws as it throws ENOMEM.
  const environment = { TOO_LARGE: "x".repeat(8_000_000) };
  const program = startProgram({ file: process.execPath, args: ["--version"], environment }, output());
  expect(program.group).toBe(0);
  program.signal("SIGKILL");
  expect(await program.ended).toEqual({
    exitCode: null,
    signal: null,
    problem: `"${process.execPath}" could not be started: its environment variables are too large (E2BIG).`,
  });
});

it("a program that does not exist ends with the reason", async () => {
  const { ended } = startProgram({ file: "/nowhere/program", args: [], environment: {} }, output());
  expect(await ended).toMatchObject({ exitCode: null, problem: expect.stringContaining("/nowhere/program") });
});
