import { describe, expect, it } from "vitest";
import { contextOf, flagMistakes, parseFlags, settingsOf } from "../../testing/parse-flags.ts";

const FILES = contextOf({ "order.json": '{"order":{{task}}}', "invoice.json": "{}", "sub/a.bin": "12345" });
const bodiesOf = (body: string) => parseFlags({ body }, FILES).experiment.trials.map(({ settings }) => settings.body);
const files = (...list: readonly (readonly [file: string, bytes: number, weight: number])[]) => ({
  kind: "files",
  files: list.map(([file, bytes, weight]) => ({ file: `./${file}`, bytes, weight })),
});

describe("a body", () => {
  it.each([
    ["text,binary", ["text", "binary"]],
    ["order.json", [files(["order.json", 18, 1])]],
    ["order.json,text", [files(["order.json", 18, 1]), "text"]],
    ["order.json:0.9,invoice.json:0.1", [files(["order.json", 18, 0.9], ["invoice.json", 2, 0.1])]],
    [
      "order.json:2,invoice.json:1,sub/a.bin",
      [files(["order.json", 18, 2], ["invoice.json", 2, 1]), files(["sub/a.bin", 5, 1])],
    ],
  ])("%s is parsed, and a comma separates trials except between files with weights", (text, bodies) => {
    expect(bodiesOf(text)).toEqual(bodies);
  });

  it("that cannot be read is a mistake with its name", () => {
    expect(flagMistakes({ body: "none.json" }, FILES)).toEqual(["--body none.json: There is no such file."]);
  });

  it.each(["tex", "a.json:1,b.json:0", "a.json:1,b.json:x"])("%s is refused", (body) => {
    expect(flagMistakes({ body }, FILES).join()).toMatch(/Must be text, binary, auto, a file/);
  });

  it("from a file has no other size", () => {
    expect(flagMistakes({ body: "order.json", size: "500" }, FILES).join()).toMatch(/has its own size/);
  });
});

describe("the properties of messages", () => {
  it("are collected from --content-type and --property", () => {
    const property = ["correlation-id=order-{{task}}", "header.x-tenant=a=b", "priority=9"];
    expect(settingsOf({ contentType: "application/json", property }).properties).toEqual({
      "content-type": "application/json",
      "correlation-id": "order-{{task}}",
      "header.x-tenant": "a=b",
      priority: "9",
    });
  });

  it.each(["delivery-mode=2", "priority=256", "header.=x", "header.fairhare-task=1", "corelation-id=1", "=x", "type"])(
    "%s is refused",
    (property) => {
      expect(flagMistakes({ property }).join()).toMatch(/Must be NAME=VALUE/);
    },
  );

  it("may be set once", () => {
    const twice = flagMistakes({ property: ["type=a", "type=b"] });
    expect(twice.join()).toMatch(/^--property type=a with --property type=b: Both set the same property/);
    expect(flagMistakes({ contentType: "a/b", property: "content-type=c/d" }).join()).toMatch(/Both set/);
  });
});
