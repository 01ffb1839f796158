// Where cards stand: one column per stage, a card over the stages of its trigger, packed into as few rows as it takes. Pure.
import type { Place, TriggerRule } from '../api/types';

/** A card on the grid; columns and rows are counted from 0, `end` is the last column. */
export interface Card {
  rule: TriggerRule;
  start: number;
  end: number;
  row: number;
  /** Stages between start and end that are not its own: made elsewhere, as the editor leaves no gaps. */
  hasGaps: boolean;
}

/** Cards of the triggers that stand in this pipeline, leftmost first, then oldest: edits elsewhere move nothing. */
export function layOut(rules: readonly TriggerRule[], pipelineId: number, stageIds: readonly number[]): Card[] {
  const spans = rules.flatMap((rule) => {
    const own = rule.stages.filter((at) => at.pipeline_id === pipelineId).map((at) => stageIds.indexOf(at.stage_id)).filter((at) => at >= 0);
    const [start, end] = [Math.min(...own), Math.max(...own)];
    return own.length === 0 ? [] : [{ rule, start, end, hasGaps: end - start + 1 > new Set(own).size }];
  });
  spans.sort((a, b) => a.start - b.start || a.rule.id - b.rule.id);
  const taken: number[] = []; // Last column in use, by row.
  return spans.map((span) => {
    const free = taken.findIndex((last) => last < span.start);
    const row = free < 0 ? taken.length : free;
    taken[row] = span.end;
    return { ...span, row };
  });
}

/** The stages of a trigger after its part in this pipeline became `start` to `end`; its stages elsewhere stay. */
export function stretched(rule: TriggerRule, pipelineId: number, stageIds: readonly number[], start: number, end: number): Place[] {
  const elsewhere = rule.stages.filter((at) => at.pipeline_id !== pipelineId);
  return [...elsewhere, ...stageIds.slice(start, end + 1).map((stage_id) => ({ pipeline_id: pipelineId, stage_id }))];
}

/** One edge moved by a step; null where the pipeline or the card ends. */
export function edgeMoved(card: Pick<Card, 'start' | 'end'>, edge: 'start' | 'end', step: number, columns: number): { start: number; end: number } | null {
  const moved = { start: card.start, end: card.end, [edge]: card[edge] + step };
  return moved.start < 0 || moved.end >= columns || moved.start > moved.end ? null : moved;
}

/** The whole card moved by a step. */
export function shifted(card: Pick<Card, 'start' | 'end'>, step: number, columns: number): { start: number; end: number } | null {
  const moved = { start: card.start + step, end: card.end + step };
  return moved.start < 0 || moved.end >= columns ? null : moved;
}

/** The nearest card in the direction of an arrow key. */
export function neighbour(cards: readonly Card[], from: Card, key: string): Card | null {
  const others = cards.filter((card) => {
    switch (key) {
      case 'ArrowRight':
        return card.start > from.end;
      case 'ArrowLeft':
        return card.end < from.start;
      case 'ArrowDown':
        return card.row > from.row && card.start <= from.end && card.end >= from.start;
      case 'ArrowUp':
        return card.row < from.row && card.start <= from.end && card.end >= from.start;
      default:
        return false;
    }
  });
  const far = (card: Card) => Math.max(card.start - from.end, from.start - card.end, 0) * 100 + Math.abs(card.row - from.row);
  return others.sort((a, b) => far(a) - far(b))[0] ?? null;
}
