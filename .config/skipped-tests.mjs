// Repeats at the end of a project which of its tests were skipped for lack of a program: earlier lines are far up then.
import { missingTools, skipNotice } from "../bench/setup/test-tools.mjs";

/** @param {{ name: string }} project */
export default async function setup({ name }) {
  const missing = (await missingTools(process.env)).filter(({ project }) => project === name);
  return () => {
    for (const line of skipNotice(missing)) console.warn(line);
  };
}
