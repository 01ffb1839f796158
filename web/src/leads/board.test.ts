import { expect, test } from 'vitest';
import type { Lead, LeadEvent, Pipeline } from '../api/types';
import { arrivals, fromServer, heard, moved, neighbour, put, removed, withPage, type Board } from './board';

// A board reads "A: x10 y20 (2 for 30) +key | B: …": leads with their price, counts, and the key of the next page.
const STAGES = { A: 1, B: 2, won: 142 } as const;
const LEADS: Record<string, number> = { x: 11, y: 12, z: 13, w: 14 };
const PIPELINE = {
  id: 7,
  name: 'Sales',
  is_main: true,
  stages: Object.entries(STAGES).map(([name, id], at) => ({ id, name, color: '#fff', kind: name === 'won' ? 'won' : 'open', sort: at, n_leads: 0, price_sum: 0 })),
} as Pipeline;

test('moves take counts and sums along', () => {
  const board = start('A: x10@5 y20@4', 'B: z30@3');
  //    lead to     board after
  check(moved(board, id('x'), to('B'), 9), 'A: y20 (1 for 20) | B: x10 z30 (2 for 40)');
  check(moved(board, id('x'), to('A'), 9), 'A: x10 y20 (2 for 30) | B: z30 (1 for 30)'); //  It is there.
  check(moved(board, id('w'), to('A'), 9), 'A: x10 y20 (2 for 30) | B: z30 (1 for 30)'); //  Not here.
  check(moved(board, id('z'), { pipelineId: 8, stageId: 1 }, 9), 'A: x10 y20 (2 for 30)'); //  To another pipeline.
  check(moved(moved(board, id('x'), to('B'), 9), id('x'), to('A'), 10), 'A: x10 y20 (2 for 30) | B: z30 (1 for 30)');
  check(board, 'A: x10 y20 (2 for 30) | B: z30 (1 for 30)'); //  What was before is left as it was.
  check(removed(board, id('z')), 'A: x10 y20 (2 for 30)');
  check(put(board, { ...lead('x50@9'), stage_id: 1 }), 'A: x50 y20 (2 for 70) | B: z30 (1 for 30)');
  check(put(board, { ...lead('w5@9'), stage_id: 2 }), 'A: x10 y20 (2 for 30) | B: w5 z30 (2 for 35)');
});

test('events', () => {
  const board = start('A: x10@5 y20@4', 'B: z30@3');
  //    event      board after                                          news            ask
  hears('x>7/B', 'A: y20 (1 for 20) | B: x10 z30 (2 for 40)', 'x moved to B', true);
  hears('x>7/A', 'A: x10 y20 (2 for 30) | B: z30 (1 for 30)', '-', true); //  Edited, or our own move.
  hears('w>7/A', 'A: x10 y20 (2 for 30) | B: z30 (1 for 30)', '-', true); //  Not here yet: the server knows it.
  hears('x>8/A', 'A: y20 (1 for 20) | B: z30 (1 for 30)', 'x left', true);
  hears('w>8/A', 'A: x10 y20 (2 for 30) | B: z30 (1 for 30)', '-', false); //  Between others' pipelines.
  hears('x-', 'A: y20 (1 for 20) | B: z30 (1 for 30)', 'x gone', true);

  function hears(text: string, after: string, news: string, ask: boolean) {
    const result = heard(board, event(text), 9);
    check(result.board, after);
    const told = result.news === null ? '-' : `${result.news.lead.name} ${result.news.kind}${'stage' in result.news ? ` to ${result.news.stage.name}` : ''}`;
    expect([told, result.ask], text).toEqual([news, ask]);
  }
});

test('pages go on where the last ended', () => {
  const first = start('A: x10@9 +key');
  check(withPage(first, STAGES.A, { leads: [lead('y20@5'), lead('x10@9')], next: null }), 'A: x10 y20 (1 for 10)');
});

test('a board read again keeps the further pages, and drops what the server no longer has', () => {
  const before = withPage(start('A: x10@9 +key'), STAGES.A, { leads: [lead('y20@5'), lead('z30@4')], next: 'far' });
  //    answer              after
  again('A: x11@9 +key', 'A: x11 y20 z30 (1 for 11) +far'); //  The further pages stay, with their key.
  again('A: x10@9 y20@5', 'A: x10 y20 (2 for 30)'); //  These are all: z is gone.
  again('A: w1@10 +key', 'A: w1 x10 y20 z30 (1 for 1) +far'); //  x was pushed behind the page, and is still known.
  again('A: y20@12 +key', 'A: y20 x10 z30 (1 for 20) +far'); //  y came to the top.

  function again(answer: string, after: string) {
    check(fromServer(PIPELINE, parse([answer]), before), after);
  }
});

test('arrivals are told once', () => {
  const before = start('A: x10@5');
  const after = start('A: y20@6 x10@5');
  expect(arrivals(before, after, new Set([id('x'), id('y'), id('z')])).map((one) => one.lead.name)).toEqual(['y']);
});

test('stages have neighbours', () => {
  const board = start('A: x10@5');
  expect([neighbour(board, 1, 1), neighbour(board, 1, -1), neighbour(board, 142, 1)].map((stage) => stage?.name ?? '-')).toEqual(['B', '-', '-']);
});

function check(board: Board, expected: string) {
  const drawn = board.columns
    .filter((column) => column.count > 0)
    .map((column) => {
      const leads = column.leads.map((one) => `${one.name}${one.price}`).join(' ');
      return `${column.stage.name}: ${leads} (${column.count} for ${column.sum})${column.next === null ? '' : ` +${column.next}`}`;
    });
  expect(drawn.join(' | ')).toBe(expected);
}

function start(...columns: string[]): Board {
  return fromServer(PIPELINE, parse(columns));
}

function parse(columns: string[]) {
  const stages = columns.map((text) => {
    const [, name = '', words = ''] = /^(\w+): (.*)$/.exec(text) ?? [];
    const stage_id = STAGES[name as keyof typeof STAGES];
    const parts = words.split(' ');
    const leads = parts.filter((part) => !part.startsWith('+')).map((part) => ({ ...lead(part), stage_id }));
    const next = parts.find((part) => part.startsWith('+'))?.slice(1) ?? null;
    return { stage_id, n_leads: leads.length, price_sum: leads.reduce((sum, one) => sum + one.price, 0), leads, next };
  });
  return { pipeline_id: PIPELINE.id, stages };
}

function lead(text: string): Lead {
  const [, name = '', price, at] = /^(\w)(\d+)@(\d+)$/.exec(text) ?? [];
  return { id: id(name), name, price: Number(price), pipeline_id: 7, stage_id: 1, responsible_user_id: 1, contact: null, created_at: 0, updated_at: Number(at), closed_at: null };
}

function event(text: string): LeadEvent {
  const [, name = '', pipeline = '7', stage = 'A'] = /^(\w)(?:>(\d)\/(\w+)|-)$/.exec(text) ?? [];
  const code = text.endsWith('-') ? 'lead_deleted' : 'lead_status_changed';
  return { event_id: 1, code, lead_id: id(name), pipeline_id: Number(pipeline), stage_id: STAGES[stage as keyof typeof STAGES], from_pipeline_id: 7, from_stage_id: 1, ...(name === 'w' && { from_pipeline_id: null }) };
}

function to(name: keyof typeof STAGES) {
  return { pipelineId: 7, stageId: STAGES[name] };
}

function id(name: string): number {
  return LEADS[name] ?? 0;
}
