import { expect, test } from 'vitest';
import { at } from './lang';

test('texts by dotted paths', () => {
  const texts = { dp: { settings: { only_main: { name: 'Only main' } } }, empty: '' };
  expect(at(texts, 'dp.settings.only_main.name')).toBe('Only main');
  expect(at(texts, 'dp.settings')).toEqual({ only_main: { name: 'Only main' } });
  expect(at(texts, 'empty')).toBe('');
  expect(at(texts, 'dp.nothing.here')).toBeUndefined();
  expect(at(texts, 'empty.length')).toBeUndefined();
  expect(at(texts, 'constructor.name')).toBeUndefined();
});
