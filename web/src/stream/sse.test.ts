import { describe, expect, test } from 'vitest';
import { SseParser } from './sse';

describe('the event stream', () => {
  test('reads as the standard says', () => {
    //    text                                          expected: name|data|id
    check('event: lead\ndata: {"a":1}\nid: 7\n\n', 'lead|{"a":1}|7');
    check('data: a\ndata: b\n\n', 'message|a\nb|');
    check('data:no space\n\n', 'message|no space|');
    check('data:  two spaces\n\n', 'message| two spaces|'); // Only the first space belongs to the syntax.
    check('data\n\n', 'message||');
    check(': keep-alive\n\n', '');
    check('retry: 10\n\n', '');
    check('id: 7\n\ndata: a\n\n', 'message|a|7'); // A cursor alone is remembered, not told.
    check('id: 7\ndata: a\n\ndata: b\n\n', 'message|a|7', 'message|b|7');
    check('id: 7\ndata: a\n\nid\ndata: b\n\n', 'message|a|7', 'message|b|');
    check('event: resync\n\n', 'resync||');
    check('event: lead\ndata: half', '');
    check('\uFEFFdata: a\n\n', 'message|a|');
    check('data: a\r\n\r\ndata: b\r\rdata: c\n\n', 'message|a|', 'message|b|', 'message|c|');
  });

  test('does not depend on where the bytes were cut', () => {
    const text = 'id: 1\r\nevent: lead\r\ndata: {"name":"Ünïcode"}\r\n\r\n: hi\n\nevent: resync\rdata:\r\rdata: x\n\n';
    const whole = new SseParser().push(text);
    expect(whole).toHaveLength(3);
    for (let first = 0; first <= text.length; first++) {
      for (let second = first; second <= text.length; second++) {
        const parser = new SseParser();
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(whole);
      }
    }
  });

  test('carries the cursor over a reconnect', () => {
    expect(new SseParser('41').push('data: a\n\n')).toEqual([{ name: 'message', data: 'a', id: '41' }]);
  });

  test('knows the cursor before the first event, and not before its block is whole', () => {
    const parser = new SseParser();
    const cursors = ['retry: 1000\nid: 7\n', ': connected\n\n', 'id: 8\nevent: lead\n', 'data: {}\n\n'].map((piece) => {
      parser.push(piece);
      return parser.cursor;
    });
    expect(cursors).toEqual(['', '7', '7', '8']);
  });

  test('refuses a line without end', () => {
    expect(() => new SseParser().push('x'.repeat(1024 * 1024 + 1))).toThrow('too long');
  });
});

function check(text: string, ...expected: string[]) {
  const events = new SseParser().push(text);
  expect(events.map((event) => `${event.name}|${event.data}|${event.id}`)).toEqual(expected.filter(Boolean));
}
