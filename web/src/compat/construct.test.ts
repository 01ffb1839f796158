import { expect, test } from 'vitest';
import { construct } from './construct';
import type { Self } from './self';

const system = (): Self => ({ params: { id: 7 }, langs: {}, get_version: () => '1.0.0' });
const version = (self: Self) => (self['get_version'] as () => string)();

test('a constructor finds the methods of the host, whichever way it is written', () => {
  check(function (this: Self) {
    this.callbacks = { seen: (this['get_version'] as () => string)() };
    return this;
  });
  check(function (this: Self) {
    this.callbacks = { seen: (this['get_version'] as () => string)() };
  });
  check(function (this: Self) {
    return { callbacks: { seen: (this['get_version'] as () => string)() } };
  });
  check({ callbacks: { seen: '1.0.0' } });
  class Base {
    declare callbacks: Record<string, unknown>;
    declare get_version: () => string;
  }
  class Widget extends Base {
    constructor() {
      super();
      this.callbacks = { seen: this.get_version() };
    }
  }
  check(Widget);
  check(Widget); // A second start of the same class.
});

test('what a constructor set itself is not overwritten', () => {
  const made = construct(function (this: Self) {
    this['get_version'] = () => 'mine';
    this.callbacks = {};
  }, system());
  expect(version(made)).toBe('mine');
});

function check(constructor: unknown): void {
  const made = construct(constructor, system());
  expect(made.callbacks).toEqual({ seen: '1.0.0' });
  expect(version(made)).toBe('1.0.0');
  expect(made.params).toEqual({ id: 7 });
}
