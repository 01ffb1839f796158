import { expect, test } from 'vitest';
import type { TriggerRule } from '../api/types';
import { edgeMoved, layOut, neighbour, shifted, stretched } from './layout';

const STAGES = [10, 20, 30, 40];
const rule = (id: number, ...stages: number[]): TriggerRule => ({ id, stages: stages.map((stage_id) => ({ pipeline_id: 1, stage_id })) }) as TriggerRule;
const drawn = (...rules: TriggerRule[]) => layOut(rules, 1, STAGES).map((card) => `${card.rule.id}: ${card.start}-${card.end} row ${card.row}${card.hasGaps ? ' gaps' : ''}`);

test('cards are packed into as few rows as it takes', () => {
  expect(drawn(rule(1, 10), rule(2, 20, 30), rule(3, 20), rule(4, 40))).toEqual(['1: 0-0 row 0', '2: 1-2 row 0', '3: 1-1 row 1', '4: 3-3 row 0']);
  expect(drawn(rule(9, 10, 20, 30, 40), rule(2, 10))).toEqual(['2: 0-0 row 0', '9: 0-3 row 1']);
});

test('other pipelines and deleted stages draw nothing; a skipped stage is told', () => {
  const other = { id: 7, stages: [{ pipeline_id: 2, stage_id: 10 }] } as TriggerRule;
  expect(drawn(other, rule(8, 99), rule(3, 10, 30))).toEqual(['3: 0-2 row 0 gaps']);
});

test('edges stop at the pipeline and at each other', () => {
  expect(edgeMoved({ start: 1, end: 1 }, 'end', 1, 4)).toEqual({ start: 1, end: 2 });
  expect(edgeMoved({ start: 1, end: 1 }, 'start', -1, 4)).toEqual({ start: 0, end: 1 });
  expect(edgeMoved({ start: 1, end: 1 }, 'end', -1, 4)).toBeNull();
  expect(edgeMoved({ start: 0, end: 3 }, 'end', 1, 4)).toBeNull();
  expect(shifted({ start: 0, end: 1 }, -1, 4)).toBeNull();
  expect(shifted({ start: 0, end: 1 }, 1, 4)).toEqual({ start: 1, end: 2 });
});

test('stretching keeps the stages of other pipelines', () => {
  const both = { id: 1, stages: [{ pipeline_id: 2, stage_id: 5 }, { pipeline_id: 1, stage_id: 10 }] } as TriggerRule;
  expect(stretched(both, 1, STAGES, 1, 2)).toEqual([{ pipeline_id: 2, stage_id: 5 }, { pipeline_id: 1, stage_id: 20 }, { pipeline_id: 1, stage_id: 30 }]);
});

test('arrows go to the nearest card', () => {
  const cards = layOut([rule(1, 10), rule(2, 20, 30), rule(3, 20), rule(4, 40)], 1, STAGES);
  const go = (from: number, key: string) => neighbour(cards, cards.find((card) => card.rule.id === from)!, key)?.rule.id ?? null;
  expect([go(1, 'ArrowRight'), go(2, 'ArrowRight'), go(2, 'ArrowDown'), go(3, 'ArrowUp'), go(4, 'ArrowLeft'), go(1, 'ArrowUp')]).toEqual([2, 4, 3, 2, 2, null]);
});
