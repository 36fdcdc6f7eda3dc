// A finding of `doctor`, and its text with the hint below it.
import { assertNever } from "@fairhare/core";
import type { Style } from "../terminal/style.ts";

export interface DoctorFinding {
  readonly name: string;
  readonly status: "ok" | "absent" | "warning" | "missing";
  readonly detail: string;
  /** What to do; absent when nothing needs to be done. */
  readonly hint?: string;
}

export const ok = (name: string, detail: string): DoctorFinding => ({ name, status: "ok", detail });
/** Missing, but not needed. */
export const absent = (name: string, detail: string): DoctorFinding => ({ name, status: "absent", detail });
export const warning = (name: string, detail: string, hint: string): DoctorFinding => ({
  name,
  status: "warning",
  detail,
  hint,
});
export const missing = (name: string, detail: string, hint: string): DoctorFinding => ({
  name,
  status: "missing",
  detail,
  hint,
});

/** A finding in the document of `doctor --json`, whose schema calls a hint `mend`. */
export const findingJson = ({ hint, ...finding }: DoctorFinding): object => ({
  ...finding,
  ...(hint === undefined ? {} : { mend: hint }),
});

export function describeFindings(findings: readonly DoctorFinding[], style: Style): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const indent = " ".repeat(width + 4);
  return findings.flatMap(({ name, status, detail, hint }) => [
    `${mark(status, style)} ${name.padEnd(width)}  ${detail}`,
    ...(hint === undefined ? [] : hint.split("\n").map((line) => style.doubtful(indent + line))),
  ]);
}

function mark(status: DoctorFinding["status"], style: Style): string {
  switch (status) {
    case "ok":
      return style.good("✓");
    case "absent":
      return style.quiet("·");
    case "warning":
      return style.doubtful("!");
    case "missing":
      return style.bad("✗");
    default:
      return assertNever(status);
  }
}
