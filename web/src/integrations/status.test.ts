import { expect, test } from 'vitest';
import type { TriggerRule } from '../api/types';
import { statusOf, triggersOf } from './status';

test('a widget that is off says so before anything else', () => {
  expect(statusOf({ is_active: false, is_usable_in_trigger: true, no_webhook_because: 'none' }).key).toBe('integrations.off');
  expect(statusOf({ is_active: true, is_usable_in_trigger: true, no_webhook_because: 'none' }).key).toBe('integrations.needs-setup');
  expect(statusOf({ is_active: true, is_usable_in_trigger: false, no_webhook_because: 'none' }).key).toBe('integrations.on');
});

test('only its own triggers use a widget', () => {
  const rule = (id: number, action: unknown) => ({ id, action }) as TriggerRule;
  const rules = [rule(1, { kind: 'widget_hook', widget: 'sms' }), rule(2, { kind: 'widget_hook', widget: 'other' }), rule(3, { kind: 'send_webhook', url: 'sms' })];
  expect(triggersOf('sms', rules).map((one) => one.id)).toEqual([1]);
});
