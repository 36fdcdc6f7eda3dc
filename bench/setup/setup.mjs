// `npm run setup`: prepares a fresh clone. This file must parse on any Node from 14.8 on, so that an old version gets a
// clear message instead of a syntax error; main.mjs does the rest.

const LOWEST_MAJOR = 20;
const LOWEST_MINOR = 19;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < LOWEST_MAJOR || (major === LOWEST_MAJOR && minor < LOWEST_MINOR)) {
  console.error(
    `Fairhare needs Node ${LOWEST_MAJOR}.${LOWEST_MINOR} or newer; this is Node ${process.versions.node}. ` +
      "Install a newer Node, for instance from https://nodejs.org, and run the setup again.",
  );
  process.exitCode = 1;
} else {
  const { main } = await import("./main.mjs");
  process.exitCode = await main(process.argv.slice(2));
}
