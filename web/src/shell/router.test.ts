import { expect, test } from 'vitest';
import { parse, withQuery } from './router';

test('addresses are read', () => {
  //    address                        path          query
  check('/', '', '');
  check('/leads/1001', 'leads 1001', '');
  check('/leads?pipeline=7&view=list', 'leads', 'pipeline=7&view=list');
  check('/leads/%E0%A4%A', 'leads %E0%A4%A', ''); //  Broken, and no crash.
});

test('and changed', () => {
  const route = parse('/leads?pipeline=7&lead=3');
  expect(withQuery(route, { lead: null })).toBe('/leads?pipeline=7');
  expect(withQuery(route, { lead: 4, q: 'a b' })).toBe('/leads?pipeline=7&lead=4&q=a+b');
  expect(withQuery(route, { lead: '', pipeline: '' })).toBe('/leads');
});

function check(href: string, path: string, query: string) {
  const route = parse(href);
  expect(`${route.path.join(' ')}|${route.query}`).toBe(`${path}|${query}`);
}
