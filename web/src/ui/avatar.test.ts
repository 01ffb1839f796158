import { expect, test } from 'vitest';
import { initials, toneOf } from './avatar';

test('initials', () => {
  //     name            expected
  check('Ana Ruiz', 'AR');
  check('ana.ruiz@example.com', 'AR');
  check('  Zoë ', 'Z');
  check('Иван Петрович Сидоров', 'ИП');
  check('', '');
});

test('a person keeps the colour', () => {
  expect(toneOf('Ana Ruiz')).toBe(toneOf('Ana Ruiz'));
  expect(new Set(['Ana', 'Bo', 'Cem', 'Dai', 'Eva', 'Fin', 'Gus'].map(toneOf)).size).toBeGreaterThan(2);
});

function check(name: string, expected: string) {
  expect(initials(name)).toBe(expected);
}
