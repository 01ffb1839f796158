// The error boundary: what widgets do wrong is written down per widget and shown as a chip. Nothing a widget throws gets
// past it.
import type { Fault } from './types';

/** Kept per widget; the first ones are what matters. */
const FAULTS_MAX = 20;
/** A callback that holds the page longer is named in the console of the widget. */
const SLOW_MS = 50;

type Listener = (fault: Fault) => void;

const faults = new Map<string, Fault[]>();
const listeners = new Set<Listener>();

/** Writes a fault down and tells whoever shows them. */
export function record(widget: string, during: string, error: unknown): void {
  const known = faults.get(widget) ?? [];
  faults.set(widget, known);
  const fault: Fault = {
    widget,
    during,
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    stack: error instanceof Error ? (error.stack ?? '') : '',
  };
  if (known.length < FAULTS_MAX) {
    known.push(fault);
  }
  console.warn(`widget ${widget} failed in ${during}`, error);
  for (const listener of listeners) {
    listener(fault);
  }
}

/** What a widget did wrong so far. */
export function faultsOf(widget: string): readonly Fault[] {
  return faults.get(widget) ?? [];
}

/** Hears of every fault until the returned function is called. */
export function onFault(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls into a widget. `undefined` is also what a callback gives that threw or whose promise was rejected. */
export function call<T>(widget: string, during: string, fn: () => T): T | undefined {
  const since = performance.now();
  try {
    const result = fn();
    if (isPromise(result)) {
      return result.then(
        (value: unknown) => value,
        (error: unknown) => void record(widget, during, error),
      ) as T;
    }
    return result;
  } catch (error) {
    record(widget, during, error);
    return undefined;
  } finally {
    const took = performance.now() - since;
    if (took > SLOW_MS) {
      console.info(`widget ${widget}: ${during} held the page for ${Math.round(took)} ms`);
    }
  }
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** Faults that surface later (handlers, timers, promises) belong to the widget whose file is in the stack. */
export function watchWindow(widgetOf: (text: string) => string | undefined): void {
  window.addEventListener('error', (event) => {
    const widget = widgetOf(`${event.filename} ${(event.error as Error | null)?.stack ?? ''}`);
    if (widget !== undefined) {
      record(widget, 'an event', event.error ?? event.message);
      event.preventDefault();
    }
  });
  window.addEventListener('unhandledrejection', (event) => {
    const widget = widgetOf(String((event.reason as Error | undefined)?.stack ?? ''));
    if (widget !== undefined) {
      record(widget, 'a promise', event.reason);
      event.preventDefault();
    }
  });
}
