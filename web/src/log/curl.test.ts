import { expect, test } from 'vitest';
import { curlOf, readable } from './curl';

test('nothing in a request gets out of its quotes', () => {
  const sent = { method: 'POST', url: "https://example.com/?a='b", headers: { 'webhook-id': '$(x)' }, body: `{"name":"O'Neil"}` };
  expect(curlOf(sent)).toBe(`curl -X POST 'https://example.com/?a='\\''b' \\\n  -H 'webhook-id: $(x)' \\\n  --data-binary '{"name":"O'\\''Neil"}'`);
});

test('bodies are shown as people read them', () => {
  expect(readable('{"a":[1]}', 'json')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(readable('lead%5Bid%5D=1&name=a+b', 'form')).toBe('lead[id] = 1\nname = a b');
  expect(readable('not json', 'json')).toBe('not json');
});
