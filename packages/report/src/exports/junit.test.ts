import { parseXml, type XmlElement, type XmlNode } from "@rgrove/parse-xml";
import { describe, expect, it } from "vitest";
import { cutShort, threeRepeats, twoTrials } from "../testing/fixtures.ts";
import { judged } from "../testing/results-builder.ts";
import { hostileResults } from "../testing/hostile-results.ts";
import { renderJunit } from "./junit.ts";

const isElement = (node: XmlNode): node is XmlElement => node.type === "element";
const elements = ({ children }: XmlElement): XmlElement[] => children.filter(isElement);

function parse(xml: string): XmlElement {
  const { root } = parseXml(xml);
  if (root === null) throw new Error("no root");
  return root;
}

const JAIN = { expression: "jainBusy>=0.95", metric: "fairness.jainBusy", operator: ">=", value: 0.95 };

/** With the thresholds of the plan, as results.json has them. */
function withPlan() {
  const results = twoTrials();
  return {
    ...results,
    experiment: { ...results.experiment, thresholds: [JAIN] },
    thresholds: [judged({ expression: "jainBusy>=0.95", ok: false, actual: 0.51 })],
  };
}

describe("JUnit XML", () => {
  it("has a suite per trial, with a test case per run and per threshold", () => {
    const suites = elements(parse(renderJunit(withPlan())));
    expect(suites.map((suite) => [suite.attributes["name"], suite.attributes["tests"]])).toEqual([
      ["prefetch 1", "2"],
      ["prefetch unlimited", "2"],
    ]);
    const cases = suites.flatMap(elements).map(({ attributes, children }) => ({
      name: `${attributes["classname"]}: ${attributes["name"]}`,
      outcome: children.filter(isElement).map((child) => `${child.name}: ${child.attributes["message"]}`),
    }));
    expect(cases).toEqual([
      { name: "fairness.prefetch 1: run 1: verdict", outcome: [] },
      { name: "fairness.prefetch 1: threshold jainBusy>=0.95", outcome: [] },
      { name: "fairness.prefetch unlimited: run 1: verdict", outcome: [] },
      {
        name: "fairness.prefetch unlimited: threshold jainBusy>=0.95",
        outcome: ["failure: jainBusy>=0.95: measured 0.509999"],
      },
    ]);
  });

  it("has one suite of thresholds when the results lack those of the plan", () => {
    const suites = elements(parse(renderJunit(twoTrials())));
    expect(suites.map((suite) => suite.attributes["name"])).toEqual(["prefetch 1", "prefetch unlimited", "all trials"]);
  });

  it("counts an unknown run and missing runs as errors", () => {
    const results = cutShort();
    const trials = results.trials.map((trial) => ({ ...trial, missingRuns: 2 }));
    const { attributes } = parse(renderJunit({ ...results, trials }));
    expect(attributes).toMatchObject({ tests: "3", failures: "0", errors: "2" });
  });

  it("adds up its counts and times", () => {
    const root = parse(renderJunit(threeRepeats()));
    const all = elements(root).flatMap(elements);
    expect(root.attributes["tests"]).toBe(String(all.length));
    const seconds = all.reduce((sum, one) => sum + Number(one.attributes["time"]), 0);
    expect(Number(root.attributes["time"])).toBeCloseTo(seconds, 1);
  });

  it("is valid XML with any text in it, which stands there unchanged", () => {
    let count = 0;
    const xml = renderJunit(hostileResults(() => `<a>&"']]>\u0000\ufffe\ud800${count++}`));
    const cases = elements(parse(xml)).flatMap(elements);
    expect(cases.map((one) => one.attributes["name"]).join("\n")).toContain(`<a>&"']]>\\u0000\ufffd\\ud800`);
  });
});
