import { expect, test } from 'vitest';
import { isExact, painted, weekOf, windowsOf, workingHours } from './hours';

test('windows of whole hours come back as they were', () => {
  const windows = [...workingHours(), { weekday: 6, from: 0, to: 60 }, { weekday: 6, from: 23 * 60, to: 1440 }];
  expect(windowsOf(weekOf(windows))).toEqual(windows);
  expect(isExact(windows)).toBe(true);
});

test('a part of an hour is shown as open, and told', () => {
  const windows = [{ weekday: 0, from: 570, to: 630 }];
  expect(isExact(windows)).toBe(false);
  expect(windowsOf(weekOf(windows))).toEqual([{ weekday: 0, from: 540, to: 660 }]);
});

test('painting is the same from either corner', () => {
  const empty = weekOf([]);
  const one = painted(empty, { day: 1, hour: 3 }, { day: 2, hour: 4 }, true);
  expect(painted(empty, { day: 2, hour: 4 }, { day: 1, hour: 3 }, true)).toEqual(one);
  expect(windowsOf(one)).toEqual([{ weekday: 1, from: 180, to: 300 }, { weekday: 2, from: 180, to: 300 }]);
});
