import { expect, test } from 'vitest';
import { priceOf } from './price';

test('budgets as people write them', () => {
  //    typed         expected
  check('', 0);
  check('900', 900);
  check('$ 1,200', 1200);
  check('1.200 €', 1200);
  check('12 500,50', 12501);
  check('1,234,567.4', 1234567);
  check('-5', -5);
  check('abc', null);
  check('1-2', null);
  check('99999999999999999999', null);
});

function check(typed: string, expected: number | null) {
  expect(priceOf(typed), typed).toBe(expected);
}
