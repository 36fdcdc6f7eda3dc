// `npm run picture:preview -- DIR FILE.svg`: draws the picture for a README or a social preview from the results.json of a
// report with two trials or more.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawPreview, printableResults } from "@fairhare/report";
import { resultsSchema } from "@fairhare/results";

const [directory, file] = process.argv.slice(2);
if (directory === undefined || file === undefined) stop("Usage: npm run picture:preview -- DIR FILE.svg");
const results = resultsSchema.parse(JSON.parse(readFileSync(join(directory, "results.json"), "utf8")));
const picture = drawPreview(printableResults(results));
if (!picture)
  stop(`${directory} has no two trials whose workers had work to share. Use a report with --prefetch unlimited,1.`);
writeFileSync(file, picture.svg);
process.stdout.write(`${file}: ${picture.alt}\n`);

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
