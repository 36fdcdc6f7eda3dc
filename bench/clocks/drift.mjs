// Loaded with --import: the monotonic clock of this process runs faster by CLOCK_DRIFT_PPM, as that of another machine would.
// The kernel can shift a clock by a time namespace, but not change its rate.
import { appendFileSync } from "node:fs";

const rate = 1 + Number(process.env["CLOCK_DRIFT_PPM"] ?? 0) / 1e6;

const now = performance.now.bind(performance);
performance.now = () => now() * rate;

const bigint = process.hrtime.bigint.bind(process.hrtime);
// In doubles: exact to the microsecond, and the errors of the two factors are the same in every process.
process.hrtime.bigint = () => BigInt(Math.round(Number(bigint()) * rate));

// For the truth: what each process of a fleet subtracts from its clock.
const notes = process.env["CLOCK_NOTES"];
if (notes !== undefined && process.send !== undefined) {
  const on = process.on.bind(process);
  process.on = (/** @type {string} */ event, /** @type {(...values: any[]) => void} */ listener) =>
    on(event, event === "message" ? noting(listener, notes) : listener);
}

/**
 * @param {(...values: any[]) => void} listener
 * @param {string} file
 */
function noting(listener, file) {
  return (/** @type {any} */ message, /** @type {any[]} */ ...rest) => {
    if (message?.type === "configure") {
      const { role, process: number, incarnation, clockOffsetNs } = message.plan;
      appendFileSync(file, `${JSON.stringify({ shard: `${role}-${number}.${incarnation}.shard`, clockOffsetNs })}\n`);
    }
    listener(message, ...rest);
  };
}
