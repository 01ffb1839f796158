import { expect, test } from 'vitest';
import { parse } from '../shell/router';
import { filterOf, queryOf, typed, wordsOf, type LogFilter } from './filter';

const NONE: LogFilter = { view: 'deliveries', states: [], lead: null, trigger: null, host: '' };

test('the address is the filter, and what it cannot mean is left out', () => {
  expect(filterOf(parse('/log?status=dead,pending,nonsense&lead=42&host=example.com'))).toEqual({ ...NONE, states: ['dead', 'pending'], lead: 42, host: 'example.com' });
  expect(filterOf(parse('/log?view=runs&status=dead,waiting&trigger=7x'))).toEqual({ ...NONE, view: 'runs', states: ['waiting'] });
  expect(wordsOf({ ...NONE, lead: 42 })).toEqual({ view: null, status: null, lead: 42, trigger: null, host: null });
});

test('tokens are read as people type them', () => {
  expect(typed('status:failed lead:42 example.com', NONE)).toEqual({ filter: { ...NONE, states: ['dead'], lead: 42, host: 'example.com' }, unknown: [] });
  expect(typed('lead:abc colour:red status:gone', NONE)).toEqual({ filter: NONE, unknown: ['lead:abc', 'colour:red', 'status:gone'] });
  expect(typed('status:waiting', { ...NONE, view: 'runs' }).filter.states).toEqual(['waiting']);
  expect(typed('status:dead', { ...NONE, view: 'runs' }).unknown).toEqual(['status:dead']);
});

test('the host is ours to look for, the rest the server knows', () => {
  expect(queryOf({ ...NONE, states: ['dead', 'unknown'], trigger: 7, host: 'x' })).toEqual({ state: 'dead,unknown', trigger_id: 7 });
});
