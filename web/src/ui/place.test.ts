import { expect, test } from 'vitest';
import { spot, type Wish } from './place';

const VIEW = { width: 1000, height: 600 };
const MENU = { width: 200, height: 300 };

test('a floating thing stands by its anchor and inside the window', () => {
  //    anchor left, top   side     align     expected
  check(100, 50, 'below', 'start', '100,86'); //  Room below.
  check(100, 500, 'below', 'start', '100,196'); //  None below: above.
  check(100, 200, 'below', 'start', '100,236');
  check(950, 50, 'below', 'start', '792,86'); //  Pushed back in.
  check(950, 50, 'below', 'end', '782,86');
  check(0, 50, 'below', 'end', '8,86');
  check(100, 400, 'above', 'center', '16,96');
  check(100, 100, 'above', 'start', '100,136'); //  None above: below.
  check(100, 50, 'after', 'start', '136,50');
  check(900, 450, 'after', 'start', '696,292'); //  To the other side, and up.
});

function check(left: number, top: number, side: Wish['side'], align: Wish['align'], expected: string) {
  const at = spot({ left, top, width: 32, height: 32 }, MENU, VIEW, { side, align, gap: 4 });
  expect(`${at.left},${at.top}`).toBe(expected);
}
