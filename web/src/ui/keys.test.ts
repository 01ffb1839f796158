import { expect, test } from 'vitest';
import { hear, keyCaps, stroke, worksWhileTyping } from './keys';

test('strokes have one name each', () => {
  //    key        held          expected
  named('k', 'ctrl', 'mod+k');
  named('k', 'meta', 'mod+k');
  named('K', 'shift', 'shift+k');
  named('?', 'shift', '?'); //  The character already says it.
  named('[', '', '[');
  named(' ', '', 'space');
  named('ArrowUp', 'shift', 'shift+arrowup');
  named('Enter', 'ctrl', 'mod+enter');
});

test('sequences', () => {
  const known = ['g b', 'g l', 'c', '?', 'mod+k'];
  //    before  pressed  expected
  heard('', 'c', 'run c');
  heard('', 'g', 'waiting g');
  heard('g', 'b', 'run g b');
  heard('g', 'c', 'run c'); //  Leads nowhere: begins anew.
  heard('g', 'g', 'waiting g');
  heard('g', 'z', 'nothing');
  heard('', 'b', 'nothing');

  function heard(so: string, pressed: string, expected: string) {
    const what = hear(so, pressed, known);
    expect(what.kind === 'run' ? `run ${what.keys}` : what.kind === 'waiting' ? `waiting ${what.so}` : what.kind).toBe(expected);
  }
});

test('only chords interrupt typing', () => {
  expect(['mod+k', 'c', 'g b', '?'].filter(worksWhileTyping)).toEqual(['mod+k']);
});

test('caps', () => {
  expect(keyCaps('mod+shift+arrowup')).toEqual([['Ctrl', 'Shift', '↑']]);
  expect(keyCaps('g b')).toEqual([['G'], ['B']]);
  expect(keyCaps('+')).toEqual([['+']]);
});

function named(key: string, held: string, expected: string) {
  const event = { key, ctrlKey: held === 'ctrl', metaKey: held === 'meta', altKey: held === 'alt', shiftKey: held === 'shift' };
  expect(stroke(event)).toBe(expected);
}
