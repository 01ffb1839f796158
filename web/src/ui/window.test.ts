import { expect, test } from 'vitest';
import { span } from './window';

test('what is seen is drawn, and a little more', () => {
  //    scrolled  view  row  count  around  expected
  check(0, 360, 36, 1000, 0, '0-10');
  check(0, 360, 36, 1000, 6, '0-16');
  check(18, 360, 36, 1000, 0, '0-11'); //  Half a row at each end.
  check(36_000, 360, 36, 1000, 6, '994-1000'); //  Scrolled beyond: rows went meanwhile.
  check(3_600, 360, 36, 1000, 6, '94-116');
  check(0, 360, 36, 3, 6, '0-3');
  check(0, 0, 36, 0, 6, '0-0');
});

function check(scrolled: number, view: number, row: number, count: number, around: number, expected: string) {
  const { first, end } = span(scrolled, view, row, count, around);
  expect(`${first}-${end}`).toBe(expected);
}
