import { expect, test } from 'vitest';
import { fitting, step } from './menu';

test('keys walk in a circle', () => {
  //   key          at  of  expected
  goes('ArrowDown', -1, 3, 0);
  goes('ArrowDown', 2, 3, 0);
  goes('ArrowUp', 0, 3, 2);
  goes('ArrowUp', -1, 3, 2);
  goes('End', 0, 3, 2);
  goes('Home', 2, 3, 0);
  goes('ArrowDown', 0, 0, null);
  goes('a', 0, 3, null);
});

test('words find labels', () => {
  const labels = ['Move to Offer', 'Go to tasks', 'Theme: dark', 'Informe de etapa', 'Ñandú'];
  //    typed        expected
  finds('', labels.join());
  finds('to off', 'Move to Offer');
  finds('OFFER move', 'Move to Offer');
  finds('nandu', 'Ñandú'); //  Accents are not needed.
  finds('ta', 'Go to tasks,Informe de etapa'); //  The beginning of a word comes first.
  finds('zzz', '');

  function finds(typed: string, expected: string) {
    expect(fitting(labels, typed, (label) => label).join()).toBe(expected);
  }
});

function goes(key: string, at: number, count: number, expected: number | null) {
  expect(step(key, at, count)).toBe(expected);
}
