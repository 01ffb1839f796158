// Rules of this package, kept by a test: each says why.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:svelte|css)$/.test(file))
  .map((file) => ({ file, text: readFileSync(join('src', file), 'utf8') }));

test('no component is longer than a reader holds in mind', () => {
  offenders((text) => text.split('\n').length > 300);
});

test('colours stand in tokens.css, so that both themes have all of them', () => {
  offenders((text, file) => !file.endsWith('tokens.css') && /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsl/i.test(text));
});

// compat/ draws what widgets look for, by their names.
test('global classes carry the prefix: bare names belong to widgets', () => {
  offenders((text, file) => file.endsWith('.css') && !file.startsWith('compat') && /\.(?!pw-)[a-z][\w-]*(?=[^{}]*\{)/i.test(text.replace(/\/\*[^]*?\*\/|@import[^;]*;/g, '')));
});

test('no component uses the names that widgets style', () => {
  const taken = 'modal|button|row|container|tag|badge|card|list|table|tabs|hidden|active';
  offenders((text) => new RegExp(`class="(?:[^"]* )?(?:${taken})(?: [^"]*)?"|class:(?:${taken})\\b`).test(text));
});

test('no style attribute and no raw HTML: the content policy refuses the one, and we the other', () => {
  offenders((text) => /\sstyle="/.test(text) || text.includes('{@html'));
});

function offenders(offends: (text: string, file: string) => boolean) {
  expect(files.filter(({ file, text }) => offends(text, file)).map(({ file }) => file)).toEqual([]);
}
