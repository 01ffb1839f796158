import { expect, test } from 'vitest';
import { waitMs } from './backoff';

test('waits grow, end at half a minute, and are spread by a quarter each way', () => {
  //    attempt  chance  expected
  check(1, 0.5, 500);
  check(2, 0.5, 1_000);
  check(4, 0.5, 5_000);
  check(7, 0.5, 30_000);
  check(8, 0.5, 30_000);
  check(1_000, 0.5, 30_000);
  check(1, 0, 375);
  check(1, 1, 625);
  check(7, 0, 22_500);
});

test('no wait is shorter than the one before', () => {
  for (let attempt = 1; attempt < 20; attempt++) {
    expect(waitMs(attempt + 1, 0.5)).toBeGreaterThanOrEqual(waitMs(attempt, 0.5));
  }
});

function check(attempt: number, chance: number, expected: number) {
  expect(waitMs(attempt, chance)).toBe(expected);
}
