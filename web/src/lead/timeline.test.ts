import { expect, test } from 'vitest';
import type { Delivery, EventEntry, Run } from '../api/types';
import { days, outcome, timeline, type Entry } from './timeline';

// Events read "12 ana price@1000": id, author, code, time.
test('oldest first, a run after its event, edits of one hand folded', () => {
  const told = timeline(
    [event('3 ana price@2000'), event('1 ana added@1000'), event('2 ana name@1500'), event('4 bob price@2100'), event('5 ana moved@3000')],
    [run(1, 'acted', 3000), run(2, 'waiting', 9000), run(3, 'dropped', 1000)],
    [delivery(1, 'delivered')],
  );
  expect(told.map(draw)).toEqual(['ana added', 'run 3', 'ana name price', 'bob price', 'ana moved', 'run 1 delivered']);
});

test('edits far apart are not one', () => {
  expect(timeline([event('1 ana price@0'), event('2 ana price@300000')], [], []).map(draw)).toEqual(['ana price price']);
  expect(timeline([event('1 ana price@0'), event('2 ana price@300001')], [], []).map(draw)).toEqual(['ana price', 'ana price']);
});

test('days', () => {
  const entries = timeline([event('1 ana added@1000'), event('2 ana moved@2000'), event('3 ana moved@90000000')], [], []);
  expect(days(entries, (ms) => String(Math.floor(ms / 86_400_000))).map((one) => `${one.day}: ${one.entries.length}`)).toEqual(['0: 2', '1: 1']);
});

test('how it went', () => {
  //   deliveries              expected
  went([], null);
  went(['delivered'], 'delivered');
  went(['delivered', 'pending'], 'pending');
  went(['delivered', 'dead', 'pending'], 'failed');
  went(['unknown'], 'failed');
});

const CODES: Record<string, string> = { added: 'lead_added', moved: 'lead_status_changed', price: 'price_changed', name: 'name_changed' };
const PEOPLE: Record<string, number> = { ana: 1, bob: 2 };

function event(text: string): EventEntry {
  const [, id, author = '', code = '', time] = /^(\d+) (\w+) (\w+)@(\d+)$/.exec(text) ?? [];
  return { id: Number(id), author: PEOPLE[author] ?? 0, code: CODES[code] ?? code, time_ms: Number(time), entity: 'lead', entity_id: 1 } as EventEntry;
}

function run(id: number, state: string, at: number): Run {
  return { id, state, created_ms: 0, finished_ms: state === 'waiting' ? null : at } as Run;
}

function delivery(run_id: number, state: string): Delivery {
  return { id: run_id, run_id, state } as Delivery;
}

function draw(entry: Entry): string {
  if (entry.kind === 'automation') {
    return [`run ${entry.run.id}`, outcome(entry.deliveries)].filter(Boolean).join(' ');
  }
  const who = Object.entries(PEOPLE).find(([, id]) => id === entry.author)?.[0];
  return [who, ...entry.events.map((one) => Object.entries(CODES).find(([, code]) => code === one.code)?.[0])].join(' ');
}

function went(states: string[], expected: string | null) {
  expect(outcome(states.map((state) => delivery(1, state)))).toBe(expected);
}
