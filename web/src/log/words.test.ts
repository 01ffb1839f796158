import { expect, test } from 'vitest';
import { i18n, t } from '../i18n/i18n.svelte';
import { addressOf, attemptSentence, deliveryLook, droppedKey, tookOf } from './words';

test('a delivery that was tried and waits says so', () => {
  expect(i18n.locale).toBe('en');
  expect(deliveryLook(t, { state: 'pending', tries: 0 }).text).toBe('Waiting');
  expect(deliveryLook(t, { state: 'pending', tries: 2 })).toMatchObject({ tone: 'warning', text: 'Retrying' });
  expect(deliveryLook(t, { state: 'delivered', tries: 1, last_status: 204 }).text).toBe('204');
});

test('failures are sentences, also unknown ones', () => {
  expect(attemptSentence(t, { outcome: 'answered', status: 500 }, 'a.example')).toBe('a.example answered 500.');
  expect(attemptSentence(t, { outcome: 'timed_out' }, 'a.example')).toContain('a.example did not answer in time');
  expect(attemptSentence(t, { outcome: 'odd', error: 'it broke' }, 'a.example')).toBe('it broke');
  expect(droppedKey('cancelled')).toBe('log.dropped-cancelled');
  expect(droppedKey('something new')).toBeNull();
});

test('numbers and addresses are short', () => {
  expect([tookOf(200), tookOf(143_400), tookOf(2_050_000)]).toEqual(['1 ms', '143 ms', (2.05).toFixed(1) + ' s']);
  expect(addressOf('https://a.example/hook?x=1')).toEqual({ host: 'a.example', path: '/hook?x=1' });
  expect(addressOf(`https://a.example/${'x'.repeat(80)}`).path).toHaveLength(45);
});
