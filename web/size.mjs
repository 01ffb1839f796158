// Prints what a first visit loads, gzipped, and fails above the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_JS = 180 * 1024;
const BUDGET_CSS = 40 * 1024;

const html = readFileSync('dist/index.html', 'utf8');
const files = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const weigh = (ending) =>
  files
    .filter((file) => file.endsWith(ending))
    .reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0);

const js = weigh('.js');
const css = weigh('.css');
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
console.log(`initial js ${kilobytes(js)} of ${kilobytes(BUDGET_JS)}, css ${kilobytes(css)} of ${kilobytes(BUDGET_CSS)} (gzip)`);
if (js > BUDGET_JS || css > BUDGET_CSS) {
  process.exitCode = 1;
}
