import { expect, test } from 'vitest';
import { pageCode, place, type Area } from './areas';
import type { HostedWidget } from './types';

test('where a widget is', () => {
  check(['lcard-1'], 'lcard', 1);
  check(['lcard-0'], 'lcard', 0);
  check(['lcard'], 'lcard', 1);
  check(['lcard-0', 'lcard-1', 'lcard'], 'lcard', 1);
  check(['lcard-1', 'lcard-0'], 'lcard', 1);
  check(['ccard-1'], 'lcard', undefined);
  check(['everywhere'], 'lcard', 0);
  check(['everywhere', 'lcard-1'], 'lcard', 1);
  check(['settings'], 'settings', 1);
  check([], 'llist', undefined);
  check([], 'llist', 0, true);
});

test('page codes', () => {
  expect(pageCode('lcard')).toBe('leads_card');
  expect(pageCode('digital_pipeline')).toBe('leads-dp');
  expect(pageCode('advanced_settings', 'notify')).toBe('advanced-settings:notify');
  expect(pageCode('lcard', 'notify')).toBe('leads_card');
});

function check(locations: string[], area: Area, expected: 0 | 1 | undefined, init_once = false): void {
  expect(place({ locations, init_once } as HostedWidget, area), `${locations} in ${area}`).toBe(expected);
}
