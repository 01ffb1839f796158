import { expect, test } from 'vitest';
import type { Lead } from '../api/types';
import { heightOf, offsetsOf, window } from './offsets';

const bare = { contact: null } as Lead;
const full = { contact: { id: 1, name: 'Ann' } } as Lead;

test('cards with a contact are a line taller', () => {
  expect(heightOf(full) - heightOf(bare)).toBe(20);
  expect(offsetsOf([bare, full, bare])).toEqual([0, 76, 172, 248]);
});

test('the window holds what is seen', () => {
  const offsets = offsetsOf(Array.from({ length: 1000 }, () => bare)); //  Each 76 with its gap.
  //    top     bottom  expected
  check(0, 300, '0-4');
  check(75, 300, '0-4');
  check(76, 304, '1-5');
  check(-400, 100, '0-2'); //  Drawn ahead above the first.
  check(75_900, 90_000, '998-1000');
  check(90_000, 99_000, '1000-1000'); //  Scrolled beyond: cards went meanwhile.

  function check(top: number, bottom: number, expected: string) {
    const { first, end } = window(offsets, top, bottom);
    expect(`${first}-${end}`).toBe(expected);
  }
});

test('nothing is nothing', () => {
  expect(window(offsetsOf([]), 0, 500)).toEqual({ first: 0, end: 0 });
});
