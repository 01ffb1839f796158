import { expect, test } from 'vitest';
import { parse, withQuery } from '../shell/router';
import { countOf, filterOf, NO_FILTER, queryOf, wordsOf } from './filter';

test('an address holds the filter, and gives it back', () => {
  const filter = { text: 'roof', owner: 7, from: 100, to: null };
  const href = withQuery(parse('/leads?pipeline=3'), wordsOf(filter));
  expect(href).toBe('/leads?pipeline=3&q=roof&owner=7&from=100');
  expect(filterOf(parse(href))).toEqual(filter);
  expect(withQuery(parse(href), wordsOf(NO_FILTER))).toBe('/leads?pipeline=3');
});

test('what is broken is no filter', () => {
  expect(filterOf(parse('/leads?q=%20%20&owner=x&from=1e9&to='))).toEqual(NO_FILTER);
});

test('the server is asked for what is set', () => {
  expect(queryOf({ text: 'a', owner: null, from: 0, to: 5 })).toEqual({ query: 'a', price_from: 0, price_to: 5 });
  expect([countOf(NO_FILTER), countOf({ text: 'a', owner: 1, from: 0, to: 5 })]).toEqual([0, 4]);
});
