// Freezes another process and waits to be killed. Plain JavaScript on the built package, run as a process of its own.
import { Freeze } from "../../dist/faults/freeze.js";

await Freeze.begin(Number(process.argv[2]));
process.stdout.write("frozen\n");
setInterval(() => undefined, 60_000);
