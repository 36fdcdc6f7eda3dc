import { expect, it } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { describeFindings, findingJson, ok, warning } from "./finding.ts";

const FINDINGS = [ok("Disk", "9 GB free"), warning("Memory", "0.1 GB free", "Close other programs.")];

it("a finding is a line with its hint below it", () => {
  expect(describeFindings(FINDINGS, createStyle(undefined))).toEqual([
    "✓ Disk    9 GB free",
    "! Memory  0.1 GB free",
    "          Close other programs.",
  ]);
});

it("the JSON document keeps the field names of fairhare.doctor/1", () => {
  expect(FINDINGS.map(findingJson)).toEqual([
    { name: "Disk", status: "ok", detail: "9 GB free" },
    { name: "Memory", status: "warning", detail: "0.1 GB free", mend: "Close other programs." },
  ]);
});
