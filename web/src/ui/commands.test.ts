import { expect, test } from 'vitest';
import { commands, type Command } from './commands.svelte';

function command(id: string, when = true): Command {
  return { id, label: () => id, group: 'here', when: () => when, run: () => {} };
}

test('what is added stays until it is taken back, in whatever order', () => {
  const [a, b] = [commands.add([command('a')]), commands.add([command('b'), command('off', false)])];
  const shown = () => commands.all.map((one) => one.id).join();
  expect(shown()).toBe('a,b');
  a();
  const c = commands.add([command('c')]);
  expect(shown()).toBe('b,c');
  b();
  expect(shown()).toBe('c');
  c();
  expect(shown()).toBe('');
});
