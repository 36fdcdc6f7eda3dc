#!/usr/bin/env bash
# The measuring step of the action. Reads FLAGS, THRESHOLDS (one a line), BROKER, URI and REPORT (a directory in the
# workspace); writes the outputs `report` and `verdict`, and exits with the code of the bench.
set -uo pipefail

report="$GITHUB_WORKSPACE/$REPORT"
cd "$(dirname "${BASH_SOURCE[0]}")/../../.." || exit 2

# xargs splits the words and removes quotes as a shell does, without expanding or running anything in them.
if ! list=$(xargs -r printf '%s\n' <<<"$FLAGS"); then
  mistake="The input flags has a quote without its partner. Check the quotes."
  echo "::error title=Fairhare refused its input::$mistake"
  printf '## ❌ Fairhare refused its input\n\n%s\n' "$mistake" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
  exit 2
fi
words=()
if [ -n "$list" ]; then mapfile -t words <<<"$list"; fi
while IFS= read -r threshold; do
  if [ -n "${threshold// /}" ]; then words+=(--threshold "$threshold"); fi
done <<<"${THRESHOLDS:-}"
if [ -n "${URI:-}" ]; then words+=(--uri "$URI"); fi

mkdir -p "$report"
npm run bench --silent -- --broker "$BROKER" "${words[@]}" \
  --out "$report/report" \
  --export-junit "$report/junit.xml" \
  --export-benchmark "smaller:$report/benchmark-smaller.json" \
  --export-benchmark "bigger:$report/benchmark-bigger.json"
code=$?

verdict=
results="$report/report/results.json"
if [ -f "$results" ]; then
  verdict=$(node -p 'JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")).verdict' "$results")
fi
{
  echo "report=$REPORT/report"
  echo "verdict=$verdict"
} >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
