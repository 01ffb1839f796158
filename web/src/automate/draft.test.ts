import { expect, test } from 'vitest';
import type { TriggerAction, TriggerDraft, TriggerRule } from '../api/types';
import { bodyOf, draftOf, emptyAction, faultsOf, newDraft, problemAt } from './draft';

const AT = { pipeline_id: 1, stage_id: 10 };
const draft = (change: Partial<TriggerDraft>): TriggerDraft => ({ ...newDraft({ kind: 'add_note', service: '', text: 'hello' }, AT), ...change });
const faults = (change: Partial<TriggerDraft>) => faultsOf(draft(change)).map((fault) => `${fault.path} ${fault.code}`);

test('a draft says all that is wrong with it at once', () => {
  expect(faults({})).toEqual([]);
  expect(faults({ stages: [], delay_seconds: 30, action: { kind: 'send_webhook', url: 'example.com' } })).toEqual(['stages stages', 'delay_seconds delay', 'action.url address']);
  expect(faults({ hours: { windows: [], outside: 'hold' } })).toEqual(['hours.windows windows']);
  expect(faults({ filters: [{ field: 'price', min: null, max: null }, { field: 'responsible', users: [7] }, { field: 'tags', quantity: 'any', tags: [] }] })).toEqual(['filters.0 filter', 'filters.2 filter']);
  expect(faults({ filters: [{ field: 'field', id: 3, test: 'empty', texts: [] }, { field: 'field', id: 3, test: 'contains', texts: [' '] }] })).toEqual(['filters.1 filter']);
});

test.each<[TriggerAction, string[]]>([
  [{ kind: 'send_webhook', url: ' ' }, ['action.url required']],
  [{ kind: 'send_webhook', url: 'https://example.com/{{lead.id}}' }, []],
  [{ kind: 'create_task', text: ' ', task_type: 1, due: 'end_of_day' }, ['action.text required']],
  [{ kind: 'edit_tags', add: [], remove: [] }, ['action.add required']],
  [{ kind: 'edit_tags', add: [], remove: ['cold'] }, []],
  [{ kind: 'change_responsible', user_id: 0 }, ['action.user_id required']],
  [{ kind: 'widget_hook', widget: 'sms', settings: {} }, []],
])('the action %o', (action, expected) => {
  expect(faults({ action })).toEqual(expected);
});

test('a change of stage after a stage condition waits, from the first draft on', () => {
  const action: TriggerAction = { kind: 'change_stage', pipeline_id: 1, stage_id: 11 };
  expect(newDraft(action, AT).delay_seconds).toBe(300);
  expect(faults({ action })).toEqual(['delay_seconds interval']);
  expect(faults({ action, when: { on: 'mail_in' } })).toEqual([]);
});

test('what the server said goes back without what only the server may say', () => {
  const rule = {
    id: 5, name: ' Ping ', state: 'disabled', incomplete: null, stages: [{ ...AT }], when: { on: 'moved' }, hours: null, delay_seconds: 0, if_left: 'skip',
    filters: [{ field: 'price', min: 100, max: null }],
    action: { kind: 'widget_hook', widget: 'sms', settings: { text: 'hi' }, address: 'https://example.com' },
  } as TriggerRule;
  expect(bodyOf(draftOf(rule))).toEqual({
    name: 'Ping', stages: [AT], when: { on: 'moved' }, delay_seconds: 0, if_left: 'skip', enabled: false,
    filters: [{ field: 'price', min: 100 }],
    action: { kind: 'widget_hook', widget: 'sms', settings: { text: 'hi' } },
  });
});

test('a problem inside a field belongs to the field', () => {
  const problems = [{ path: 'filters.1.users.0', code: 'unknown', detail: 'nobody' }];
  expect(problemAt(problems, 'filters.1')).toBe('nobody');
  expect(problemAt(problems, 'filters.10')).toBeNull();
  expect(problemAt(problems, 'filters.1.users.0')).toBe('nobody');
});

test('every action can be begun', () => {
  expect(emptyAction('change_stage', AT, 7)).toEqual({ kind: 'change_stage', ...AT });
  expect(emptyAction('change_responsible', AT, 7)).toEqual({ kind: 'change_responsible', user_id: 7 });
});
