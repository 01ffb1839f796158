// Makes a widget's object out of whatever its script defined. Pure.
import type { Self } from './self';

type Constructor = (this: Self) => unknown;

/** Inside a constructor `this` already has the methods of the host, whichever way the constructor is written. */
export function construct(found: unknown, system: Self): Self {
  if (typeof found !== 'function') {
    return complete(found as Self, system);
  }
  const isClass = /^class\b/.test(Function.prototype.toString.call(found));
  if (isClass) {
    Object.setPrototypeOf(rootOf(found), system);
    return complete(new (found as new () => Self)(), system);
  }
  const proto = (found as { prototype?: object }).prototype ?? Object.prototype;
  const self = Object.assign(Object.create(proto) as Self, system);
  const returned = (found as Constructor).call(self);
  return complete(typeof returned === 'object' && returned !== null ? (returned as Self) : self, system);
}

const roots = new WeakMap<object, object>();

/** The prototype of the topmost class, also after the host was put above it. */
function rootOf(found: { prototype: unknown }): object {
  const known = roots.get(found);
  if (known !== undefined) {
    return known;
  }
  let root = found.prototype as object;
  for (let above = Object.getPrototypeOf(root) as object | null; above !== null && above !== Object.prototype;) {
    root = above;
    above = Object.getPrototypeOf(root) as object | null;
  }
  roots.set(found, root);
  return root;
}

function complete(self: Self, system: Self): Self {
  for (const [key, value] of Object.entries(system)) {
    if (!(key in self)) {
      self[key] = value;
    }
  }
  return self;
}
