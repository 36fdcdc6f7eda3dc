// Loaded with --import: the monotonic clock of this process runs faster by CLOCK_DRIFT_PPM, as that of another machine would.
// The kernel can shift a clock by a time namespace, but not change its rate.
const rate = 1 + Number(process.env["CLOCK_DRIFT_PPM"] ?? 0) / 1e6;

const now = performance.now.bind(performance);
performance.now = () => now() * rate;

const bigint = process.hrtime.bigint.bind(process.hrtime);
// In doubles: exact to the microsecond, and the errors of the two factors are the same in every process.
process.hrtime.bigint = () => BigInt(Math.round(Number(bigint()) * rate));
