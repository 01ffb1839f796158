import { expect, test } from 'vitest';
import type { Outcome } from '../api/client';
import { Resource } from './resource.svelte';

/** Answers come when the test says so. */
function asked() {
  const answers: ((outcome: Outcome<string>) => void)[] = [];
  const resource = new Resource<string>(() => new Promise((resolve) => answers.push(resolve)));
  const answer = async (at: number, value: string | null) => {
    answers[at]?.(value === null ? { ok: false, failure: { kind: 'unreachable' } } : { ok: true, value });
    await Promise.resolve();
    await Promise.resolve();
  };
  return { resource, answer };
}

test('an older answer never comes after a younger one', async () => {
  const { resource, answer } = asked();
  void resource.load();
  void resource.load();
  await answer(1, 'young');
  await answer(0, 'old');
  expect(resource.value).toBe('young');
});

test('what we know to be true drops answers that were made before', async () => {
  const { resource, answer } = asked();
  void resource.load();
  resource.put('ours');
  await answer(0, 'stale');
  expect(resource.value).toBe('ours');
  resource.patch((value) => `${value}!`);
  expect(resource.value).toBe('ours!');
});

test('a refresh that fails keeps what is shown; a first load that fails says so', async () => {
  const { resource, answer } = asked();
  void resource.load();
  await answer(0, null);
  expect(resource.state.kind).toBe('failed');
  void resource.load();
  expect(resource.state.kind).toBe('loading');
  await answer(1, 'here');
  void resource.load();
  await answer(2, null);
  expect([resource.value, resource.refreshing]).toEqual(['here', false]);
});
