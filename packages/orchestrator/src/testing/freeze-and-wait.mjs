// A process that freezes another one and waits to be killed. Plain JavaScript on the built package.
import { Freeze } from "../../dist/faults/freeze.js";

await Freeze.begin(Number(process.argv[2]));
process.stdout.write("frozen\n");
setInterval(() => undefined, 60_000);
