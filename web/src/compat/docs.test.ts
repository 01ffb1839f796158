// docs/WIDGETS.md says what works and names the test that shows it: neither may lie.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const doc = readFileSync('../docs/WIDGETS.md', 'utf8');
const titles = readdirSync('lab')
  .filter((file) => file.endsWith('.spec.ts'))
  .flatMap((file) =>
    [...readFileSync(`lab/${file}`, 'utf8').matchAll(/^ *test\((['`])(.*?)\1/gm)].map((match) => match[2]),
  );

/** Name, state and test of each row under a heading. */
function rows(heading: string): { name: string; state: string; shownBy: string }[] {
  const section = doc.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const found = [...section.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]*)\|$/gm)];
  return found.map(([, name = '', state = '', shownBy = '']) => ({
    name,
    state: state.trim(),
    shownBy: shownBy.trim(),
  }));
}

const HEADINGS = ['Callbacks', 'Methods of `self`', 'Controls', 'Locations'];

test('what is said to work is shown by a test that exists', () => {
  const all = HEADINGS.flatMap(rows);
  expect(all.length).toBeGreaterThan(60);
  for (const { name, state, shownBy } of all) {
    expect(['works', 'differs', 'missing'], name).toContain(state.split(':')[0]);
    if (!state.startsWith('missing')) {
      expect(titles, name).toContain(shownBy);
    }
  }
});

test('every method, control and area of the code is listed', () => {
  const names = (heading: string) => rows(heading).map((row) => row.name);
  const source = (file: string) => readFileSync(`src/compat/${file}`, 'utf8');
  const made = source('self.ts').split('const self: Self = {')[1]?.split('\n  };')[0] ?? '';
  const methods = [...made.matchAll(/^ {4}(\$?\w+): (?:async )?\(/gm)].map((match) => match[1]);
  expect(methods.length).toBeGreaterThan(20);
  expect(names('Methods of `self`').sort()).toEqual(methods.sort());
  const controls = readdirSync('src/compat/templates/controls').map((file) => file.replace('.twig', ''));
  expect(names('Controls').sort()).toEqual(controls.sort());
  const areas = [...(source('areas.ts').split('export type Area =')[1]?.split(';')[0] ?? '').matchAll(/'(\w+)'/g)].map(
    (match) => match[1],
  );
  for (const area of areas) {
    expect(names('Locations')).toContain(area);
  }
});
