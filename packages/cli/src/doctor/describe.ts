// The doctor's findings as text, each with its mend below it.
import { assertNever } from "@fairhare/core";
import type { Style } from "../terminal/style.ts";
import type { DoctorFinding } from "./finding.ts";

export function describeFindings(findings: readonly DoctorFinding[], style: Style): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const indent = " ".repeat(width + 4);
  return findings.flatMap(({ name, status, detail, mend }) => [
    `${mark(status, style)} ${name.padEnd(width)}  ${detail}`,
    ...(mend === undefined ? [] : mend.split("\n").map((line) => style.doubtful(indent + line))),
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
