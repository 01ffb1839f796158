import { expect, test } from 'vitest';
import type { Lead, Stage } from '../api/types';
import { beside, nextCard } from './walk';

// Three columns: 1 2 3 | nothing | 4 5.
const columns = [[1, 2, 3], [], [4, 5]].map((ids, at) => ({
  stage: { id: at } as Stage,
  count: ids.length,
  sum: 0,
  leads: ids.map((id) => ({ id }) as Lead),
  next: null,
}));

test('keys walk over the cards', () => {
  //    from  key           expected
  walks(1, 'ArrowDown', 2);
  walks(3, 'j', 3); //  The end.
  walks(1, 'k', 1);
  walks(2, 'ArrowRight', 5); //  Past the empty column, at the same height.
  walks(3, 'l', 5); //  Or as far down as there is.
  walks(5, 'ArrowLeft', 2);
  walks(4, 'ArrowRight', 4);
  walks(2, 'End', 3);
  walks(2, 'Home', 1);
  walks(2, 'x', null);
  walks(99, 'ArrowDown', null);
});

test('who leaves is followed by a neighbour', () => {
  const board = { pipelineId: 1, columns };
  expect([1, 3, 5, 99].map((id) => beside(board, id))).toEqual([2, 2, 4, null]);
});

function walks(from: number, key: string, expected: number | null) {
  expect(nextCard(columns, from, key), `${from} ${key}`).toBe(expected);
}
